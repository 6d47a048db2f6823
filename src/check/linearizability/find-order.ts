// Looks for an order of a history's operations that a sequential model allows and that keeps the real times: the algorithm
// of Wing and Gong (1993) as Lowe (2017) improved it, which remembers every combination of "these operations are placed,
// this is the state" and tries none twice. Exponential in the number of operations that overlap, not in the history's length.
//
// 1. Walk along the events. An operation whose call stands before every remaining return may be placed next: first those
//    whose outcome is known, then the others.
// 2. If the model allows its output in the present state, take it out of the list and begin at the front again.
// 3. At a return of an operation that is still there, no later one may be placed: take the last placement back and go on
//    behind it. One whose outcome nobody knows may instead count as never having happened.
// 4. All whose outcome is known are placed: there is an order. Nothing can be taken back: there is none.
import { eventList, type ListedEvent, putBack, takeOut } from './event-list.ts'
import type { Operation, SequentialModel } from './operation.ts'

/** Attempts to place an operation before the search is given up: some seconds. */
export const MAX_ATTEMPTS = 500_000

const ALL_PLACED = 0xffffffff

export type OrderSearch<State> =
  | { readonly kind: 'order'; readonly order: readonly number[] }
  /** No order. The one that came farthest is told. */
  | ({ readonly kind: 'none' } & DeadEnd<State>)
  | { readonly kind: 'undecided'; readonly attempts: number }

interface DeadEnd<State> {
  /** Operations that had their place, and the last of them (−1: none). */
  readonly placed: number
  readonly last: number
  /** After these. */
  readonly state: State
  /** The operation that could then not be placed before its return. */
  readonly stuck: number
}

interface Placement<State> {
  readonly call: ListedEvent
  readonly stateBefore: State
  /** It counts as never having happened. */
  readonly isDropped: boolean
  readonly isUnknown: boolean
}

/** `order`: indices into the history; operations that never happened are left out of it. */
export function findOrder<State, Input, Output>(
  history: readonly Operation<Input, Output>[],
  model: SequentialModel<State, Input, Output>,
  maxAttempts = MAX_ATTEMPTS,
): OrderSearch<State> {
  return new Search(history, model, maxAttempts).run()
}

class Search<State, Input, Output> {
  readonly #history: readonly Operation<Input, Output>[]
  readonly #model: SequentialModel<State, Input, Output>
  readonly #maxAttempts: number
  readonly #head: ListedEvent
  readonly #placements: Placement<State>[] = []
  readonly #placedBits: Uint32Array
  readonly #seen = new Set<string>()
  #state: State
  /** Operations of known outcome that have no place yet: only these must have one. */
  #knownLeft: number
  #attempts = 0
  #farthest: DeadEnd<State> | null = null

  constructor(
    history: readonly Operation<Input, Output>[],
    model: SequentialModel<State, Input, Output>,
    maxAttempts: number,
  ) {
    this.#history = history
    this.#model = model
    this.#maxAttempts = maxAttempts
    this.#head = eventList(history)
    this.#placedBits = new Uint32Array(Math.ceil(history.length / 32))
    this.#state = model.initial
    this.#knownLeft = history.filter(({ output }) => output !== undefined).length
  }

  run(): OrderSearch<State> {
    let from: ListedEvent = this.#head
    let isLate = false
    while (this.#knownLeft > 0) {
      if (this.#attempts >= this.#maxAttempts) return { kind: 'undecided', attempts: this.#attempts }
      if (this.#placeNext(from, isLate)) {
        from = this.#head
        isLate = false
        continue
      }
      const undone = this.#takeBack()
      if (undone === null) return { kind: 'none', ...(this.#farthest as DeadEnd<State>) }
      from = undone.call
      isLate = undone.isUnknown
    }
    return { kind: 'order', order: this.#order() }
  }

  /** Goes on behind `from`. Operations of unknown outcome come late: few of them are needed to explain what was seen. */
  #placeNext(from: ListedEvent, isLate: boolean): boolean {
    let wantsUnknown = isLate
    let event = from.next
    while (event !== null) {
      if (event.isCall) {
        if (this.#isUnknown(event) === wantsUnknown && this.#tryToPlace(event)) return true
        event = event.next
      } else if (!wantsUnknown) {
        wantsUnknown = true
        event = this.#head.next
      } else {
        if (this.#isUnknown(event) && this.#tryToPlace(event)) return true
        this.#noteStuck(event)
        return false
      }
    }
    return false
  }

  #isUnknown(event: ListedEvent): boolean {
    return this.#history[event.operation]?.output === undefined
  }

  /** At a call: with its effect. At a return: as one that never happened. */
  #tryToPlace(event: ListedEvent): boolean {
    const { input, output } = this.#history[event.operation] as Operation<Input, Output>
    this.#attempts++
    const isDropped = !event.isCall
    const after = isDropped ? this.#state : this.#model.step(this.#state, input, output)
    if (after === undefined) return false
    this.#flip(event.operation)
    const key = `${this.#placedText()} ${this.#model.keyOf(after)}`
    if (this.#seen.has(key)) {
      this.#flip(event.operation)
      return false
    }
    this.#seen.add(key)
    const call = event.isCall ? event : (event.partner as ListedEvent)
    this.#placements.push({ call, stateBefore: this.#state, isDropped, isUnknown: output === undefined })
    this.#state = after
    if (output !== undefined) this.#knownLeft--
    takeOut(call)
    return true
  }

  /** The placement to go on behind, or null when every one was taken back. */
  #takeBack(): Placement<State> | null {
    for (let last = this.#placements.pop(); last !== undefined; last = this.#placements.pop()) {
      putBack(last.call)
      this.#flip(last.call.operation)
      this.#state = last.stateBefore
      if (!last.isUnknown) this.#knownLeft++
      // That it never happened was the last thing to try: everything else stood before its return.
      if (!last.isDropped) return last
    }
    return null
  }

  #noteStuck(event: ListedEvent): void {
    if (this.#farthest === null || this.#placements.length > this.#farthest.placed) {
      this.#farthest = this.#stuckAt(event)
    }
  }

  #stuckAt(event: ListedEvent): DeadEnd<State> {
    const last = this.#placements.at(-1)?.call.operation ?? -1
    return { placed: this.#placements.length, last, state: this.#state, stuck: event.operation }
  }

  #order(): number[] {
    return this.#placements.filter(({ isDropped }) => !isDropped).map(({ call }) => call.operation)
  }

  /** Which operations are placed. Those long past are all placed and those far ahead are not: neither takes room. */
  #placedText(): string {
    const bits = this.#placedBits
    let from = 0
    while (bits[from] === ALL_PLACED) from++
    let to = bits.length
    while (to > from && bits[to - 1] === 0) to--
    return `${from}:${bits.subarray(from, to).join(',')}`
  }

  #flip(operation: number): void {
    const word = operation >>> 5
    this.#placedBits[word] = (this.#placedBits[word] as number) ^ (1 << (operation & 31))
  }
}
