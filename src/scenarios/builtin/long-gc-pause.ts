// The only one who has the file stands still for a while, as in a long garbage collection: its machine answers, it does not.
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  everyoneFetchesIt,
  everyoneGetsTheFilm,
  getterNames,
  NOTES_MAY_ROT,
  SEEDER,
  swarmOf,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'

export default defineScenario({
  name: 'long-gc-pause',
  purpose: 'The seeder stands still while its swarm is busy and its machine goes on answering: does everyone complete?',
  params: {
    peers: integer(3, 'peers that fetch the file', { min: 1, max: 200 }),
    size: integer(196_608, 'size of the file, bytes', { min: 1024, max: 268_435_456 }),
    fromMs: integer(800, 'when the pause begins, ms', { max: 600_000 }),
    pauseMs: integer(10_000, 'how long it lasts, ms', { min: 1, max: 600_000 }),
  },

  hosts: ({ params: { peers, size } }) => swarmOf(getterNames(peers), size),

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 1_000_000 },
  }),

  faults: ({ params: { fromMs, pauseMs } }) => [{ atMs: fromMs, kind: 'pause', hosts: [SEEDER], forMs: pauseMs }],

  script: (stage, { params: { peers }, calmAtMs }) => everyoneFetchesIt(stage, getterNames(peers), calmAtMs),

  checks: ({ params: { peers, size } }) => everyoneGetsTheFilm(getterNames(peers), size),

  chaos: () => ({ spanMs: 6000, mayRot: NOTES_MAY_ROT, spares: [UNCHECKED_DOCUMENTS] }),

  metrics(record, { params: { fromMs, pauseMs } }) {
    const times = record.reported('file-complete').map(({ atMs }) => atMs)
    return { afterPauseMs: Math.max(...times) - fromMs - pauseMs }
  },
})
