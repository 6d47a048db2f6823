// A room of the datagram chat full of people who all talk at once, each port with all the connections it takes.
import { everyoneHearsEveryone, whoStaysHearsWhoStays } from '../../check/conversation.ts'
import { reportsExactly } from '../../check/reports.ts'
import { DEFAULT_MAX_CONNECTIONS_PER_PORT, DEFAULT_PORT_COUNT } from '../../nodes/datagram-chat/limits.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  connectsAt,
  isConnected,
  staysConnected,
  PORT,
  SERVER,
  serverHost,
  type,
  userHost,
} from './datagram-chat-cast.ts'
import {
  allTalk,
  areInTouch,
  FORWARDED_ONCE,
  linesOf,
  NOBODY_LEAVES,
  ROOM_PARAMS,
  ROOM_WAIVES,
  roomNetwork,
  UNCHECKED_TALK,
} from './talk.ts'

const PLACES = DEFAULT_PORT_COUNT * DEFAULT_MAX_CONNECTIONS_PER_PORT

const portOf = (at: number) => PORT + Math.floor(at / DEFAULT_MAX_CONNECTIONS_PER_PORT)

export default defineScenario({
  name: 'datagram-chat-room',
  purpose: 'Does everyone on all ports of the datagram chat hear everyone else, once, in order, and never oneself?',
  params: {
    users: integer(40, 'users, 15 on each port', { min: 2, max: PLACES }),
    ...ROOM_PARAMS,
  },

  hosts: ({ params: { users } }) => [
    serverHost(0, { portCount: DEFAULT_PORT_COUNT }),
    ...usersOf(users).map((name, at) => userHost(name, { serverPort: portOf(at) })),
  ],

  network: ({ params }) => roomNetwork(params),

  async script(stage, { params: { users, lines, withinMs }, random, calmAtMs }) {
    const names = usersOf(users)
    await stage.reports(SERVER, 'listening', { port: PORT + DEFAULT_PORT_COUNT - 1 })
    // Each at its own port, also when it has to try again: at another it would take somebody's place.
    for (const [at, name] of names.entries()) await connectsAt(stage, name, portOf(at))
    const heard = names.map((name, at) => {
      // Beside what is said, each hears of those who come after it.
      const count = (users - 1) * lines + users - 1 - at
      return count === 0 || calmAtMs > 0 ? null : stage.reports(name, 'heard', { count })
    })
    if (calmAtMs > 0) for (const [at, name] of names.entries()) staysConnected(stage, name, portOf(at))
    const says = async (user: string, text: string) => {
      await isConnected(stage, user)
      type(stage, user, text, '')
    }
    const talks = allTalk(stage, { lines: linesOf(names, lines), withinMs, random, says })
    await Promise.all([...heard, talks])
    await areInTouch(stage, calmAtMs)
  },

  checks: ({ params: { users, lines } }) => [
    everyoneHearsEveryone(usersOf(users), linesOf(usersOf(users), lines)),
    whoStaysHearsWhoStays(usersOf(users), linesOf(usersOf(users), lines), 'connected'),
    reportsExactly(users * lines, { event: 'message', host: SERVER }, FORWARDED_ONCE),
    reportsExactly(0, { event: 'disconnected' }, NOBODY_LEAVES),
  ],

  chaos: () => ({ spanMs: 5000, spares: [UNCHECKED_TALK], waives: ROOM_WAIVES }),

  metrics: (record) => ({ messages: record.reported('heard').length }),
})

function usersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index + 1}`)
}
