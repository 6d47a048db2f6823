// A room of the datagram chat full of people who all talk at once, each port with all the connections it takes.
import { everyoneHearsEveryone, HEARS_EVERYONE, whoStaysHearsWhoStays } from '../../check/conversation.ts'
import { reportsExactly } from '../../check/reports.ts'
import { DEFAULT_MAX_CONNECTIONS_PER_PORT, DEFAULT_PORT_COUNT } from '../../nodes/datagram-chat/limits.ts'
import { calm } from '../errand.ts'
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { linesOf } from './chat-cast.ts'
import {
  connectsAt,
  isConnected,
  staysConnected,
  PORT,
  SERVER,
  serverHost,
  type,
  UNCHECKED_TALK,
  userHost,
} from './datagram-chat-cast.ts'

const PLACES = DEFAULT_PORT_COUNT * DEFAULT_MAX_CONNECTIONS_PER_PORT

/** In a calm network whoever lost touch is back by then, and whatever was held up has arrived. */
const IN_TOUCH_MS = 60_000

const portOf = (at: number) => PORT + Math.floor(at / DEFAULT_MAX_CONNECTIONS_PER_PORT)

export default defineScenario({
  name: 'datagram-chat-room',
  purpose: 'Does everyone on all ports of the datagram chat hear everyone else, once, in order, and never oneself?',
  params: {
    users: integer(40, 'users, 15 on each port', { min: 2, max: PLACES }),
    lines: integer(10, 'messages of each user', { max: 1000 }),
    withinMs: integer(2000, 'each user says them at random times within this, ms', { max: 3_600_000 }),
    loss: number(0.01, 'packets lost on every link, as a ratio', { max: 0.5 }),
    latencyMs: number(20, 'mean one-way latency, ms; each packet takes half of it to one and a half', { max: 10_000 }),
  },

  hosts: ({ params: { users } }) => [
    serverHost(0, { portCount: DEFAULT_PORT_COUNT }),
    ...usersOf(users).map((name, at) => userHost(name, { serverPort: portOf(at) })),
  ],

  network: ({ params: { loss, latencyMs } }) => ({
    everywhere: {
      latency: { kind: 'uniform', minMs: latencyMs / 2, maxMs: latencyMs * 1.5 },
      lossRatio: loss,
      bandwidthBps: 50_000_000,
    },
  }),

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
    const talks = [...linesOf(names, lines)].map(async ([user, texts]) => {
      const times = texts.map(() => random.below(withinMs + 1)).sort((one, other) => one - other)
      const beginMs = stage.nowMs
      for (const [n, text] of texts.entries()) {
        const waitMs = beginMs + (times[n] ?? 0) - stage.nowMs
        if (waitMs > 0) await stage.sleep(waitMs)
        await isConnected(stage, user)
        type(stage, user, text, '')
      }
    })
    await Promise.all([...heard, ...talks])
    await calm(stage, calmAtMs, IN_TOUCH_MS)
  },

  checks: ({ params: { users, lines } }) => [
    everyoneHearsEveryone(usersOf(users), linesOf(usersOf(users), lines)),
    whoStaysHearsWhoStays(usersOf(users), linesOf(usersOf(users), lines), 'connected'),
    reportsExactly(users * lines, { event: 'message', host: SERVER }, 'the server forwards each message once'),
    reportsExactly(0, { event: 'disconnected' }, 'nobody leaves or is sent away'),
  ],

  chaos: () => ({
    spanMs: 5000,
    spares: [UNCHECKED_TALK],
    waives: [
      {
        check: HEARS_EVERYONE,
        reason: 'who is cut off long enough is out of the room, and misses what is said meanwhile',
      },
      {
        check: 'the server forwards each message once',
        reason: 'what was said on a connection that breaks may be lost',
      },
      { check: 'nobody leaves or is sent away', reason: 'chaos cuts connections and stops machines' },
    ],
  }),

  metrics: (record) => ({ messages: record.reported('heard').length }),
})

function usersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index + 1}`)
}
