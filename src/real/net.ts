// Streams by node:net. Sockets are handed out bare, with nothing of ours in the way of their bytes; only listeners are a
// subclass, which binds the right address. It must not know what an impairment is: behind a gate, it only opens it.
import net from 'node:net'
import type { SystemError } from '../host/errors.ts'
import type { Net } from '../host/host.ts'
import type { ListenOptions, ServerOptions } from '../host/server.ts'
import type { ConnectOptions, Socket } from '../host/socket.ts'
import { type Attachment, bindAddress, type Enter, hideShadow } from './bind-address.ts'
import { type Ending, type Lifetime, OpenSet, silence } from './lifetime.ts'
import { systemError } from './system-error.ts'

/** A read takes what the system has, up to this: fewer, larger reads than Node's own of 64 KiB. */
const READ_BYTES = 256 * 1024

export class RealNet implements Net {
  readonly options: Attachment
  readonly lifetime: Lifetime
  readonly #sockets = new OpenSet<net.Socket>((socket) => socket.destroyed)
  readonly #servers = new Set<HostServer>()

  constructor(options: Attachment, lifetime: Lifetime) {
    this.options = options
    this.lifetime = lifetime
  }

  connect(options: ConnectOptions, onConnect?: () => void): Socket {
    if (this.lifetime.ended) return deadSocket()
    const { address, dns } = this.options
    const {
      host = 'localhost',
      family = 0,
      localAddress,
      autoSelectFamily = false,
      lendsBytes = false,
      ...more
    } = options
    const from = localAddress === undefined ? address : dns.resolveKnown(localAddress)
    if (from !== null && address !== null && from !== address) return this.#unboundSocket(localAddress ?? '')
    const local = address ?? localAddress
    const socket: net.Socket = net.connect(
      {
        ...more,
        host: net.isIP(host) === 0 ? host : (dns.resolveKnown(host) ?? host),
        family,
        autoSelectFamily,
        lookup: dns.lookupFor(family),
        ...(local === undefined ? {} : { localAddress: local }),
        ...(lendsBytes ? { onread: readInPlace((bytes) => socket.emit('data', bytes)) } : {}),
      },
      onConnect,
    )
    this.#sockets.add(socket)
    return socket
  }

