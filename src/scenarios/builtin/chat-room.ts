// A room full of people who all talk at once.
import { everyoneHearsEveryone, whoStaysHearsWhoStays } from '../../check/conversation.ts'
import { reportsExactly } from '../../check/reports.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { chatServerHost, comeBack, haveHeard, haveJoined, saysInRoom, userHost } from './chat-cast.ts'
import {
  allTalk,
  FORWARDED_ONCE,
  linesOf,
  NOBODY_LEAVES,
  ROOM_PARAMS,
  ROOM_WAIVES,
  roomNetwork,
  UNCHECKED_TALK,
} from './talk.ts'

const usersOf = (count: number) => Array.from({ length: count }, (_, n) => `user${n + 1}`)

export default defineScenario({
  name: 'chat-room',
  purpose: 'Does everyone in a busy chat room hear everyone else, once, in order, and never oneself?',
  params: {
    users: integer(30, 'users in the room', { min: 2, max: 1000 }),
    ...ROOM_PARAMS,
  },

  hosts: ({ params: { users } }) => [chatServerHost(), ...usersOf(users).map((user) => userHost(user))],

  network: ({ params }) => roomNetwork(params),

  async script(stage, { params: { users, lines, withinMs }, random, calmAtMs }) {
    const names = usersOf(users)
    await haveJoined(stage, names)
    if (calmAtMs > 0) comeBack(stage, names)
    const hasHeard = calmAtMs > 0 ? null : haveHeard(stage, names, (users - 1) * lines, 0)
    const says = (user: string, text: string) => saysInRoom(stage, user, text)
    await allTalk(stage, { lines: linesOf(names, lines), withinMs, random, says })
    await (hasHeard ?? haveHeard(stage, names, 0, calmAtMs))
  },

  checks: ({ params: { users, lines } }) => [
    everyoneHearsEveryone(usersOf(users), linesOf(usersOf(users), lines)),
    whoStaysHearsWhoStays(usersOf(users), linesOf(usersOf(users), lines)),
    reportsExactly(users * lines, { event: 'message-forwarded' }, FORWARDED_ONCE),
    reportsExactly(0, { event: 'departed' }, NOBODY_LEAVES),
  ],

  chaos: () => ({ spanMs: 3000, spares: [UNCHECKED_TALK], waives: ROOM_WAIVES }),

  metrics: (record) => ({ messages: record.reported('message-received').length }),
})
