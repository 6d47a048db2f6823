// What became ours, told in batches: a message to each neighbour for every block would be most of what travels.
import type { Clock, Timer } from '../../host/clock.ts'
import { type ChunkRange, type ChunkRanges, unionOf } from '../../wire/chunk-ranges.ts'

export class News {
  readonly #clock: Clock
  readonly #delayMs: number
  readonly #tell: (ranges: ChunkRanges) => void
  #untold: ChunkRange[] = []
  #timer: Timer | undefined

  /** `tell` is called `delayMs` after the first of a batch. */
  constructor(clock: Clock, delayMs: number, tell: (ranges: ChunkRanges) => void) {
    this.#clock = clock
    this.#delayMs = delayMs
    this.#tell = tell
  }

  add(range: ChunkRange): void {
    this.#untold.push(range)
    this.#timer ??= this.#clock.setTimeout(() => this.flush(), this.#delayMs)
  }

  /** Tells at once what is not told yet. */
  flush(): void {
    this.stop()
    const ranges = unionOf(this.#untold)
    this.#untold = []
    this.#tell(ranges)
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
