// Samples of what a program wrote to one direction of a stream, kept until the other end's program has read as far: it must
// read the same bytes at the same places, whatever the network did. It sees programs' bytes only, no segments.
import { unrolled } from '../ring.ts'

/** One byte in so many is compared. Primes, so that no length of records hides what lies between. */
export const SAMPLE_EVERY = 251
/** And one in so many further on: to look at a byte that nobody has touched for a while costs more than all the rest. */
export const LATER_EVERY = 4093
export const LATER_FROM = 16_384
const FIRST_CAPACITY = 16
const EMPTY = new Uint8Array(0)

export class StreamTape {
  writtenBytes = 0
  readBytes = 0
  /** Where the reader first found a byte that was not written there; −1 while it has not. */
  wrongAt = -1
  /** Places of the next samples. */
  #nextWritten = 0
  #nextRead = 0
  /** A ring of the samples that have not been read. Its length is a power of 2. */
  #samples = EMPTY
  #head = 0
  #count = 0

  /** The program wrote them. */
  write(bytes: Uint8Array): void {
    const start = this.writtenBytes
    this.writtenBytes = start + bytes.length
    while (this.#nextWritten < this.writtenBytes) {
      this.#push(bytes[this.#nextWritten - start] as number)
      this.#nextWritten = placeAfter(this.#nextWritten)
    }
  }

  /** The other end's program read them. */
  read(bytes: Uint8Array): void {
    const start = this.readBytes
    this.readBytes = start + bytes.length
    if (this.readBytes > this.writtenBytes && this.wrongAt < 0) this.wrongAt = this.writtenBytes
    while (this.#nextRead < this.readBytes && this.#count > 0) {
      if (this.#shift() !== bytes[this.#nextRead - start] && this.wrongAt < 0) this.wrongAt = this.#nextRead
      this.#nextRead = placeAfter(this.#nextRead)
    }
  }

  #push(sample: number): void {
    if (this.#count === this.#samples.length) this.#grow()
    this.#samples[(this.#head + this.#count++) & (this.#samples.length - 1)] = sample
  }

  #shift(): number {
    const sample = this.#samples[this.#head] as number
    this.#head = (this.#head + 1) & (this.#samples.length - 1)
    this.#count--
    return sample
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(FIRST_CAPACITY, 2 * this.#samples.length))
    this.#samples = unrolled(this.#samples, this.#head, larger)
    this.#head = 0
  }
}

function placeAfter(place: number): number {
  return place + (place < LATER_FROM ? SAMPLE_EVERY : LATER_EVERY)
}
