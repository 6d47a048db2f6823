// A swarm through a bad time: a peer dies for good, another is cut off, the tracker dies and comes back. Somebody watches
// what the tracker tells.
import { convergesToTheTruth } from '../../check/convergence.ts'
import { chunkCount } from '../../wire/chunk-arithmetic.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  everyoneGetsTheFilm,
  everyoneHasIt,
  filmIsThere,
  getterNames,
  NOTES_MAY_ROT,
  swarmOf,
  theFilmStaysWhereItWasSaved,
  TRACKER,
  TRACKER_PORT,
  TRACKER_REMEMBERS,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'
import { LIST_SEEN, trackerWatcher, viewText } from './tracker-watcher.ts'

const WATCHER = 'watcher'
const VICTIM = 'victim'
const VICTIM_DIES_MS = 3000
/** The tracker looks twice at who does not answer, 3 s each and 2 s between; peers say every 10 s what they have. */
const CONVERGED_WITHIN_MS = 20_000
const WATCHED_MS = 5000

/** Since when everybody has the file: who comes back says again that it is complete. */
function completeSince(record: RunRecord): number {
  const first = new Map<string, number>()
  for (const { host, atMs } of record.reported('file-complete')) first.set(host, first.get(host) ?? atMs)
  return Math.max(...first.values())
}

export default defineScenario({
  name: 'tracker-converges',
  purpose: 'A peer dies, one is cut off, the tracker restarts: how soon does its list say again who has what?',
  params: {
    peers: integer(4, 'peers that stay', { min: 1, max: 100 }),
    size: integer(65_536, 'size of the file, bytes', { min: 1024, max: 16_777_216 }),
  },

  hosts: ({ params: { peers, size } }) => [
    ...swarmOf([...getterNames(peers), VICTIM], size),
    {
      name: WATCHER,
      start: trackerWatcher({
        trackerHost: TRACKER,
        trackerPort: TRACKER_PORT,
        everyMs: 500,
        chunks: chunkCount(size),
      }),
    },
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 10_000_000 },
  }),

  faults: () => [
    { atMs: 1500, kind: 'partition', from: ['peer-1'], to: [TRACKER] },
    { atMs: 2500, kind: 'crash', host: TRACKER },
    { atMs: VICTIM_DIES_MS, kind: 'crash', host: VICTIM },
    { atMs: 4000, kind: 'restart', host: TRACKER },
    { atMs: 4500, kind: 'heal' },
  ],

  async script(stage, { params: { peers }, calmAtMs }) {
    await filmIsThere(stage)
    // Whom death has found before its first start stays away, as one who dies later does.
    const isVictimAlive = stage.nowMs < VICTIM_DIES_MS
    for (const name of [...getterNames(peers), ...(isVictimAlive ? [VICTIM] : [])]) await stage.start(name)
    await everyoneHasIt(stage, getterNames(peers), calmAtMs)
    const lastFaultMs = Math.max(4500, calmAtMs)
    await stage.sleep(Math.max(0, lastFaultMs - stage.nowMs) + CONVERGED_WITHIN_MS + WATCHED_MS)
  },

  checks: ({ params: { peers, size } }) => [
    convergesToTheTruth({
      name: `the list is right ${CONVERGED_WITHIN_MS / 1000} s after the last fault`,
      host: WATCHER,
      event: LIST_SEEN,
      field: 'view',
      truth: () => viewText(peers + 1, peers + 1),
      withinMs: CONVERGED_WITHIN_MS,
      // Under chaos some are long not done yet when the last fault is over.
      trueSince: completeSince,
    }),
    ...everyoneGetsTheFilm(getterNames(peers), size),
    theFilmStaysWhereItWasSaved(size),
  ],

  chaos: () => ({
    spanMs: 6000,
    mayRot: NOTES_MAY_ROT,
    spares: [
      UNCHECKED_DOCUMENTS,
      TRACKER_REMEMBERS,
      { kinds: ['crash'], hosts: [TRACKER, VICTIM], reason: 'when they die, and who comes back, is the story' },
      {
        kinds: ['burst-loss'],
        hosts: [TRACKER],
        reason:
          'a peer whose packets are lost in a row is taken for dead, and says only once a minute that it is there',
      },
      { kinds: ['partition'], reason: 'the healing of the story would end others, and the last fault be unknown' },
    ],
  }),
})
