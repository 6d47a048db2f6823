// The face of `net.Server` on a kernel's listener.
import { EventEmitter } from 'node:events'
import type { SystemError } from '../host/errors.ts'
import type { AddressInfo, ListenOptions, Server, ServerOptions } from '../host/server.ts'
import { callSoon } from './call.ts'
import { ANY_ADDRESS } from './kernel.ts'
import type { Closeable, Process } from './process.ts'
import { resolveName } from './resolver.ts'
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
    const name = options.host ?? ANY_ADDRESS
    const error = this.#bind(name, options)
    callSoon(this.#process, () => {
      if (!this.#wantsToListen) return
      if (error === null) {
        this.emit('listening')
        return
      }
      this.#wantsToListen = false
      this.emit('error', error)
    })
    return this
  }

  close(callback?: (error?: Error) => void): this {
    const wasListening = this.#bound !== null
    if (callback !== undefined) {
      this.once('close', () => (wasListening ? callback() : callback(nodeError('ERR_SERVER_NOT_RUNNING'))))
    }
    if (this.#bound !== null) this.#process.kernel.unlisten(this.#bound.port)
    this.#bound = null
    this.#wantsToListen = false
    this.#closeWhenEmpty()
    return this
  }

  address(): AddressInfo | null {
    return this.#bound
  }

  abandon(): void {
    if (this.#bound !== null) this.#process.kernel.unlisten(this.#bound.port)
    this.#bound = null
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #bind(name: string, options: ListenOptions): SystemError | null {
    const address = resolveName(this.#process.kernel, name)
    if (address === null) return lookupError('ENOTFOUND', 'getaddrinfo', name)
    if (address !== ANY_ADDRESS && !this.#process.kernel.isOwnAddress(address)) {
      return networkError('EADDRNOTAVAIL', 'listen', address, options.port)
    }
    const backlog = options.backlog ?? DEFAULT_BACKLOG
    const accept = (connection: Connection) => this.#accept(connection)
    const port = this.#process.kernel.listen(options.port, { address, backlog, accept })
    if (port === null) return addressInUse('listen', address, options.port)
    this.#bound = { address, family: 'IPv4', port }
    return null
  }

  #accept(connection: Connection): void {
    if (this.maxConnections !== undefined && this.#connections >= this.maxConnections) {
      connection.close()
      return
    }
    const socket = new VirtualSocket(this.#process, this.#options.allowHalfOpen === true)
    this.#connections++
    const onRelease = () => {
      this.#connections--
      this.#closeWhenEmpty()
    }
    socket.adopt(connection, onRelease, this.#options.pauseOnConnect === true)
    const { processor } = this.#process
    if (processor === null) this.#tell(socket)
    else processor.run(() => (this.#bound === null ? socket.destroy() : this.#tell(socket)))
  }

  #tell(socket: VirtualSocket): void {
    this.#process.enter()
    this.emit('connection', socket)
  }

  #closeWhenEmpty(): void {
    if (this.#bound !== null || this.#connections > 0) return
    callSoon(this.#process, () => this.emit('close'))
  }
}
