// More users than a port takes.
import { prints } from '../../check/programs.ts'
import { reportsExactly } from '../../check/reports.ts'
import { integer } from '../params.ts'
import { behave } from '../habits.ts'
import { defineScenario } from '../scenario.ts'
import {
  areConnected,
  connecting,
  PLACES_ARE_KEPT,
  PORT,
  SERVER,
  serverHost,
  type,
  userHost,
} from './datagram-chat-cast.ts'
import { UNCHECKED_TALK } from './talk.ts'

const LATE = 'late'

export default defineScenario({
  name: 'port-full',
  purpose:
    'A port has all the connections it takes: is the next one told so, and served on another port, and here once one has left?',
  params: {
    connections: integer(15, 'connections that the port takes', { min: 1, max: 1000 }),
  },

  hosts: ({ params: { connections } }) => [
    serverHost(0, { portCount: 2, maxConnectionsPerPort: connections }),
    ...users(connections).map((name) => userHost(name)),
    userHost(LATE),
  ],

  network: () => ({ everywhere: { latency: { kind: 'uniform', minMs: 1, maxMs: 20 } } }),

  async script(stage, { params: { connections } }) {
    await stage.reports(SERVER, 'listening', { port: PORT + 1 })
    await areConnected(stage, ...users(connections))
    await stage.start(LATE)
    await behave(stage, LATE, connecting(LATE), { event: 'left' })
    await behave(stage, LATE, connecting(LATE, PORT + 1), { event: 'connected' })
    type(stage, LATE, 'disconnect')
    await stage.reports(LATE, 'left')
    type(stage, 'user-1', 'disconnect')
    await stage.reports(SERVER, 'disconnected', { name: 'user-1' })
    // Its place is free when the connection is closed at both ends: some round trips of at most 40 ms.
    await stage.sleep(200)
    await behave(stage, LATE, connecting(LATE), { event: 'connected' })
  },

  checks: ({ params: { connections } }) => [
    reportsExactly(1, { event: 'port-full', host: SERVER, where: { port: PORT } }, 'one connection is refused'),
    reportsExactly(2, { event: 'connected', host: SERVER, where: { name: LATE } }, 'the late one gets in twice'),
    prints(LATE, `Port ${PORT} is full`),
    reportsExactly(connections + 2, { event: 'connected', host: SERVER }, 'everyone gets in'),
  ],

  chaos: () => ({
    spanMs: 1200,
    spares: [UNCHECKED_TALK, PLACES_ARE_KEPT],
    waives: [
      { check: 'one connection is refused', reason: 'on slow links a place is free later: who is early asks again' },
    ],
  }),
})

function users(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index + 1}`)
}
