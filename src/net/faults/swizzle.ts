// Hosts that lose touch with the others one by one and get it back one by one in another order. The order of the two is
// what finds bugs: whoever was first to go is not the first to be back.
import { type Random, shuffle } from '../../host/random.ts'
import type { CutKind } from '../cut.ts'
import type { Nanos } from '../nanos.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Partition } from './partitions.ts'

export interface SwizzleOptions {
  /** Chosen already, in any order. */
  readonly hosts: readonly number[]
  readonly every: Nanos
  readonly cut: CutKind
  readonly random: Random
}

/** What it does to the network. */
export interface SwizzleDeeds {
  stop(host: number, partition: Partition): void
  restore(host: number, partition: Partition): void
}

export class Swizzle {
  readonly #scheduler: Scheduler
  readonly #deeds: SwizzleDeeds
  readonly #options: SwizzleOptions
  readonly #partitions = new Map<number, Partition>()
  #isOver = false

  constructor(scheduler: Scheduler, options: SwizzleOptions, deeds: SwizzleDeeds) {
    this.#scheduler = scheduler
    this.#options = options
    this.#deeds = deeds
    const stops = shuffle(options.random, [...options.hosts])
    const restores = anotherOrder(options.random, stops)
    for (const [step, host] of stops.entries()) this.#at(step, () => this.#stop(host))
    for (const [step, host] of restores.entries()) this.#at(stops.length + step, () => this.#restore(host))
  }

  /** Restores at once whom it has stopped, and stops nobody any more. */
  end(): void {
    this.#isOver = true
    for (const host of [...this.#partitions.keys()]) this.#restore(host)
  }

  /** The first step is taken at once. */
  #at(step: number, act: () => void): void {
    if (step === 0) act()
    else this.#scheduler.after(step * this.#options.every, { fire: () => this.#isOver || act() })
  }

  #stop(host: number): void {
    const partition: Partition = { from: new Set([host]), to: null, oneWay: false, cut: this.#options.cut }
    this.#partitions.set(host, partition)
    this.#deeds.stop(host, partition)
  }

  #restore(host: number): void {
    const partition = this.#partitions.get(host)
    if (partition === undefined) return
    this.#partitions.delete(host)
    this.#deeds.restore(host, partition)
  }
}

/** Shuffled, and not the same when there is another. */
function anotherOrder(random: Random, hosts: readonly number[]): number[] {
  const drawn = shuffle(random, [...hosts])
  if (hosts.every((host, index) => drawn[index] === host)) drawn.push(...drawn.splice(0, 1))
  return drawn
}
