// Chaos on disks: full, slow, failing, and bits that flip where they lie.
import type { DiskOperation } from '../../host/disk-faults.ts'
import type { Fault } from '../../host/faults.ts'
import { pick } from '../../host/random.ts'
import type { KindOfChaos } from './kind.ts'
import { spellsOf } from './spells-of.ts'

/** Room that is left on a disk that is about to be full. */
const MAX_FREE_BYTES = 1_000_000
/** Of an error that hits once: which operation it is. */
const LAST_NTH = 50

const FAILING: readonly (readonly DiskOperation[])[] = [
  ['read'],
  ['write'],
  ['sync'],
  ['name'],
  ['read', 'write', 'sync', 'name'],
]

export const diskFull: KindOfChaos = {
  kind: 'disk-full',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => {
    const { dice } = stage
    return spellsOf(stage, (hosts) => {
      const freeBytes = dice.millis(1, MAX_FREE_BYTES)
      return { kind: 'disk-full', hosts, freeBytes: dice.chance(0.5) ? 0 : freeBytes }
    })
  },
}

export const diskSlow: KindOfChaos = {
  kind: 'disk-slow',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => {
    const { dice, strength } = stage
    return spellsOf(stage, (hosts) => {
      const latencyMs = dice.ratio(strength.maxDiskMs)
      const bytesPerSecond = Math.round(dice.scaled(strength.minDiskBytesPerSecond, 100_000_000))
      return { kind: 'disk-slow', hosts, latencyMs, bytesPerSecond }
    })
  },
}

export const diskErrors: KindOfChaos = {
  kind: 'disk-errors',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => {
    const { dice, strength } = stage
    return spellsOf(stage, (hosts) => {
      const operations = pick(dice.random, FAILING) ?? []
      const ratio = dice.ratio(strength.maxDiskErrorRatio)
      const nth = dice.millis(1, LAST_NTH)
      return { kind: 'disk-errors', hosts, operations, ...(dice.chance(0.5) ? { ratio } : { nth }) }
    })
  },
}

export const bitRot: KindOfChaos = {
  kind: 'bit-rot',
  leastHosts: 1,
  isRare: true,
  draw({ dice, strength, hosts, mayRot }) {
    if (mayRot.length === 0) return []
    return Array.from({ length: dice.count(strength.maxRottenBits) }, (): Fault => {
      const path = pick(dice.random, mayRot) ?? ''
      return { atMs: dice.time(), kind: 'bit-rot', hosts: dice.some(hosts), path }
    })
  },
}
