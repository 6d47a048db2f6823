// Bits of the seeder's chunks flip on their way to one of two peers, and no checksum notices.
import { reportsAtLeast } from '../../check/reports.ts'
import type { Fault } from '../../host/faults.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  everyoneFetchesIt,
  everyoneGetsTheFilm,
  NOTES_MAY_ROT,
  SEEDER,
  swarmOf,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'

const NAMES = ['peer-1', 'peer-2']
/** The seeder's stream opens with the list of hashes; where the chunks surely have begun, and are still the seeder's. */
const FIRST_OFFSET = 16_384
const LAST_OFFSET = 49_152

export default defineScenario({
  name: 'corrupted-chunk',
  purpose:
    'Chunks change on their way to one peer: does it throw them away, fetch them again, and pass none of them on?',
  params: {
    size: integer(262_144, 'size of the file, bytes', { min: 2 * LAST_OFFSET, max: 268_435_456 }),
    flips: integer(2, 'bytes that change', { min: 1, max: 100 }),
  },

  hosts: ({ params: { size } }) => swarmOf(NAMES, size),

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 20_000_000 },
  }),

  faults: ({ params: { flips }, random }) =>
    Array.from({ length: flips }, (): Fault => {
      const offset = FIRST_OFFSET + random.below(LAST_OFFSET - FIRST_OFFSET)
      return { atMs: 0, kind: 'corrupt-stream', from: SEEDER, to: 'peer-1', offset }
    }),

  script: (stage, { calmAtMs }) => everyoneFetchesIt(stage, NAMES, calmAtMs),

  checks: ({ params: { size } }) => [
    reportsAtLeast(1, { event: 'chunk-rejected', host: 'peer-1' }, 'peer-1 throws away what was changed'),
    ...everyoneGetsTheFilm(NAMES, size),
  ],

  chaos: () => ({
    spanMs: 600,
    mayRot: NOTES_MAY_ROT,
    spares: [UNCHECKED_DOCUMENTS],
    waives: [
      { check: 'peer-1 throws away what was changed', reason: 'a connection that breaks takes the change with it' },
    ],
  }),

  metrics: (record) => ({ rejected: record.reported('chunk-rejected').length }),
})
