// What arrived and the program has not read yet: Node's Readable as a socket has it, with its flowing and paused modes and
// its reading ahead. The twin of the write queue.
import { Call, callSoon } from './call.ts'
import { Fifo } from './fifo.ts'
import type { StreamLeeway } from './leeway.ts'
import type { Process } from './process.ts'
import { HIGH_WATER_MARK_BYTES } from './write-queue.ts'

/** What Node reads from the kernel at a time (libuv's buffer). */
const MAX_READ_BYTES = 64 * 1024

export interface ReadQueueOwner {
  /** So many bytes have left the kernel. */
  taken(bytes: number): void
  /** For the program, now. */
  readNow(bytes: Uint8Array): void
  /** The other end's FIN, once everything before it was read. */
  readToEnd(): void
}

export class ReadQueue {
  // What each segment needs lies side by side, and comes first.
  /** Bytes that have left the kernel. */
  bytesRead = 0
  /** As in Node: null until somebody reads, false while paused. */
  #flowing: boolean | null = null
  /**
   * The first `#bufferedChunks` have left the kernel: without a reader Node reads ahead a little. Null: nothing has ever had
   * to wait.
   */
  #unread: Fifo<Uint8Array> | null = null
  #isScheduled = false
  /** How the bytes are cut for the reader; null: as the segments came. */
  readonly #leeway: StreamLeeway | null
  readonly #owner: ReadQueueOwner
  readonly #process: Process
  /** The other end's FIN has arrived. */
  sawEnd = false
  /** 'end' was told. */
  isEnded = false
  #bufferedChunks = 0
  #bufferedBytes = 0
  /** False until the first resume() of a socket that was accepted paused: the kernel then keeps everything. */
  #readsAhead = true
  #isClosed = false

  constructor(process: Process, owner: ReadQueueOwner, leeway: StreamLeeway | null) {
    this.#process = process
    this.#owner = owner
    this.#leeway = leeway
  }

  get isPaused(): boolean {
    return this.#flowing === false
  }

  /** As `pauseOnConnect`: nothing is read, not even ahead. */
  startPaused(): void {
    this.#flowing = false
    this.#readsAhead = false
  }

  pause(): void {
    this.#flowing = false
  }

  resume(): void {
    if (this.#flowing === true) return
    this.#flowing = true
    this.#readsAhead = true
    this.#schedule()
  }

  push(bytes: Uint8Array): void {
    if (this.#flowing === true && this.#isEmpty() && !this.#isScheduled) {
      const cut = this.#leeway === null ? bytes.length : this.#leeway.cut(bytes.length)
      if (cut < bytes.length) this.#readLater(bytes.subarray(cut))
      if (cut === 0) return
      const now = cut < bytes.length ? bytes.subarray(0, cut) : bytes
      this.#take(now)
      this.#owner.readNow(now)
      return
    }
    this.#keep(bytes)
    this.#readAhead()
  }

  /** The reader comes for these, and for what arrives until then, after what happens at this time. */
  #readLater(bytes: Uint8Array): void {
    this.#keep(bytes)
    this.#readInAnEventOfItsOwn()
  }

  /** An event of its own: what the bytes before it set off comes first. */
  pushEnd(): void {
    this.sawEnd = true
    this.#readInAnEventOfItsOwn()
  }

  /** The socket was destroyed: nothing is read any more. */
  close(): void {
    this.#isClosed = true
    this.#unread = null
  }

  #isEmpty(): boolean {
    return this.#unread === null || this.#unread.size === 0
  }

  #keep(bytes: Uint8Array): void {
    this.#unread ??= new Fifo()
    this.#unread.push(bytes)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isClosed) return
    this.#isScheduled = true
    callSoon(this.#process, () => {
      this.#isScheduled = false
      this.#read()
    })
  }

  #readInAnEventOfItsOwn(): void {
    const { scheduler } = this.#process
    scheduler.at(scheduler.now, new Call(this.#process, () => this.#read()))
  }

  #read(): void {
    // What the program does may close the queue.
    while (this.#flowing === true && this.#unread !== null && this.#unread.size > 0) {
      const bytes = this.#shift(this.#unread)
      const isMerged = this.#unread.size > 0 && this.#leeway?.merges() === true
      this.#owner.readNow(isMerged ? this.#mergeWaiting(this.#unread, bytes) : bytes)
    }
    // Node sees the end even while paused, as long as nothing is buffered before it.
    if (!this.sawEnd || this.isEnded || this.#isClosed || !this.#isEmpty()) return
    this.isEnded = true
    this.#owner.readToEnd()
  }

  #shift(unread: Fifo<Uint8Array>): Uint8Array {
    const bytes = unread.shift() as Uint8Array
    if (this.#bufferedChunks > 0) {
      this.#bufferedChunks--
      this.#bufferedBytes -= bytes.length
    } else {
      this.#take(bytes)
    }
    return bytes
  }

  /** These bytes and those behind them, as many as one read takes. */
  #mergeWaiting(unread: Fifo<Uint8Array>, bytes: Uint8Array): Uint8Array {
    const parts = [bytes]
    let size = bytes.length
    for (let next = unread.first; next !== undefined; next = unread.first) {
      if (size + next.length > MAX_READ_BYTES) break
      size += next.length
      parts.push(this.#shift(unread))
    }
    return Buffer.concat(parts, size)
  }

  /** As Node does without a reader: up to its high water mark. */
  #readAhead(): void {
    const unread = this.#unread
    if (!this.#readsAhead || unread === null) return
    while (this.#bufferedChunks < unread.size && this.#bufferedBytes < HIGH_WATER_MARK_BYTES) {
      const bytes = unread.at(this.#bufferedChunks++) as Uint8Array
      this.#bufferedBytes += bytes.length
      this.#take(bytes)
    }
  }

  #take(bytes: Uint8Array): void {
    this.bytesRead += bytes.length
    this.#owner.taken(bytes.length)
  }
}
