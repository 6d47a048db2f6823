// What is wrong with one machine's disk: how much room there is, how slow it is, which operations fail. It decides; the
// disk does. A disk without faults has none of this.
import type { DiskOperation } from '../../host/disk-faults.ts'
import type { Random } from '../../host/random.ts'
import type { Nanos } from '../nanos.ts'
import { pathMatcher } from './path-matcher.ts'

const NANOS_PER_SECOND = 1_000_000_000

/** A fault in force; the same object takes it away again. */
export type DiskCondition =
  | { readonly kind: 'full'; readonly capacityBytes: number }
  | { readonly kind: 'slow'; readonly latency: Nanos; readonly bytesPerSecond: number | null }
  | ErrorCondition

interface ErrorCondition {
  readonly kind: 'errors'
  readonly operations: ReadonlySet<DiskOperation>
  readonly fits: (path: string) => boolean
  readonly ratio: number | null
  /** The nth from now on fails, counted down; 0: it has. */
  nth: number | null
}

export function errorCondition(
  operations: readonly DiskOperation[],
  path: string | undefined,
  chance: { readonly ratio: number } | { readonly nth: number },
): DiskCondition {
  const fits = path === undefined ? () => true : pathMatcher(path)
  const ratio = 'ratio' in chance ? chance.ratio : null
  return { kind: 'errors', operations: new Set(operations), fits, ratio, nth: 'nth' in chance ? chance.nth : null }
}

export class DiskConditions {
  readonly #random: Random
  readonly #conditions = new Set<DiskCondition>()
  /** A slow disk moves one thing after the other: when it is done with the last. */
  #freeAt: Nanos = 0

  constructor(random: Random) {
    this.#random = random
  }

  add(condition: DiskCondition): void {
    this.#conditions.add(condition)
  }

  /** False: it was not there any more. */
  remove(condition: DiskCondition): boolean {
    return this.#conditions.delete(condition)
  }

  clear(): void {
    this.#conditions.clear()
  }

  /** What an operation that would take `time` takes. */
  time(now: Nanos, time: Nanos, bytes: number): Nanos {
    let whole = time
    let perByte = 0
    for (const condition of this.#conditions) {
      if (condition.kind !== 'slow') continue
      whole += condition.latency
      if (condition.bytesPerSecond !== null) perByte = Math.max(perByte, NANOS_PER_SECOND / condition.bytesPerSecond)
    }
    if (perByte === 0 || bytes === 0) return whole
    this.#freeAt = Math.max(now, this.#freeAt) + Math.round(bytes * perByte)
    return whole + this.#freeAt - now
  }

  /** True: this one fails with `EIO`. */
  fails(operation: DiskOperation, path: string): boolean {
    let isFailing = false
    for (const condition of this.#conditions) {
      if (condition.kind !== 'errors' || !condition.operations.has(operation) || !condition.fits(path)) continue
      if (condition.ratio !== null && this.#random.next() < condition.ratio) isFailing = true
      if (condition.nth !== null && --condition.nth === 0) isFailing = true
    }
    return isFailing
  }

  /** Bytes that all files together may have. */
  get capacityBytes(): number {
    let capacity = Number.POSITIVE_INFINITY
    for (const condition of this.#conditions) {
      if (condition.kind === 'full') capacity = Math.min(capacity, condition.capacityBytes)
    }
    return capacity
  }
}
