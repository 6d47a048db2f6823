// What `write()` queues until the kernel's send buffer takes it: Node's Writable as a socket has it, with its high water
// mark, 'drain', callbacks and the end.
import { callSoon } from './call.ts'
import type { Process } from './process.ts'
import type { Connection } from './tcp/connection.ts'

/** Node's default for sockets (16 KiB before Node 22). Above it `write()` asks to wait for 'drain'. */
const HIGH_WATER_MARK_BYTES = 16 * 1024

type WriteCallback = (error?: Error | null) => void

interface PendingWrite {
  bytes: Uint8Array
  readonly callback: WriteCallback | undefined
}

export interface WriteQueueOwner {
  drained(): void
  /** `end()` was called and everything before it is in the kernel. */
  finished(): void
}

export class WriteQueue {
  /** Bytes written that Node would still count as buffered. */
  length = 0
  /** Bytes that `write()` was given. */
  bytesAccepted = 0
  needsDrain = false
  isEnded = false
  readonly #process: Process
  readonly #owner: WriteQueueOwner
  #connection: Connection | null = null
  #pending: PendingWrite[] = []
  #corks = 0
  /** Taken by the kernel; the program is told soon. */
  #takenBytes = 0
  #takenCallbacks: WriteCallback[] = []
  #tellScheduled = false
  #finishScheduled = false
  readonly #tell = (): void => this.#tellTaken()

  constructor(process: Process, owner: WriteQueueOwner) {
    this.#process = process
    this.#owner = owner
  }

  /** The connection is there: what waited for it goes out. */
  open(connection: Connection): void {
    this.#connection = connection
    this.flush()
    this.#finishWhenEmpty()
  }

  /** False: the caller should wait for 'drain'. */
  push(bytes: Uint8Array, callback: WriteCallback | undefined): boolean {
    this.bytesAccepted += bytes.length
    this.length += bytes.length
    const below = this.length < HIGH_WATER_MARK_BYTES
    if (!below) this.needsDrain = true
    if (this.#connection !== null && this.#pending.length === 0 && this.#corks === 0) {
      const taken = bytes.length === 0 ? 0 : this.#connection.write(bytes)
      if (taken === bytes.length) this.#noteTaken(taken, callback)
      else this.#pending.push({ bytes: this.#rest(bytes, taken), callback })
    } else {
      this.#pending.push({ bytes, callback })
    }
    return below
  }

  end(): void {
    this.isEnded = true
    if (this.#corks > 0) {
      this.#corks = 0
      this.flush()
    }
    this.#finishWhenEmpty()
  }

  cork(): void {
    this.#corks++
  }

  uncork(): void {
    if (this.#corks === 0) return
    this.#corks--
    if (this.#corks === 0) this.flush()
  }

  /** The kernel may have room. */
  flush(): void {
    const connection = this.#connection
    if (connection === null || this.#corks > 0) return
    while (this.#pending.length > 0) {
      const first = this.#pending[0] as PendingWrite
      const taken = first.bytes.length === 0 ? 0 : connection.write(first.bytes)
      if (taken < first.bytes.length) {
        first.bytes = this.#rest(first.bytes, taken)
        return
      }
      this.#pending.shift()
      this.#noteTaken(taken, first.callback)
    }
  }

  /** The socket was destroyed: whoever waits hears of it. */
  fail(error: Error): void {
    const waiting = this.#pending
    this.#pending = []
    this.#connection = null
    for (const { callback } of waiting) if (callback !== undefined) callSoon(this.#process, () => callback(error))
  }

  #rest(bytes: Uint8Array, taken: number): Uint8Array {
    if (taken > 0) {
      this.#takenBytes += taken
      this.#scheduleTell()
    }
    return bytes.subarray(taken)
  }

  #noteTaken(bytes: number, callback: WriteCallback | undefined): void {
    this.#takenBytes += bytes
    if (callback !== undefined) this.#takenCallbacks.push(callback)
    this.#scheduleTell()
  }

  #scheduleTell(): void {
    if (this.#tellScheduled) return
    this.#tellScheduled = true
    callSoon(this.#process, this.#tell)
  }

  #tellTaken(): void {
    this.#tellScheduled = false
    this.length -= this.#takenBytes
    this.#takenBytes = 0
    const callbacks = this.#takenCallbacks
    this.#takenCallbacks = []
    if (this.needsDrain && this.length === 0 && !this.isEnded) {
      this.needsDrain = false
      this.#owner.drained()
    }
    for (const callback of callbacks) callback(null)
    this.#finishWhenEmpty()
  }

  #finishWhenEmpty(): void {
    if (!this.isEnded || this.#finishScheduled || this.#connection === null || this.length > 0) return
    this.#finishScheduled = true
    callSoon(this.#process, () => {
      if (this.#connection !== null) this.#owner.finished()
    })
  }
}
