// The plainest transfer of the index swarm: 20 blocks, with a pause after each.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { isNeverAheadOfItsPace, keepsPace } from '../../check/pacing.ts'
import { prints } from '../../check/programs.ts'
import { reportsExactly, reportsInOrder } from '../../check/reports.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { BLOCK_COUNT } from '../../wire/index/generated-file.ts'
import { keepUp } from '../errand.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { areRegistered, fetches, peerWith, rightHashes, SERVER, SERVER_PORT, UNCHECKED_MESSAGES } from './index-cast.ts'

/** Timers of real machines count in milliseconds and are a little early or late. */
const EARLY_MS = 2
const LATE_MS = 250

const BEGINS_ANEW = 'when a connection breaks the file comes again from its first block, on another one'
/** By then whoever was cut off or dead has tried again: the server may take a minute to believe that a peer is gone. */
const CHAOS_PATIENCE_MS = 180_000

const transferMs = (pauseMs: number) => (pauseMs + LATE_MS) * BLOCK_COUNT
const patienceMs = (calmAtMs: number) => (calmAtMs === 0 ? 5000 : calmAtMs + CHAOS_PATIENCE_MS)

export default defineScenario({
  name: 'paced-transfer',
  purpose: 'Does a supplier send the 20 blocks of a file one by one, with its pause after each?',
  params: {
    pauseMs: integer(1000, 'pause of the supplier after each block, ms', { min: EARLY_MS, max: 60_000 }),
    file: integer(10, 'index of the file', { max: 63 }),
  },

  hosts: ({ params: { pauseMs, file } }) => [
    { name: SERVER, start: indexServer({ port: SERVER_PORT }) },
    { name: 'supplier', start: peerWith([file], { id: 1, pauseMs }) },
    { name: 'requester', start: peerWith([], { id: 2 }) },
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 25 }, bandwidthBps: 10_000_000 },
  }),

  async script(stage, { params: { file } }) {
    await areRegistered(stage, 'supplier', 'requester')
    void keepUp(stage, 'supplier')
    await fetches(stage, 'requester', file)
  },

  // The last ACK and the end of the connection are on their way.
  settleMs: 200,

  checks: ({ params: { pauseMs, file }, calmAtMs }) => [
    reportsExactly(BLOCK_COUNT, { event: 'block-sent', host: 'supplier' }, 'every block is sent once'),
    keepsPace({ host: 'supplier', minGapMs: pauseMs - EARLY_MS, maxGapMs: pauseMs + LATE_MS }),
    isNeverAheadOfItsPace({ host: 'supplier', periodMs: pauseMs - EARLY_MS }),
    everyHostCompletes({ hosts: ['requester'], file, withinMs: transferMs(pauseMs) + patienceMs(calmAtMs) }),
    noBadHashIsAccepted(rightHashes([file])),
    reportsInOrder(
      { event: 'ack-sent', host: 'requester' },
      [{ file, positive: true }],
      'the first ACK is a positive one',
    ),
    prints('supplier', 'closed clientSocket'),
  ],

  metrics: (record) => {
    const [begun] = record.reported('download-started', {}, 'requester')
    const [complete] = record.reported('file-complete', {}, 'requester')
    return { transferMs: (complete?.atMs ?? Number.NaN) - (begun?.atMs ?? Number.NaN) }
  },

  chaos: ({ params: { pauseMs } }) => ({
    spanMs: pauseMs * BLOCK_COUNT,
    spares: [UNCHECKED_MESSAGES],
    waives: [
      { check: 'every block is sent once', reason: BEGINS_ANEW },
      { check: `supplier pauses ${pauseMs - EARLY_MS} to ${pauseMs + LATE_MS} ms between blocks`, reason: BEGINS_ANEW },
      {
        check: `supplier sends no block before its time, one every ${pauseMs - EARLY_MS} ms`,
        reason: 'a requester that has died and come back is served beside the connection it had before',
      },
      { check: 'the first ACK is a positive one', reason: 'a block that was changed on its way gets a negative one' },
      { check: 'supplier prints "closed clientSocket"', reason: 'a supplier that dies prints nothing' },
    ],
  }),

  limitMs: ({ pauseMs }) => 2 * transferMs(pauseMs) + 300_000,
})
