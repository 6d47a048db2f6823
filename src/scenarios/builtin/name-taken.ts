// Two users want the same name.
import { prints } from '../../check/programs.ts'
import { reportsExactly } from '../../check/reports.ts'
import { integer } from '../params.ts'
import { behave } from '../habits.ts'
import { defineScenario } from '../scenario.ts'
import { areConnected, connecting, PLACES_ARE_KEPT, SERVER, serverHost, type, userHost } from './datagram-chat-cast.ts'
import { UNCHECKED_TALK } from './talk.ts'

const FIRST = 'bob'
const SECOND = 'alice'

export default defineScenario({
  name: 'name-taken',
  purpose:
    'A name is in use: is the second one told so, does another name do, and is the name free once its owner has left?',
  params: { delayMs: integer(10, 'one-way delay, ms', { max: 10_000 }) },

  hosts: () => [serverHost(0), userHost(FIRST), userHost(SECOND)],

  network: ({ params: { delayMs } }) => ({ everywhere: { latency: delayMs } }),

  async script(stage) {
    await stage.reports(SERVER, 'listening')
    await areConnected(stage, FIRST)
    await stage.start(SECOND)
    const isTaken = { event: 'heard', where: { text: "can't connect. Name is taken. Try another" } }
    await behave(stage, SECOND, connecting(FIRST), isTaken)
    type(stage, SECOND, 'connect', SECOND)
    await stage.prints(FIRST, `${SECOND} is connected\n`)
    type(stage, FIRST, 'disconnect')
    await stage.prints(SECOND, `${FIRST} is disconnected\n`)
    type(stage, SECOND, 'disconnect')
    await stage.reports(SECOND, 'left')
    await behave(stage, SECOND, connecting(FIRST), { event: 'connected' })
  },

  checks: () => [
    reportsExactly(1, { event: 'name-taken', host: SERVER }, 'the name is refused once'),
    reportsExactly(
      2,
      { event: 'connected', host: SERVER, where: { name: FIRST } },
      'both have the name, one after the other',
    ),
    prints(SECOND, 'disconnected\n', 'who leaves is told so'),
  ],

  chaos: () => ({ spanMs: 300, spares: [UNCHECKED_TALK, PLACES_ARE_KEPT] }),
})
