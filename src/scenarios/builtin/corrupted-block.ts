// One bit of one block is flipped on its way, and no checksum notices.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { prints } from '../../check/programs.ts'
import { reportsInOrder } from '../../check/reports.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { blockPayloadOffset } from '../../wire/index/block-offset.ts'
import { BLOCK_BYTES, BLOCK_COUNT } from '../../wire/index/generated-file.ts'
import { keepUp } from '../errand.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { areRegistered, fetches, peerWith, SERVER, SERVER_PORT, UNCHECKED_MESSAGES } from './index-cast.ts'

const FILE = 10
const FILE_SHA1 = '503673c3b0a55dd71a7d55c9980605b05c6993c4'

export default defineScenario({
  name: 'corrupted-block',
  purpose:
    'A bit of one block flips on its way: does the requester notice, say so, and get the file right the second time?',
  params: {
    pauseMs: integer(50, 'pause of the supplier after each block, ms', { max: 60_000 }),
    bits: integer(1, 'bits that flip, all in one byte', { min: 1, max: 8 }),
  },

  hosts: ({ params: { pauseMs } }) => [
    { name: SERVER, start: indexServer({ port: SERVER_PORT }) },
    { name: 'supplier', start: peerWith([FILE], { id: 1, pauseMs }) },
    { name: 'requester', start: peerWith([], { id: 2, pauseMs }) },
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 25 }, bandwidthBps: 10_000_000 },
  }),

  faults: ({ params: { bits }, random }) => {
    const offset = blockPayloadOffset(random.below(BLOCK_COUNT), random.below(BLOCK_BYTES))
    return [{ atMs: 0, kind: 'corrupt-stream', from: 'supplier', to: 'requester', offset, bits }]
  },

  async script(stage) {
    await areRegistered(stage, 'supplier', 'requester')
    void keepUp(stage, 'supplier')
    await fetches(stage, 'requester', FILE)
  },

  // The last ACK and the end of the connection are on their way.
  settleMs: 200,

  checks: () => [
    reportsInOrder(
      { event: 'ack-sent', host: 'requester' },
      [
        { file: FILE, positive: false },
        { file: FILE, positive: true },
      ],
      'the requester sends exactly one negative ACK, then one positive',
    ),
    reportsInOrder(
      { event: 'ack-received', host: 'supplier' },
      [
        { file: FILE, positive: false },
        { file: FILE, positive: true },
      ],
      'the supplier hears exactly one negative ACK, then one positive',
    ),
    everyHostCompletes({ hosts: ['requester'], file: FILE }),
    noBadHashIsAccepted({ [FILE]: FILE_SHA1 }),
    prints('requester', FILE_SHA1, 'the requester prints the right SHA-1'),
    prints(SERVER, 'I have downloaded file 10 from client 1', 'the server is told of the download'),
  ],

  chaos: () => {
    const reason = 'with a connection that breaks the changed bit or the ACK is lost, and a crash begins the file anew'
    return {
      spanMs: 2300,
      spares: [UNCHECKED_MESSAGES],
      waives: [
        { check: 'the requester sends exactly one negative ACK, then one positive', reason },
        { check: 'the supplier hears exactly one negative ACK, then one positive', reason },
        {
          check: 'the server is told of the download',
          reason: 'who is cut off from the server registers anew, and so tells it which files it has',
        },
      ],
    }
  },

  metrics: (record) => ({
    acks: record.reported('ack-sent', { positive: true }).length,
    nacks: record.reported('ack-sent', { positive: false }).length,
  }),
})
