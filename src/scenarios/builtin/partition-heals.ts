// Half of a swarm is cut off from the tracker, the seeder and the other half, and later is not.
import { type Check, failed, passed, plural } from '../../check/check.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  everyoneFetchesIt,
  everyoneGetsTheFilm,
  getterNames,
  NOTES_MAY_ROT,
  SEEDER,
  swarmOf,
  TRACKER,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'

export default defineScenario({
  name: 'partition-heals',
  purpose: 'Half of a swarm is cut off for a while: does everyone complete once the network is whole again?',
  params: {
    peers: integer(6, 'peers, every other of which is cut off', { min: 2, max: 200 }),
    size: integer(1_048_576, 'size of the file, bytes', { min: 1024, max: 268_435_456 }),
    fromMs: integer(1000, 'when the cut begins, ms', { max: 600_000 }),
    untilMs: integer(8000, 'when it ends, ms', { max: 600_000 }),
  },

  hosts: ({ params: { peers, size } }) => swarmOf(getterNames(peers), size),

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 10, maxMs: 30 }, bandwidthBps: 2_000_000 },
  }),

  faults: ({ params: { peers, fromMs, untilMs } }) => [
    { atMs: fromMs, kind: 'partition', from: farSide(peers), to: [TRACKER, SEEDER, ...nearSide(peers)] },
    { atMs: untilMs, kind: 'heal' },
  ],

  script: (stage, { params: { peers }, calmAtMs }) => everyoneFetchesIt(stage, getterNames(peers), calmAtMs),

  checks: ({ params: { peers, size, untilMs } }) => [
    nobodyCompletesBefore(untilMs, farSide(peers)),
    ...everyoneGetsTheFilm(getterNames(peers), size),
  ],

  chaos: () => ({
    spanMs: 12000,
    mayRot: NOTES_MAY_ROT,
    spares: [UNCHECKED_DOCUMENTS, { kinds: ['partition'], reason: 'who is cut off, and until when, is the story' }],
  }),

  metrics(record, { params: { peers, untilMs } }) {
    const far = new Set(farSide(peers))
    const times = record.reported('file-complete').filter(({ host }) => far.has(host))
    return { afterHealMs: Math.max(...times.map(({ atMs }) => atMs)) - untilMs }
  },
})

function nearSide(peers: number): string[] {
  return getterNames(peers).filter((_, index) => index % 2 === 0)
}

function farSide(peers: number): string[] {
  return getterNames(peers).filter((_, index) => index % 2 === 1)
}

function nobodyCompletesBefore(healMs: number, hosts: readonly string[]): Check {
  return {
    name: 'nobody who is cut off completes before the network is whole',
    verify(record) {
      const early = hosts.filter((host) => record.reported('file-complete', {}, host).some(({ atMs }) => atMs < healMs))
      const detail = `${plural(early.length, 'host')} before ${healMs} ms`
      return early.length === 0 ? passed(detail) : failed(`${detail}: ${early.join(', ')}`)
    },
  }
}
