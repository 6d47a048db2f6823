// A room full of people who all talk at once.
import { everyoneHearsEveryone, HEARS_EVERYONE, whoStaysHearsWhoStays } from '../../check/conversation.ts'
import { reportsExactly } from '../../check/reports.ts'
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  chatServerHost,
  comeBack,
  haveHeard,
  haveJoined,
  linesOf,
  saysInRoom,
  UNCHECKED_TALK,
  userHost,
} from './chat-cast.ts'

const usersOf = (count: number) => Array.from({ length: count }, (_, n) => `user${n + 1}`)

export default defineScenario({
  name: 'chat-room',
  purpose: 'Does everyone in a busy chat room hear everyone else, once, in order, and never oneself?',
  params: {
    users: integer(30, 'users in the room', { min: 2, max: 1000 }),
    lines: integer(10, 'messages of each user', { max: 1000 }),
    withinMs: integer(2000, 'each user says them at random times within this, ms', { max: 3_600_000 }),
    loss: number(0.01, 'packets lost on every link, as a ratio', { max: 0.5 }),
    latencyMs: number(20, 'mean one-way latency, ms; each packet takes half of it to one and a half', { max: 10_000 }),
  },

  hosts: ({ params: { users } }) => [chatServerHost(), ...usersOf(users).map((user) => userHost(user))],

  network: ({ params: { loss, latencyMs } }) => ({
    everywhere: {
      latency: { kind: 'uniform', minMs: latencyMs / 2, maxMs: latencyMs * 1.5 },
      lossRatio: loss,
      bandwidthBps: 50_000_000,
    },
  }),

  async script(stage, { params: { users, lines, withinMs }, random, calmAtMs }) {
    const names = usersOf(users)
    await haveJoined(stage, names)
    if (calmAtMs > 0) comeBack(stage, names)
    const hasHeard = calmAtMs > 0 ? null : haveHeard(stage, names, (users - 1) * lines, 0)
    const talks = [...linesOf(names, lines)].map(async ([user, texts]) => {
      const times = texts.map(() => random.below(withinMs + 1)).sort((one, other) => one - other)
      const beginMs = stage.nowMs
      for (const [n, text] of texts.entries()) {
        const waitMs = beginMs + (times[n] ?? 0) - stage.nowMs
        if (waitMs > 0) await stage.sleep(waitMs)
        await saysInRoom(stage, user, text)
      }
    })
    await Promise.all(talks)
    await (hasHeard ?? haveHeard(stage, names, 0, calmAtMs))
  },

  checks: ({ params: { users, lines } }) => [
    everyoneHearsEveryone(usersOf(users), linesOf(usersOf(users), lines)),
    whoStaysHearsWhoStays(usersOf(users), linesOf(usersOf(users), lines)),
    reportsExactly(users * lines, { event: 'message-forwarded' }, 'the server forwards each message once'),
    reportsExactly(0, { event: 'departed' }, 'nobody leaves or is sent away'),
  ],

  chaos: () => ({
    spanMs: 3000,
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

  metrics: (record) => ({ messages: record.reported('message-received').length }),
})
