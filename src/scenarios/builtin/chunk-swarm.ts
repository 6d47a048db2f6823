// One seeder, many peers, one file.
import { integer, number } from '../params.ts'
import { percentile } from '../percentile.ts'
import { defineScenario } from '../scenario.ts'
import {
  everyoneGetsTheFilm,
  everyoneHasIt,
  filmIsThere,
  getterNames,
  NOTES_MAY_ROT,
  swarmOf,
  TRACKER,
  UNCHECKED_DOCUMENTS,
} from './chunk-cast.ts'
import { FILE } from './film.ts'

export default defineScenario({
  name: 'chunk-swarm',
  purpose:
    'Does every peer of a swarm get the whole file from one seeder and from each other, and how long does it take?',
  params: {
    peers: integer(20, 'peers that fetch the file', { min: 1, max: 20_000 }),
    size: integer(262_144, 'size of the file, bytes', { min: 1, max: 1_000_000_000 }),
    loss: number(0, 'packets lost on every link, as a ratio', { max: 0.5 }),
    latencyMs: number(10, 'mean one-way latency, ms; each packet takes half of it to one and a half', { max: 10_000 }),
    mbps: number(50, 'bandwidth of every link, Mbit/s; 0: unlimited', { max: 100_000 }),
    arrivalMs: number(1000, 'peers arrive at random times within this, ms', { max: 3_600_000 }),
  },

  hosts: ({ params: { peers, size } }) => swarmOf(getterNames(peers), size),

  network: ({ params: { loss, latencyMs, mbps } }) => ({
    everywhere: {
      latency: { kind: 'uniform', minMs: latencyMs / 2, maxMs: latencyMs * 1.5 },
      bandwidthBps: Math.round(mbps * 1e6),
      lossRatio: loss,
    },
  }),

  async script(stage, { params: { peers, arrivalMs }, random, calmAtMs }) {
    await filmIsThere(stage)
    const names = getterNames(peers)
    const arrivals = names.map(() => random.next() * arrivalMs).sort((one, other) => one - other)
    const beginMs = stage.nowMs
    for (const [index, name] of names.entries()) {
      const waitMs = beginMs + (arrivals[index] ?? 0) - stage.nowMs
      if (waitMs > 0) await stage.sleep(waitMs)
      await stage.start(name)
    }
    await everyoneHasIt(stage, names, calmAtMs)
  },

  checks: ({ params: { peers, size } }) => everyoneGetsTheFilm(getterNames(peers), size),

  chaos: () => ({ spanMs: 1400, mayRot: NOTES_MAY_ROT, spares: [UNCHECKED_DOCUMENTS] }),

  metrics(record) {
    const beginMs = record.reported('registered', {}, TRACKER)[0]?.atMs ?? 0
    const times = record.reported('file-complete', { file: FILE }).map(({ atMs }) => atMs - beginMs)
    return { completed: times.length, virtualMsP50: percentile(times, 50), virtualMsP100: percentile(times, 100) }
  },

  // Ten minutes beside the time that the bytes take twenty times over.
  limitMs: ({ arrivalMs, size, mbps }) => 600_000 + arrivalMs + (mbps === 0 ? 0 : (20 * size * 8) / (mbps * 1000)),
  countOnly: ['chunk-sent', 'chunk-received'],
})
