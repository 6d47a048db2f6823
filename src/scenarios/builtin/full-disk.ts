// A disk has no room for a file; somebody makes room, and the download is tried again.
import { reportsExactly } from '../../check/reports.ts'
import { eventually } from '../errand.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { everyoneGetsTheFilm, filmIsThere, NOTES_MAY_ROT, swarmOf, UNCHECKED_DOCUMENTS } from './chunk-cast.ts'
import { FILE } from './film.ts'

const PEER = 'peer'

export default defineScenario({
  name: 'full-disk',
  purpose: 'The disk of a peer has no room for the file: does it say so, and get the file once there is room?',
  params: {
    size: integer(524_288, 'size of the file, bytes', { min: 16_384, max: 268_435_456 }),
    freeBytes: integer(200_000, 'room on the disk at the beginning, bytes', { max: 268_435_456 }),
  },

  hosts: ({ params: { size } }) => swarmOf([PEER], size),

  network: () => ({ everywhere: { latency: 10, bandwidthBps: 5_000_000 } }),

  faults: ({ params: { freeBytes } }) => [{ atMs: 0, kind: 'disk-full', hosts: [PEER], freeBytes }],

  async script(stage) {
    await filmIsThere(stage)
    await stage.start(PEER)
    await stage.reports(PEER, 'get-failed')
    await stage.ends(PEER)
    stage.apply({ kind: 'heal-disk', hosts: [PEER] })
    await stage.start(PEER)
    await eventually(stage, PEER, { event: 'file-complete', where: { file: FILE } })
  },

  checks: ({ params: { size } }) => [
    reportsExactly(1, { event: 'get-failed', host: PEER }, 'the full disk is told, once'),
    ...everyoneGetsTheFilm([PEER], size),
  ],

  chaos: () => ({
    spanMs: 6000,
    mayRot: NOTES_MAY_ROT,
    spares: [
      UNCHECKED_DOCUMENTS,
      {
        kinds: ['crash'],
        hosts: [PEER],
        reason: 'when its program ends, and that the user makes room then, is the story',
      },
    ],
    waives: [{ check: 'the full disk is told, once', reason: 'a swarm that cannot be reached is told, too' }],
  }),

  notLive: 'the room on a real disk is not for a run to set',
})
