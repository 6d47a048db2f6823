// What a program, or the script, finds around it when it does not ask its Host: a date, a monotonic time, dice, timers.
// All of it is virtual and seeded, and made when it is first asked for.
import type { Random } from '../../host/random.ts'
import { AmbientTimers } from './ambient-timers.ts'

export interface AmbienceParts {
  /** For messages: `host 'a'`, `the script`. */
  readonly who: string
  /** What the machine is called. */
  readonly machine: string
  /** A number that is its own in this world, for what asks for a process id. */
  readonly id: number
  /** The date: milliseconds since 1970, whole. */
  nowMs(): number
  /** Milliseconds since the run began, with fractions. */
  monotonicMs(): number
  /** When it was started, in the time of `monotonicMs`. */
  readonly startedMs: number
  /** The date at which the run began. */
  readonly originMs: number
  /** A named stream of the world's seed that is this one's alone. */
  stream(name: string): Random
  /** Calls back after `delayMs`, a whole number from 1, unless it has ended by then. Gives what takes it back. */
  after(delayMs: number, due: () => void): () => void
  /** Calls back in the next turn of the event loop. */
  nextTurn(due: () => void): void
}

export class Ambience {
  readonly parts: AmbienceParts
  #dice: Random | null = null
  #entropy: Random | null = null
  #timers: AmbientTimers | null = null

  constructor(parts: AmbienceParts) {
    this.parts = parts
  }

  get who(): string {
    return this.parts.who
  }

  /** For `Math.random`. */
  get dice(): Random {
    this.#dice ??= this.parts.stream('Math.random')
    return this.#dice
  }

  /** For `crypto`: a stream of its own, so that one more identifier does not change `Math.random`. */
  get entropy(): Random {
    this.#entropy ??= this.parts.stream('crypto')
    return this.#entropy
  }

  get timers(): AmbientTimers {
    this.#timers ??= new AmbientTimers(this.parts)
    return this.#timers
  }
}
