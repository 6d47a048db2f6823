// Who belongs to the group, who was heard of lately, and how many make a majority.
import type { Clock } from 'seednet'

/** What a majority is taken of: all members, or — the mistake — those that were heard of lately. */
export type MajorityOf = 'members' | 'heard'

/** A member that was not heard of for so long is taken for dead by those who count the living. */
const FORGOTTEN_AFTER_MS = 600

export class Group {
  readonly others: readonly string[]
  readonly #clock: Clock
  readonly #majorityOf: MajorityOf
  readonly #heardMs = new Map<string, number>()

  constructor(clock: Clock, others: readonly string[], majorityOf: MajorityOf) {
    this.#clock = clock
    this.others = others
    this.#majorityOf = majorityOf
    for (const other of others) this.hear(other)
  }

  hear(member: string): void {
    this.#heardMs.set(member, this.#clock.monotonicNow())
  }

  /** `count` members, the one who asks included, may decide for all. */
  isMajority(count: number): boolean {
    const size = this.#majorityOf === 'members' ? this.others.length : this.#alive()
    return count > (size + 1) / 2
  }

  #alive(): number {
    const since = this.#clock.monotonicNow() - FORGOTTEN_AFTER_MS
    return this.others.filter((other) => (this.#heardMs.get(other) ?? 0) >= since).length
  }
}
