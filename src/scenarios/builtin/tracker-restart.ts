// The tracker's machine dies while its swarm is busy, comes back, and a newcomer asks it.
import { reportsExactly } from '../../check/reports.ts'
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
  TRACKER_REMEMBERS,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'

const NEWCOMER = 'newcomer'

export default defineScenario({
  name: 'tracker-restart',
  purpose: 'The tracker dies and comes back: does the swarm go on without it, and does it still know the swarm?',
  params: {
    peers: integer(4, 'peers that fetch the file meanwhile', { min: 1, max: 200 }),
    size: integer(524_288, 'size of the file, bytes', { min: 1024, max: 268_435_456 }),
    downMs: integer(3000, 'how long the tracker is gone, ms', { max: 600_000 }),
  },

  hosts: ({ params: { peers, size } }) => swarmOf([...getterNames(peers), NEWCOMER], size),

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 1_000_000 },
  }),

  async script(stage, { params: { peers, downMs }, calmAtMs }) {
    await filmIsThere(stage)
    for (const name of getterNames(peers)) await stage.start(name)
    await stage.reports(TRACKER, 'chunks-registered')
    // What it has answered it must remember: not what it was about to write.
    await stage.sleep(200)
    stage.crash(TRACKER)
    await stage.sleep(downMs)
    stage.restart(TRACKER)
    await stage.reports(TRACKER, 'tracker-restored')
    await stage.start(NEWCOMER)
    await everyoneHasIt(stage, [...getterNames(peers), NEWCOMER], calmAtMs)
  },

  checks: ({ params: { peers, size } }) => [
    reportsExactly(1, { event: 'tracker-restored', host: TRACKER }, 'the tracker remembers its swarm'),
    ...everyoneGetsTheFilm([...getterNames(peers), NEWCOMER], size),
    theFilmStaysWhereItWasSaved(size),
  ],

  chaos: () => ({
    spanMs: 6000,
    mayRot: NOTES_MAY_ROT,
    spares: [
      UNCHECKED_DOCUMENTS,
      TRACKER_REMEMBERS,
      { kinds: ['crash'], hosts: [TRACKER], reason: 'when the tracker dies and comes back is the story' },
    ],
  }),

  metrics: (record) => ({
    peersRemembered: Number(record.reported('tracker-restored')[0]?.details.peers ?? Number.NaN),
  }),
})
