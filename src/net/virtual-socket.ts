// The lean shim: gives a kernel's connection the face of `net.Socket`. It knows events, `write()` and 'drain' and what
// Node does in which order; segments, windows and retransmission are the connection's.
import type { ErrorCode, SystemError } from '../host/errors.ts'
import type { AddressInfo } from '../host/server.ts'
import type { ConnectOptions, Socket } from '../host/socket.ts'
import { familyName, familyOf, mapped } from './address-text.ts'
import { callSoon } from './call.ts'
import { StreamTape } from './audit/stream-tape.ts'
import { DirectEmitter } from './direct-emit.ts'
import { Dialer, type DialerOwner } from './dialer.ts'
import { HeldOwner } from './faults/held-owner.ts'
import { IdleTimer } from './idle-timer.ts'
import { millisToNanos } from './nanos.ts'
import type { Closeable, Process } from './process.ts'
import { ReadQueue, type ReadQueueOwner } from './read-queue.ts'
import { checkPort, networkError, nodeError } from './system-error.ts'
import type { Connection } from './tcp/connection.ts'
import type { ConnectionOwner } from './tcp/connection-owner.ts'
import { WriteQueue, type WriteQueueOwner } from './write-queue.ts'

export class VirtualSocket
  extends DirectEmitter
  implements Socket, ConnectionOwner, DialerOwner, ReadQueueOwner, WriteQueueOwner, Closeable
{
  // What each segment needs lies side by side, and comes first.
  readonly #process: Process
  readonly #reads: ReadQueue
  readonly #writes: WriteQueue
  #connection: Connection | null = null
  /** Compares what programs write and what they read; null when nobody wants to know. */
  readonly #tape: StreamTape | null
  #idle: IdleTimer | null = null
  destroyed = false
  /** The connection broke after the program had read to the end: it notices when it next writes. */
  #broken: ErrorCode | null = null
  connecting = false
  allowHalfOpen: boolean
  remoteAddress: string | undefined
  remotePort: number | undefined
  localAddress: string | undefined
  localPort: number | undefined
  timeout: number | undefined
  #dialer: Dialer | null = null
  #resetOnConnect = false
  /** The server that accepted it counts its open sockets. */
  #onRelease: (() => void) | null = null
  /** 'finish' in Node's terms: the FIN has been handed to the kernel. */
  #finished = false
  #noDelay = false
  #keepAliveMs = 0

  constructor(process: Process, allowHalfOpen: boolean) {
    super('data')
    this.#process = process
    this.allowHalfOpen = allowHalfOpen
    const leeway = process.kernel.leeway?.forStream() ?? null
    this.#reads = new ReadQueue(process, this, leeway)
    this.#writes = new WriteQueue(process, this, leeway)
    process.open.add(this)
    const audit = process.kernel.fabric.streamAudit
    this.#tape = audit === null ? null : new StreamTape(audit, process.kernel.host)
  }

  get bytesRead(): number {
    return this.#reads.bytesRead
  }

  get readableEnded(): boolean {
    return this.#reads.isEnded
  }

  get bytesWritten(): number {
    return this.#writes.bytesAccepted
  }

  get writableLength(): number {
    return this.#writes.length
  }

  get writableNeedDrain(): boolean {
    return this.#writes.needsDrain
  }

  get writableEnded(): boolean {
    return this.#writes.isEnded
  }

  get pending(): boolean {
    return this.#connection === null || this.connecting
  }

  get readyState(): string {
    if (this.connecting) return 'opening'
    const readable = !this.#reads.sawEnd && !this.destroyed
    const writable = !this.writableEnded && !this.destroyed
    if (readable && writable) return 'open'
    return readable ? 'readOnly' : writable ? 'writeOnly' : 'closed'
  }

  // --- opening ----------------------------------------------------------------------------------------------------

  connect(options: ConnectOptions, onConnect?: () => void): this {
    checkPort(options.port)
    if (onConnect !== undefined) this.once('connect', onConnect)
    this.connecting = true
    if (options.noDelay === true) this.setNoDelay()
    if (options.keepAlive === true) this.setKeepAlive(true, options.keepAliveInitialDelay)
    if (options.timeout !== undefined) this.setTimeout(options.timeout)
    const dialer = new Dialer(this.#process, options, this)
    this.#dialer = dialer
    callSoon(this.#process, () => dialer.start())
    return this
  }

  /** A server took this connection in. `onRelease` is told when the socket is destroyed. */
  adopt(connection: Connection, onRelease: () => void, isPaused: boolean, isMapped: boolean): void {
    this.#onRelease = onRelease
    if (isPaused) this.#reads.startPaused()
    this.#attach(connection, isMapped)
    this.#writes.open(connection)
  }

  lookedUp(error: SystemError | null, address: string, name: string): void {
    this.#emit('lookup', error, address, address === '' ? null : familyOf(address), name)
  }

  dialled(connection: Connection, isMapped: boolean, isOpen: boolean): void {
    this.#attach(connection, isMapped)
    if (isOpen) this.opened()
    else connection.open()
  }

  gaveUp(error: Error): void {
    this.destroy(error)
  }

  #attach(connection: Connection, isMapped: boolean): void {
    this.#connection = connection
    connection.owner = this.#owner()
    connection.tape = this.#tape
    if (this.#tape !== null) this.#tape.endpoints = connection.endpoints
    const { localAddress, localPort, remoteAddress, remotePort } = connection.endpoints
    this.localAddress = isMapped ? mapped(localAddress) : localAddress
    this.localPort = localPort
    this.remoteAddress = isMapped ? mapped(remoteAddress) : remoteAddress
    this.remotePort = remotePort
  }

  get localFamily(): string | undefined {
    return this.localAddress === undefined ? undefined : familyName(familyOf(this.localAddress))
  }

  get remoteFamily(): string | undefined {
    return this.remoteAddress === undefined ? undefined : familyName(familyOf(this.remoteAddress))
  }

  /** As Node: the own end, {} without a connection. */
  address(): Partial<AddressInfo> {
    const { localAddress: address, localFamily: family, localPort: port } = this
    if (this.#connection === null || address === undefined || family === undefined || port === undefined) return {}
    return { address, family, port }
  }

  // --- what the connection tells ----------------------------------------------------------------------------------

  opened(): void {
    const connection = this.#connection as Connection
    this.connecting = false
    if (this.#noDelay) connection.noDelay = true
    if (this.#keepAliveMs > 0) connection.setKeepAlive(millisToNanos(this.#keepAliveMs))
    this.#idle?.touch()
    this.#emit('connect')
    if (this.#resetOnConnect) this.resetAndDestroy()
    if (this.destroyed) return
    this.#emit('ready')
    if (!this.destroyed) this.#writes.open(connection)
  }

  received(bytes: Uint8Array): void {
    this.#idle?.touch()
    this.#reads.push(bytes)
  }

  ended(): void {
    this.#reads.pushEnd()
  }

  writable(): void {
    this.#idle?.touch()
    this.#writes.flush()
  }

  failed(code: ErrorCode): void {
    this.#connection = null
    if (this.connecting) {
      this.#fail(networkError(code, 'connect', this.remoteAddress, this.remotePort))
    } else if (code === 'EPIPE' && this.#writes.length === 0) {
      this.#broken = code
    } else {
      this.#fail(networkError(code, code === 'EPIPE' ? 'write' : 'read'))
    }
  }

  paceChanged(): void {
    const connection = this.#connection
    if (connection !== null && connection.owner !== null) connection.owner = this.#owner()
  }

  #owner(): ConnectionOwner {
    const { processor } = this.#process
    return processor === null ? this : new HeldOwner(this, processor)
  }

  abandon(): void {
    this.destroyed = true
    this.#idle?.clear()
    this.#connection?.close()
  }

  // --- reading ----------------------------------------------------------------------------------------------------

  // oxlint-disable-next-line typescript/no-explicit-any -- as EventEmitter declares it
  override on(event: string | symbol, listener: (...args: any[]) => void): this {
    super.on(event, listener)
    if (event === 'data' && !this.#reads.isPaused) this.resume()
    return this
  }

  pause(): this {
    this.#reads.pause()
    return this
  }

  resume(): this {
    this.#reads.resume()
    return this
  }

  isPaused(): boolean {
    return this.#reads.isPaused
  }

  taken(bytes: number): void {
    this.#connection?.consumed(bytes)
  }

  readNow(bytes: Uint8Array): void {
    const tape = this.#tape
    if (tape !== null) {
      tape.other ??= this.#connection?.incomingTape ?? null
      tape.read(bytes)
    }
    this.#process.enter()
    this.emitData(bytes)
  }

  readToEnd(): void {
    this.#tape?.readToEnd()
    this.#emit('end')
    if (!this.allowHalfOpen && !this.writableEnded && !this.destroyed) this.end()
    this.#closeWhenDone()
  }

  // --- writing ----------------------------------------------------------------------------------------------------

  write(data: Uint8Array | string, callback?: (error?: Error | null) => void): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data
    const error = this.#whyNotWritable()
    if (error !== null) {
      if (callback !== undefined) callSoon(this.#process, () => callback(error))
      if (!this.destroyed) this.destroy(error)
      return false
    }
    this.#idle?.touch()
    this.#tape?.write(bytes)
    return this.#writes.push(bytes, callback)
  }

  end(data?: Uint8Array | string | (() => void), callback?: () => void): this {
    const onFinish = typeof data === 'function' ? data : callback
    if (data !== undefined && typeof data !== 'function') this.write(data)
    if (onFinish !== undefined) this.#onFinish(onFinish)
    if (!this.destroyed) this.#writes.end()
    return this
  }

  cork(): void {
    this.#writes.cork()
  }

  uncork(): void {
    this.#writes.uncork()
  }

  #whyNotWritable(): SystemError | null {
    if (this.destroyed) return nodeError('ERR_STREAM_DESTROYED')
    if (this.writableEnded) {
      if (!this.#reads.sawEnd || this.allowHalfOpen) return nodeError('ERR_STREAM_WRITE_AFTER_END')
      return Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })
    }
    return this.#broken === null ? null : networkError(this.#broken, 'write')
  }

  #onFinish(callback: (error?: Error) => void): void {
    if (this.#finished) callSoon(this.#process, () => callback(nodeError('ERR_STREAM_ALREADY_FINISHED')))
    else if (!this.destroyed) this.once('finish', callback)
  }

  drained(): void {
    this.#emit('drain')
  }

  finished(): void {
    this.#connection?.shutdown()
    this.#finished = true
    this.#emit('finish')
    this.#closeWhenDone()
  }

  // --- closing ----------------------------------------------------------------------------------------------------

  destroy(error?: Error): this {
    if (this.destroyed) return this
    this.#release((connection) => connection.close())
    callSoon(this.#process, () => this.#emitClose(error))
    return this
  }

  destroySoon(): void {
    if (!this.writableEnded && !this.destroyed) this.end()
    if (this.#finished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  resetAndDestroy(): this {
    if (this.destroyed) return this
    if (this.connecting) {
      this.#resetOnConnect = true
      return this
    }
    if (this.#connection === null) return this.destroy(nodeError('ERR_SOCKET_CLOSED'))
    this.#release((connection) => connection.reset())
    callSoon(this.#process, () => this.#emitClose())
    return this
  }

  #fail(error: SystemError): void {
    if (this.destroyed) return
    this.#release(() => {})
    callSoon(this.#process, () => this.#emitClose(error))
  }

  #release(letGo: (connection: Connection) => void): void {
    this.destroyed = true
    this.#dialer?.cancel()
    this.connecting = false
    this.#idle?.clear()
    this.#reads.close()
    this.#writes.detach()
    this.#process.open.delete(this)
    this.#onRelease?.()
    if (this.#connection !== null) letGo(this.#connection)
    this.#connection = null
  }

  #emitClose(error?: Error): void {
    if (error !== undefined) this.#emit('error', error)
    this.#writes.fail(error)
    callSoon(this.#process, () => this.#emit('close', error !== undefined))
  }

  #closeWhenDone(): void {
    if (this.readableEnded && this.#finished && !this.destroyed) this.destroy()
  }

  // --- the rest ---------------------------------------------------------------------------------------------------

  setTimeout(timeoutMs: number, callback?: () => void): this {
    if (this.destroyed) return this
    this.timeout = timeoutMs
    if (timeoutMs === 0) {
      this.#idle?.clear()
      this.#idle = null
      if (callback !== undefined) this.off('timeout', callback)
      return this
    }
    if (callback !== undefined) this.once('timeout', callback)
    this.#idle ??= new IdleTimer(this.#process, () => this.destroyed || this.#emit('timeout'))
    this.#idle.start(timeoutMs)
    return this
  }

  setNoDelay(noDelay = true): this {
    this.#noDelay = noDelay
    if (this.#connection !== null) this.#connection.noDelay = noDelay
    return this
  }

  setKeepAlive(enable = false, initialDelayMs = 0): this {
    // Without a delay Linux keeps its default: two hours.
    this.#keepAliveMs = enable ? initialDelayMs || 7_200_000 : 0
    if (!this.connecting) this.#connection?.setKeepAlive(millisToNanos(this.#keepAliveMs))
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #emit(event: string, ...args: unknown[]): void {
    this.#process.enter()
    this.emit(event, ...args)
  }
}
