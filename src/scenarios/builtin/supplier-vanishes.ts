// The supplier's machine stops dead half-way, and nobody is told.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { reportsExactly, reportsInOrder } from '../../check/reports.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { BLOCK_COUNT } from '../../wire/index/generated-file.ts'
import { boolean, integer } from '../params.ts'
import { eventually } from '../errand.ts'
import { defineScenario } from '../scenario.ts'
import { areRegistered, fetches, peerWith, rightHashes, SERVER, SERVER_PORT, UNCHECKED_MESSAGES } from './index-cast.ts'

const FILE = 10
/** Suppliers by the id that the requester knows them by. */
const SUPPLIERS: readonly string[] = ['supplier-1', 'supplier-2']

export default defineScenario({
  name: 'supplier-vanishes',
  purpose: 'A supplier dies in the middle of a file: does the requester find another one and go on?',
  params: {
    pauseMs: integer(50, 'pause of the suppliers after each block, ms', { max: 60_000 }),
    afterBlock: integer(9, 'the block, from 0, after which the supplier dies', { max: BLOCK_COUNT - 2 }),
    resume: boolean(false, 'whether the requester goes on from the missing block instead of from the first'),
  },

  hosts: ({ params: { pauseMs, resume } }) => [
    { name: SERVER, start: indexServer({ port: SERVER_PORT }) },
    { name: 'supplier-1', start: peerWith([FILE], { id: 0, pauseMs }) },
    { name: 'supplier-2', start: peerWith([FILE], { id: 1, pauseMs }) },
    { name: 'requester', start: peerWith([], { id: 2, resume, stallLimitMs: 2000 }) },
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 25 }, bandwidthBps: 10_000_000 },
  }),

  async script(stage, { params: { afterBlock } }) {
    await areRegistered(stage, ...SUPPLIERS, 'requester')
    const fetched = fetches(stage, 'requester', FILE)
    await eventually(stage, 'requester', { event: 'block-received', where: { block: afterBlock } })
    const { from } = stage.lastReport('requester', 'download-started')?.details ?? {}
    stage.crash(SUPPLIERS[Number(from)] ?? '')
    await fetched
  },

  checks: ({ params: { resume } }) => [
    reportsExactly(1, { event: 'supplier-lost', host: 'requester' }, 'one supplier is lost'),
    reportsExactly(2, { event: 'download-started', host: 'requester' }, 'the requester turns to the other supplier'),
    resume
      ? reportsExactly(BLOCK_COUNT, { event: 'block-received', host: 'requester' }, 'no block comes twice')
      : reportsExactly(
          2,
          { event: 'block-received', where: { block: 0 } },
          'the file comes again from its first block',
        ),
    reportsInOrder({ event: 'ack-sent', host: 'requester' }, [{ positive: true }], 'one positive ACK, no negative one'),
    everyHostCompletes({ hosts: ['requester'], file: FILE }),
    noBadHashIsAccepted(rightHashes([FILE])),
  ],

  chaos: ({ params: { resume } }) => {
    const reason = 'chaos breaks connections and changes blocks, too'
    const counted = resume ? 'no block comes twice' : 'the file comes again from its first block'
    return {
      spanMs: 4000,
      spares: [
        UNCHECKED_MESSAGES,
        { kinds: ['crash'], hosts: SUPPLIERS, reason: 'which supplier dies, and that it stays dead, is the story' },
      ],
      waives: [
        { check: 'one supplier is lost', reason },
        { check: 'the requester turns to the other supplier', reason },
        { check: counted, reason },
        { check: 'one positive ACK, no negative one', reason },
      ],
    }
  },

  metrics(record) {
    const [lost] = record.reported('supplier-lost', {}, 'requester')
    const [complete] = record.reported('file-complete', {}, 'requester')
    return { recoveryMs: (complete?.atMs ?? Number.NaN) - (lost?.atMs ?? Number.NaN) }
  },
})
