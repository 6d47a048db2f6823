// What `write()` queues until the kernel's send buffer takes it: Node's Writable as a socket has it, with its high water
// mark, 'drain', callbacks and the end.
import { Call, callSoon } from './call.ts'
import type { StreamLeeway } from './leeway.ts'
import type { Process } from './process.ts'
import { nodeError } from './system-error.ts'
import type { Connection } from './tcp/connection.ts'

/** Node's default for sockets (16 KiB before Node 22). Above it `write()` asks to wait for 'drain'. */
export const HIGH_WATER_MARK_BYTES = 16 * 1024

/** No writes wait: one for all queues, until one has something of its own. */
const NOTHING: PendingWrite[] = []

type WriteCallback = (error?: Error | null) => void

interface PendingWrite {
  /** What of it the kernel has not taken. */
  bytes: Uint8Array
  readonly length: number
  readonly callback: WriteCallback | undefined
}

export interface WriteQueueOwner {
  drained(): void
  /** `end()` was called and everything before it is in the kernel. */
  finished(): void
}

export class WriteQueue {
  // What each write needs lies side by side, and comes first.
  /** Bytes that `write()` was given. */
  bytesAccepted = 0
  #connection: Connection | null = null
  #pending = NOTHING
  #corks = 0
  isEnded = false
  /** Bytes of the writes that the kernel has not taken whole: Node's `writableLength`. */
  length = 0
  needsDrain = false
  readonly #process: Process
  readonly #owner: WriteQueueOwner
  readonly #leeway: StreamLeeway | null
  #wasOpen = false
  /** Writes that the kernel has taken since the program was last told. */
  #taken: WriteCallback[] = []
  #tellScheduled = false
  #finishScheduled = false
  readonly #tell = (): void => {
    if (this.#tellScheduled) this.#tellTaken()
  }

  constructor(process: Process, owner: WriteQueueOwner, leeway: StreamLeeway | null) {
    this.#process = process
    this.#owner = owner
    this.#leeway = leeway
  }

  /** The connection is there: what waited for it goes out. */
  open(connection: Connection): void {
    this.#connection = connection
    this.#wasOpen = true
    this.flush()
    this.#finishWhenEmpty()
  }

  /** False: the caller should wait for 'drain'. */
  push(bytes: Uint8Array, callback: WriteCallback | undefined): boolean {
    this.bytesAccepted += bytes.length
    let rest = bytes
    if (this.#connection !== null && this.#pending.length === 0 && this.#corks === 0) {
      const taken = bytes.length === 0 ? 0 : this.#connection.write(bytes)
      if (taken === bytes.length) {
        if (callback !== undefined) this.#noteTaken(callback)
        return true
      }
      rest = bytes.subarray(taken)
    }
    if (this.#pending === NOTHING) this.#pending = []
    this.#pending.push({ bytes: rest, length: bytes.length, callback })
    this.length += bytes.length
    if (this.length < HIGH_WATER_MARK_BYTES) return true
    this.needsDrain = true
    return false
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
        first.bytes = first.bytes.subarray(taken)
        return
      }
      this.#pending.shift()
      this.length -= first.length
      this.#noteTaken(first.callback)
    }
  }

  /** The socket was destroyed: nothing goes out any more. */
  detach(): void {
    this.#connection = null
  }

  /** Whoever waits hears that the socket was destroyed, because of `error` if there was one. */
  fail(error: Error | undefined): void {
    this.#tell()
    const waiting = this.#pending.flatMap(({ callback }) => callback ?? [])
    this.#pending = NOTHING
    for (const [index, callback] of waiting.entries()) {
      const neverOpen = index === 0 && !this.#wasOpen
      const why = neverOpen ? nodeError('ERR_SOCKET_CLOSED_BEFORE_CONNECTION') : error
      callSoon(this.#process, () => callback(why ?? nodeError('ERR_STREAM_DESTROYED')))
    }
  }

  #noteTaken(callback: WriteCallback | undefined): void {
    if (callback !== undefined) this.#taken.push(callback)
    if (this.#tellScheduled) return
    this.#tellScheduled = true
    const { scheduler } = this.#process
    if (callback === undefined || this.#leeway?.delaysCallbacks() !== true) callSoon(this.#process, this.#tell)
    else scheduler.at(scheduler.now, new Call(this.#process, this.#tell))
  }

  #tellTaken(): void {
    this.#tellScheduled = false
    const callbacks = this.#taken
    this.#taken = []
    if (this.needsDrain && this.length === 0 && !this.isEnded) {
      this.needsDrain = false
      this.#owner.drained()
    }
    for (const callback of callbacks) callback(null)
    this.#finishWhenEmpty()
  }

  #finishWhenEmpty(): void {
    if (!this.isEnded || this.#finishScheduled || this.#connection === null) return
    if (this.#pending.length > 0 || this.#tellScheduled) return
    this.#finishScheduled = true
    callSoon(this.#process, () => {
      if (this.#connection !== null) this.#owner.finished()
    })
  }
}
