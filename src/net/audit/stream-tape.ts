// Samples of what the program at one end of a stream wrote, kept until the program at the other end has read as far: it must
// read the same bytes at the same places, whatever the network did. It sees programs' bytes only, no segments. Each end
// has a tape, with which it also reads the other end's.
import { unrolled } from '../ring.ts'
import type { Endpoints } from '../tcp/endpoints.ts'
import type { StreamAudit } from './stream-audit.ts'

/** One byte in so many is compared. Primes, so that no length of records hides what lies between. */
export const SAMPLE_EVERY = 251
/** And one in so many further on: to look at a byte that nobody has touched for a while costs more than all the rest. */
export const LATER_EVERY = 4093
export const LATER_FROM = 16_384
const FIRST_CAPACITY = 16
const EMPTY = new Uint8Array(0)

export class StreamTape {
  writtenBytes = 0
  /** Place of the next sample. */
  #nextWritten = 0
  /** Of the other end's bytes. */
  readBytes = 0
  #nextRead = 0
  /** Where the program here first read a byte that was not written there; −1 while it has not. */
  wrongAt = -1
  /** A ring of the samples that have not been read. Its length is a power of 2. */
  #samples = EMPTY
  #head = 0
  #count = 0
  /** The tape of the other end, once that is known. */
  other: StreamTape | null = null
  /** Of the connection, once there is one. */
  endpoints: Endpoints | null = null
  /** Index of the host of the program. */
  readonly host: number
  readonly #audit: StreamAudit

  constructor(audit: StreamAudit, host: number) {
    this.#audit = audit
    this.host = host
  }

  /** The program wrote them. */
  write(bytes: Uint8Array): void {
    this.#audit.writtenBytes += bytes.length
    const start = this.writtenBytes
    this.writtenBytes = start + bytes.length
    while (this.#nextWritten < this.writtenBytes) {
      this.#push(bytes[this.#nextWritten - start] as number)
      this.#nextWritten = placeAfter(this.#nextWritten)
    }
  }

  /**
   * The program read them. The other tape is looked at when a sample is among them: that more was read than written shows
   * then, or at the end.
   */
  read(bytes: Uint8Array): void {
    this.#audit.readBytes += bytes.length
    const start = this.readBytes
    this.readBytes = start + bytes.length
    const { other } = this
    if (this.#nextRead >= this.readBytes || other === null) return
    this.#checkLength()
    while (this.#nextRead < this.readBytes && other.#count > 0) {
      if (other.#shift() !== bytes[this.#nextRead - start]) this.#note(this.#nextRead)
      this.#nextRead = placeAfter(this.#nextRead)
    }
  }

  /** The program has read to the end of the stream. */
  readToEnd(): void {
    this.#checkLength()
  }

  /** It read more than was written: the bytes after the last written one are wrong. */
  get hasReadTooMuch(): boolean {
    return this.other !== null && this.readBytes > this.other.writtenBytes
  }

  #checkLength(): void {
    if (this.other !== null && this.hasReadTooMuch) this.#note(this.other.writtenBytes)
  }

  #note(place: number): void {
    if (this.wrongAt >= 0) return
    this.wrongAt = place
    this.#audit.found(this)
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
