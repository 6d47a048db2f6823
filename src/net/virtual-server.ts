// The face of `net.Server` on a kernel's listener.
import { EventEmitter } from 'node:events'
import type { SystemError } from '../host/errors.ts'
import type { AddressInfo, ListenOptions, Server, ServerOptions } from '../host/server.ts'
import { callSoon } from './call.ts'
import { ANY_BOTH } from './address-table.ts'
import { familyName, familyOf, mapped } from './address-text.ts'
import { bindable, EVERY_IPV4 } from './binding.ts'
import type { Listener } from './kernel.ts'
import type { Closeable, Process } from './process.ts'
import type { LookupFailure } from './resolver.ts'
import { addressInUse, checkPort, lookupError, networkError, nodeError } from './system-error.ts'
import type { Connection } from './tcp/connection.ts'
import { VirtualSocket } from './virtual-socket.ts'

/** Node's default. */
const DEFAULT_BACKLOG = 511

export class VirtualServer extends EventEmitter implements Server<VirtualSocket>, Closeable {
  maxConnections?: number
  readonly #process: Process
  readonly #options: ServerOptions
  #bound: AddressInfo | null = null
  #listener: Listener | null = null
  /** `listen()` was called and has neither failed nor been closed. */
  #wantsToListen = false
  #connections = 0

  constructor(process: Process, options: ServerOptions) {
    super()
    this.#process = process
    this.#options = options
    process.open.add(this)
  }

  get listening(): boolean {
    return this.#bound !== null
  }

  listen(options: ListenOptions, onListening?: () => void): this {
    if (this.#wantsToListen) throw nodeError('ERR_SERVER_ALREADY_LISTEN')
    checkPort(options.port)
    this.#wantsToListen = true
    if (onListening !== undefined) this.once('listening', onListening)
    const name = options.host ?? EVERY_IPV4
    const { resolver } = this.#process
    const [known] = resolver.known(name) ?? []
    if (known !== undefined) {
      const error = this.#bind(known, options)
      callSoon(this.#process, () => this.#announce(error))
      return this
    }
    const resolved = (failure: LookupFailure | null, [address]: readonly string[]) => {
      if (!this.#wantsToListen) return
      if (address !== undefined) this.#announce(this.#bind(address, options))
      else this.#announce(lookupError(failure ?? 'ENOTFOUND', 'getaddrinfo', name))
    }
    callSoon(this.#process, () => resolver.resolve(this.#process, name, 0, resolved))
    return this
  }

  #announce(error: SystemError | null): void {
    if (!this.#wantsToListen) return
    if (error === null) {
      this.emit('listening')
      return
    }
    this.#wantsToListen = false
    this.emit('error', error)
  }

  close(callback?: (error?: Error) => void): this {
    const wasListening = this.#bound !== null
    if (callback !== undefined) {
      this.once('close', () => (wasListening ? callback() : callback(nodeError('ERR_SERVER_NOT_RUNNING'))))
    }
    this.#unlisten()
    this.#wantsToListen = false
    this.#closeWhenEmpty()
    return this
  }

  getConnections(callback: (error: Error | null, count: number) => void): this {
    callSoon(this.#process, () => callback(null, this.#connections))
    return this
  }

  address(): AddressInfo | null {
    return this.#bound
  }

  abandon(): void {
    this.#unlisten()
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #unlisten(): void {
    const [bound, listener] = [this.#bound, this.#listener]
    this.#bound = null
    this.#listener = null
    if (bound !== null && listener !== null) this.#process.kernel.unlisten(bound.port, listener)
  }

  #bind(text: string, options: ListenOptions): SystemError | null {
    const { kernel } = this.#process
    const address = bindable(kernel, text, options.ipv6Only === true)
    if (address === null) return networkError('EADDRNOTAVAIL', 'listen', text, options.port)
    const backlog = options.backlog ?? DEFAULT_BACKLOG
    const listener = { address, backlog, accept: (connection: Connection) => this.#accept(connection) }
    const port = kernel.listen(options.port, listener)
    if (port === null) return addressInUse('listen', text, options.port)
    this.#listener = listener
    this.#bound = { address: text, family: familyName(familyOf(text)), port }
    return null
  }

  #accept(connection: Connection): void {
    // A listener for both families shows IPv4 addresses as IPv6 ones.
    const isMapped = this.#listener?.address === ANY_BOTH && familyOf(connection.endpoints.localAddress) === 4
    if (this.maxConnections !== undefined && this.#connections >= this.maxConnections) {
      this.#drop(connection, isMapped)
      return
    }
    const socket = new VirtualSocket(this.#process, this.#options.allowHalfOpen === true)
    this.#connections++
    const onRelease = () => {
      this.#connections--
      this.#closeWhenEmpty()
    }
    socket.adopt(connection, onRelease, this.#options.pauseOnConnect === true, isMapped)
    const { noDelay, keepAlive, keepAliveInitialDelay } = this.#options
    if (noDelay === true) socket.setNoDelay()
    if (keepAlive === true) socket.setKeepAlive(true, keepAliveInitialDelay)
    const { processor } = this.#process
    if (processor === null) this.#tell(socket)
    else processor.run(() => (this.#bound === null ? socket.destroy() : this.#tell(socket)))
  }

  #tell(socket: VirtualSocket): void {
    this.#process.enter()
    this.emit('connection', socket)
  }

  #drop(connection: Connection, isMapped: boolean): void {
    const { localAddress, localPort, remoteAddress, remotePort } = connection.endpoints
    connection.close()
    const family = familyName(isMapped ? 6 : familyOf(localAddress))
    this.#process.enter()
    this.emit('drop', {
      localAddress: isMapped ? mapped(localAddress) : localAddress,
      localPort,
      localFamily: family,
      remoteAddress: isMapped ? mapped(remoteAddress) : remoteAddress,
      remotePort,
      remoteFamily: family,
    })
  }

  #closeWhenEmpty(): void {
    if (this.#bound !== null || this.#connections > 0) return
    callSoon(this.#process, () => this.emit('close'))
  }
}
