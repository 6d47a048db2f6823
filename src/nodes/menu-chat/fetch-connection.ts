// One connection over which a requester fetches a file, from its owner or through the server: asks, hands over what comes in
// order and no faster than it is taken, and acknowledges. What becomes of the bytes, and what follows a failure, its owner decides.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { FileStreamReader } from '../../wire/menu-chat/file-stream.ts'
import { decodeLine, encodeLine } from '../../wire/menu-chat/line-codec.ts'
import {
  DATA_LINES,
  DATA_MARK,
  OWNER_LINES,
  type OwnerMessage,
  REQUESTER_LINES,
} from '../../wire/menu-chat/messages.ts'
import { Deadline } from '../common/deadline.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, quoted } from '../common/texts.ts'
import { LINGER_MS } from './limits.ts'

export interface FetchTarget {
  readonly host: string
  readonly port: number
  /** It is the server, which has to be told what the connection is for. */
  readonly isServer: boolean
}

export interface FetchLimits {
  /** Until the owner's first line is here. */
  readonly startLimitMs: number
  readonly stallLimitMs: number
}

export interface FetchHandlers {
  /** The owner's first line. Go on with `resume`. */
  onSize(sizeBytes: number): void
  /** Go on with `resume`. The bytes stay as they are. */
  onBytes(bytes: Uint8Array): void
  /** Everything is here. Answer with `accept` or `reject`. */
  onHash(hash: string): void
  /** It came to nothing: once, and not after `onHash` or `destroy`. */
  onFailed(reason: string): void
  /** The connection is gone, whatever the result was. */
  onClosed(): void
}

type Expected = 'size' | 'hash' | 'nothing'

export class FetchConnection {
  readonly #socket: Socket
  readonly #handlers: FetchHandlers
  readonly #limits: FetchLimits
  readonly #clock: Host['clock']
  readonly #reader = new FileStreamReader()
  readonly #start: Deadline
  readonly #linger: Deadline
  #watch: IdleWatch | null = null
  #expected: Expected = 'size'
  #isHeld = false
  #isOver = false
  #errorCode: string | null = null

  constructor(host: Host, target: FetchTarget, token: string, limits: FetchLimits, handlers: FetchHandlers) {
    this.#clock = host.clock
    this.#handlers = handlers
    this.#limits = limits
    this.#start = new Deadline(host.clock, () => this.#fail(`no answer within ${limits.startLimitMs} ms`))
    this.#start.set(limits.startLimitMs)
    const socket = host.net.connect({ host: target.host, port: target.port }, () => {
      socket.setNoDelay(true)
      const preamble = target.isServer ? `${DATA_MARK}${encodeLine(DATA_LINES, { type: 'take', token })}\n` : ''
      socket.write(`${preamble}${encodeLine(REQUESTER_LINES, { type: 'fetch', token })}\n`)
    })
    this.#socket = socket
    this.#linger = new Deadline(host.clock, () => socket.destroy())
    socket.on('data', (bytes) => this.#onData(bytes))
    socket.on('error', (error) => {
      this.#errorCode = error.code ?? error.message
    })
    socket.on('close', () => this.#onClose())
  }

  /** What was handed over is dealt with. */
  resume(): void {
    this.#isHeld = false
    this.#read()
    if (!this.#isHeld && !this.#isOver) this.#socket.resume()
  }

  /** The file is right and has its name. */
  accept(): void {
    this.#end(encodeLine(REQUESTER_LINES, { type: 'done' }))
  }

  reject(text: string): void {
    this.#end(encodeLine(REQUESTER_LINES, { type: 'failed', text }))
  }

  destroy(): void {
    this.#over()
    this.#socket.destroy()
  }

  #onData(bytes: Uint8Array): void {
    if (this.#isOver) return
    this.#watch?.touch()
    this.#reader.push(bytes)
    this.#read()
    if (this.#isHeld) this.#socket.pause()
  }

  #read(): void {
    while (!this.#isHeld && !this.#isOver) {
      const next = this.#reader.next()
      switch (next.kind) {
        case 'wait':
          return
        case 'bytes':
          this.#isHeld = true
          this.#handlers.onBytes(next.bytes)
          break
        case 'line':
          this.#onLine(next.text)
          break
        case 'bad':
          this.#fail('the other end sends what is no line')
      }
    }
  }

  #onLine(line: string): void {
    const message = decodeLine(OWNER_LINES, line)
    if (!message.ok) return this.#fail(`the other end makes no sense: ${message.reason}`)
    this.#onMessage(message.value)
  }

  #onMessage(message: OwnerMessage): void {
    if (message.type === 'error') return this.#fail(`it was refused: ${quoted(message.text)}`)
    if (message.type === 'file' && this.#expected === 'size') {
      this.#start.clear()
      const { stallLimitMs } = this.#limits
      this.#watch = new IdleWatch(this.#clock, stallLimitMs, () => this.#onStall())
      this.#expected = 'hash'
      this.#reader.expectBytes(message.size)
      this.#isHeld = true
      return this.#handlers.onSize(message.size)
    }
    if (message.type === 'sha256' && this.#expected === 'hash') {
      this.#expected = 'nothing'
      return this.#handlers.onHash(message.hash)
    }
    this.#fail(`'${message.type}' is not expected now`)
  }

  #onStall(): void {
    // While the disk is at work, it is not the other end that is silent.
    if (!this.#isHeld && this.#expected !== 'nothing') this.#fail(`nothing came for ${this.#limits.stallLimitMs} ms`)
  }

  #end(lastLine: string): void {
    if (this.#isOver) return
    this.#over()
    this.#socket.resume()
    this.#socket.end(`${lastLine}\n`)
    this.#linger.set(LINGER_MS)
  }

  #fail(reason: string): void {
    if (this.#isOver) return
    this.#over()
    this.#socket.destroy()
    // An owner that leaves when everything is here spoils nothing.
    if (this.#expected !== 'nothing') this.#handlers.onFailed(reason)
  }

  #over(): void {
    this.#isOver = true
    this.#start.clear()
    this.#watch?.stop()
  }

  #onClose(): void {
    this.#linger.clear()
    this.#fail(closeReason(this.#errorCode))
    this.#handlers.onClosed()
  }
}
