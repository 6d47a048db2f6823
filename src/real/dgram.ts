// Datagrams by node:dgram. A host without an address of its own gets bare sockets; for the others a subclass binds the
// right address. It must not know what an impairment is: behind a gate, it only opens it.
import dgram from 'node:dgram'
import { isIP } from 'node:net'
import type { DatagramSocket, DatagramSocketOptions, DatagramType, RemoteInfo } from '../host/datagram.ts'
import type { SystemError } from '../host/errors.ts'
import type { Dgram } from '../host/host.ts'
import { type Attachment, bindAddress, hideShadow } from './bind-address.ts'
import { type Lifetime, silence } from './lifetime.ts'
import { systemError } from './system-error.ts'

type OnMessage = (bytes: Uint8Array, from: RemoteInfo) => void

export class RealDgram implements Dgram {
  readonly attachment: Attachment
  readonly lifetime: Lifetime
  readonly #sockets = new Set<dgram.Socket>()

  constructor(attachment: Attachment, lifetime: Lifetime) {
    this.attachment = attachment
    this.lifetime = lifetime
  }

  createSocket(asked: DatagramType | DatagramSocketOptions, onMessage?: OnMessage): DatagramSocket {
    const { type, ipv6Only = false } = typeof asked === 'string' ? { type: asked } : asked
    const family = type === 'udp6' ? 6 : 4
    const { address, dns } = this.attachment
    const lookup = dns.lookupFor(family)
    let isBound = false
    const options: dgram.SocketOptions = {
      type,
      ipv6Only,
      // Node looks up where each datagram goes. A number need not wait for the next tick; but when the address to bind does
      // not, 'listening' comes too early.
      lookup: (name, how, callback) => {
        if (isBound && isIP(name) === family) callback(null, dns.resolveKnown(name) ?? name, family)
        else lookup(name, how, callback)
      },
    }
    const socket = address === null ? dgram.createSocket(options) : new HostDatagramSocket(options, this)
    socket.once('listening', () => {
      isBound = true
    })
    if (onMessage !== undefined) socket.on('message', onMessage)
    if (this.lifetime.ended) {
      silence(socket)
      socket.close()
    } else {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    }
    return socket
  }

  get openCount(): number {
    return this.#sockets.size
  }

  stop(): void {
    for (const socket of this.#sockets) {
      silence(socket)
      try {
        socket.close()
      } catch {
        // It was closed, and the program had removed the listener that tells us.
      }
    }
    this.#sockets.clear()
  }
}

/**
 * A `dgram.Socket` that binds where its host lives. Behind a gate: (1) it binds the shadow address, (2) the gate opens the
 * port at the public address, (3) the program hears 'listening'. An implicit bind by `send()` takes the same way.
 */
class HostDatagramSocket extends dgram.Socket {
  readonly #dgram: RealDgram
  #gatePort: number | null = null
  #announced = false

  constructor(options: dgram.SocketOptions, owner: RealDgram) {
    // Typed as taking an emitter's options; node:dgram passes on all options, the lookup among them.
    super(options as unknown as ConstructorParameters<typeof dgram.Socket>[0])
    this.#dgram = owner
    this.#announced = owner.attachment.gate === null
  }

  override bind(...args: unknown[]): this {
    const [asked, onListening] = args as [{ port?: number; address?: string }, (() => void) | null | undefined]
    const address = bindAddress(asked.address, this.#dgram.attachment)
    if (address === null) {
      const { address: wanted = '', port = 0 } = asked
      const reason = 'address not available'
      const error = systemError({ code: 'EADDRNOTAVAIL', syscall: 'bind', reason, address: wanted, port })
      process.nextTick(() => this.emit('error', error))
      return this
    }
    const options = { ...asked, address }
    return typeof onListening === 'function' ? super.bind(options, onListening) : super.bind(options)
  }

  override close(callback?: () => void): this {
    super.close(callback)
    if (this.#gatePort !== null) this.#dgram.attachment.gate?.close('udp', this.#gatePort)
    this.#gatePort = null
    return this
  }

  /** Never tells the shadow address. */
  override address(): ReturnType<dgram.Socket['address']> {
    const bound = super.address()
    const { gate, address } = this.#dgram.attachment
    return gate === null || address === null ? bound : { ...bound, address }
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'listening' && !this.#announced) {
      this.#openGate()
      return true
    }
    if (event === 'error') hideShadow(args[0] as SystemError, this.#dgram.attachment)
    return super.emit(event, ...args)
  }

  #openGate(): void {
    const { port } = super.address()
    this.#gatePort = port
    this.#dgram.attachment.gate?.open('udp', port, (error) => {
      if (this.#gatePort !== port) return
      this.#announced = true
      if (error === null) this.emit('listening')
      else this.emit('error', error)
    })
  }
}