  /** What a program gets that wants to connect from an address that is not its own. */
  #unboundSocket(address: string): net.Socket {
    const socket = new net.Socket()
    const error = systemError({ code: 'EADDRNOTAVAIL', syscall: 'bind', address })
    process.nextTick(() => socket.destroy(error))
    return socket
  }

  createServer(options: ServerOptions, onConnection?: (socket: Socket) => void): HostServer {
    const server = new HostServer(options, this)
    if (onConnection !== undefined) server.on('connection', onConnection)
    return server
  }

  /** Sockets and listeners that are open. */
  get openCount(): number {
    return this.#sockets.size + this.#servers.size
  }

  stop(ending: Ending): void {
    for (const server of this.#servers) server.close()
    this.#servers.clear()
    for (const socket of this.#sockets.takeAll()) {
      silence(socket)
      // A socket that is destroyed says FIN, or RST when it leaves bytes unread: what a kernel does for a dead process.
      if (ending === 'exit' || socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  keepSocket(socket: net.Socket): void {
    this.#sockets.add(socket)
  }

  keepServer(server: HostServer): void {
    this.#servers.add(server)
  }

  forgetServer(server: HostServer): void {
    this.#servers.delete(server)
  }
}

/**
 * A `net.Server` that listens where its host lives. Behind a gate: (1) it listens on the shadow address, (2) the gate
 * opens the port at the public address, (3) the program hears 'listening'. So whoever is told the port can connect to it.
 */
export class HostServer extends net.Server {
  readonly #net: RealNet
  #gatePort: number | null = null
  /** The native 'listening' may pass: there is no gate, or it is open. */
  #announced = false

  constructor(options: ServerOptions, owner: RealNet) {
    super(options)
    this.#net = owner
  }

  override listen(...args: unknown[]): this {
    const [options, onListening] = args as [ListenOptions, (() => void)?]
    if (this.#net.lifetime.ended) return this
    const host = bindAddress(options.host, this.#net.options)
    if (host === null) {
      const { host: address = '', port } = options
      const reason = 'address not available'
      const error = systemError({ code: 'EADDRNOTAVAIL', syscall: 'listen', reason, address, port })
      process.nextTick(() => this.emit('error', error))
      return this
    }
    super.listen({ ...options, host }, onListening)
    this.#announced = this.#net.options.gate === null
    this.#net.keepServer(this)
    return this
  }

  override close(callback?: (error?: Error) => void): this {
    this.#net.forgetServer(this)
    this.#closeGate()
    return super.close(callback)
  }

  /** Never tells the shadow address. */
  override address(): net.AddressInfo | string | null {
    const bound = super.address()
    const { gate, address } = this.#net.options
    if (gate === null || address === null || bound === null || typeof bound === 'string') return bound
    return { ...bound, address }
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'connection') this.#accept(args[0] as net.Socket)
    if (this.#net.lifetime.ended) return false
    if (event === 'listening' && !this.#announced) {
      this.#openGate()
      return true
    }
    if (event === 'error') {
      hideShadow(args[0] as SystemError, this.#net.options)
      if (!this.listening) this.#net.forgetServer(this)
    }
    const { gate, address } = this.#net.options
    if (event === 'drop' && gate !== null) return super.emit(event, { ...(args[0] as object), localAddress: address })
    return super.emit(event, ...args)
  }

  #accept(socket: net.Socket): void {
    if (this.#net.lifetime.ended) {
      socket.destroy()
      return
    }
    this.#net.keepSocket(socket)
    const { gate, address, enter } = this.#net.options
    if (enter !== null) enterOnEvents(socket, enter)
    if (gate !== null && address !== null) tellAddress(socket, address)
  }

  #openGate(): void {
    const bound = super.address() as net.AddressInfo | null
    const { gate } = this.#net.options
    if (gate === null || bound === null) return
    const { port } = bound
    this.#gatePort = port
    gate.open('tcp', port, (error) => {
      if (this.#gatePort !== port) return
      if (error !== null) {
        this.#gatePort = null
        this.close()
        this.emit('error', error)
        return
      }
      this.#announced = true
      this.emit('listening')
    })
  }

  #closeGate(): void {
    if (this.#gatePort === null) return
    this.#net.options.gate?.close('tcp', this.#gatePort)
    this.#gatePort = null
  }
}

/** One buffer for all that a connection receives, instead of a new one for each read: Node's `onread`. */
function readInPlace(onBytes: (bytes: Uint8Array) => void): net.OnReadOpts {
  const buffer = new Uint8Array(READ_BYTES)
  return {
    buffer,
    callback(bytesRead) {
      onBytes(buffer.subarray(0, bytesRead))
      return true
    },
  }
}

/** In place of the shadow address that the socket was accepted at. */
function tellAddress(socket: net.Socket, address: string): void {
  Object.defineProperty(socket, 'localAddress', { value: address, configurable: true })
  const bound = socket.address.bind(socket)
  socket.address = () => {
    const info = bound()
    return 'address' in info ? { ...info, address } : info
  }
}

/** Node does not hand down the context of a listener to the sockets that it accepts. */
function enterOnEvents(socket: net.Socket, enter: Enter): void {
  const emit: (event: string, ...args: unknown[]) => boolean = socket.emit.bind(socket)
  socket.emit = (event: string, ...args: unknown[]): boolean => {
    let wasHeard = false
    enter(() => {
      wasHeard = emit(event, ...args)
    })
    return wasHeard
  }
}

/** What a program gets that connects after its end: a socket that never does anything. */
function deadSocket(): net.Socket {
  const socket = new net.Socket()
  silence(socket)
  socket.destroy()
  return socket
}
