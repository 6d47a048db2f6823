// The peers a fetch has heard of, and which of them to try next. It opens no connection.
import { pick, type Random } from '../../host/random.ts'
import type { ChunkSet } from '../../wire/chunk-set.ts'

/** Addresses kept: enough to try for a while before the tracker is asked again. */
export const MAX_ADDRESSES = 64

export interface Address {
  readonly key: string
  /** What the tracker said it has, when it was last asked. */
  has: ChunkSet
  state: 'idle' | 'in-use'
  /** Not to be tried before this time. */
  retryAtMs: number
  /** Failures in a row. */
  failures: number
}

export class AddressBook {
  readonly #addresses = new Map<string, Address>()
  readonly #random: Random
  readonly #dead = new Set<string>()

  constructor(random: Random) {
    this.#random = random
  }

  get size(): number {
    return this.#addresses.size
  }

  get(key: string): Address | undefined {
    return this.#addresses.get(key)
  }

  /** The tracker named the peer. Beyond the limit the oldest that is not in use makes room. */
  add(key: string, has: ChunkSet): void {
    const known = this.#addresses.get(key)
    if (known !== undefined) {
      known.has = has
      return
    }
    if (this.#addresses.size >= MAX_ADDRESSES) {
      for (const address of this.#addresses.values()) {
        if (address.state === 'in-use') continue
        this.#addresses.delete(address.key)
        break
      }
    }
    this.#addresses.set(key, { key, has, state: 'idle', retryAtMs: 0, failures: 0 })
  }

  /** A random one that may be tried now, marked as in use. */
  take(nowMs: number, accepts: (address: Address) => boolean): Address | undefined {
    const ready = [...this.#addresses.values()].filter(
      (address) => address.state === 'idle' && address.retryAtMs <= nowMs && accepts(address),
    )
    const address = pick(this.#random, ready)
    if (address !== undefined) address.state = 'in-use'
    return address
  }

  /** It is free again, and may be tried after `delayMs`. */
  release(key: string, nowMs: number, delayMs: number): void {
    const address = this.#addresses.get(key)
    if (address === undefined) return
    address.state = 'idle'
    address.retryAtMs = nowMs + delayMs
  }

  /** Nobody answers there: the tracker should have a look. Tried again later and later. */
  unreachable(key: string, nowMs: number): void {
    const address = this.#addresses.get(key)
    if (address === undefined) return
    address.failures++
    this.#dead.add(key)
    this.release(key, nowMs, Math.min(60_000, 2_000 * 2 ** address.failures))
  }

  answered(key: string): void {
    const address = this.#addresses.get(key)
    if (address !== undefined) address.failures = 0
    this.#dead.delete(key)
  }

  /** Peers to report to the tracker, each once. */
  takeDead(limit: number): string[] {
    const reported = [...this.#dead].slice(0, limit)
    for (const key of reported) this.#dead.delete(key)
    return reported
  }
}
