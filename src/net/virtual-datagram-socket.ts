// The face of `dgram.Socket` on a kernel's datagram endpoint.
import type { DatagramSocket, DatagramSocketOptions, RemoteInfo } from '../host/datagram.ts'
import type { SystemError } from '../host/errors.ts'
import type { AddressInfo } from '../host/server.ts'
import { type Family, familyName, familyOf, mapped, unmapped } from './address-text.ts'
import { bindable, EVERY_ADDRESS, EVERY_IPV4 } from './binding.ts'
import { callSoon } from './call.ts'
import { NOBODY } from './fabric.ts'
import { DirectEmitter } from './direct-emit.ts'
import type { DatagramEndpoint, DatagramRoute } from './datagram-ports.ts'
import type { Closeable, Process } from './process.ts'
import { addressInUse, checkPort, lookupError, networkError, nodeError } from './system-error.ts'

/** The largest payload of an IPv4 datagram: 65,535 less IP 20 and UDP 8. IPv6 does not count its own header. */
const MAX_DATAGRAM_BYTES = 65_507
const MAX_DATAGRAM_BYTES_6 = 65_527

/** Linux's default (net.core.rmem_default). */
export const RECEIVE_BUFFER_BYTES = 212_992

type SendCallback = (error: Error | null, bytes: number) => void
type Resolved = (error: SystemError | null, address: string) => void

/** Where a connected socket sends. */
interface Peer {
  readonly address: string
  readonly port: number
}

export class VirtualDatagramSocket extends DirectEmitter implements DatagramSocket, Closeable {
  readonly #process: Process
  readonly #family: Family
  readonly #ipv6Only: boolean
  #bound: AddressInfo | null = null
  #endpoint: DatagramEndpoint | null = null
  #peer: Peer | null = null
  /** The way of the last datagram: most go where the last one went. */
  #lastWay: { readonly address: string; readonly route: DatagramRoute } | null = null
  #isConnecting = false
  #bindAsked = false
  #closed = false
  /** Of datagrams that wait for a program that is paused or slow. */
  #waitingBytes = 0

  constructor(process: Process, { type, ipv6Only = false }: DatagramSocketOptions) {
    super('message')
    this.#process = process
    this.#family = type === 'udp6' ? 6 : 4
    this.#ipv6Only = ipv6Only
    process.open.add(this)
  }

  bind(options: { port?: number; address?: string }, onListening?: () => void): this {
    this.#checkOpen()
    if (this.#bindAsked) throw nodeError('ERR_SOCKET_ALREADY_BOUND')
    const port = options.port ?? 0
    checkPort(port, 'Port')
    if (onListening !== undefined) this.once('listening', onListening)
    this.#bindAsked = true
    const name = options.address ?? (this.#family === 4 ? EVERY_IPV4 : EVERY_ADDRESS)
    const [known] = this.#process.resolver.known(name) ?? []
    if (known !== undefined) {
      const error = this.#bindNow(known, port)
      callSoon(this.#process, () => this.#announce(error))
    } else {
      callSoon(this.#process, () =>
        this.#resolve(name, (error, address) => this.#announce(error ?? this.#bindNow(address, port))),
      )
    }
    return this
  }

  connect(port: number, address?: string, callback?: (error?: Error) => void): void {
    this.#checkOpen()
    checkPort(port, 'Port', false)
    if (this.#peer !== null || this.#isConnecting) throw nodeError('ERR_SOCKET_DGRAM_IS_CONNECTED')
    this.#isConnecting = true
    if (!this.#bindAsked) this.bind({})
    const name = address ?? (this.#family === 4 ? '127.0.0.1' : '::1')
    const settle = (error: Error | null) => {
      this.#isConnecting = false
      if (this.#closed) return
      if (error === null) this.emit('connect')
      if (callback !== undefined) callback(...(error === null ? [] : [error]))
      else if (error !== null) this.emit('error', error)
    }
    callSoon(this.#process, () =>
      this.#resolve(name, (error, resolved) => {
        if (error === null) this.#peer = { address: resolved, port }
        settle(error)
      }),
    )
  }

  disconnect(): void {
    this.#checkOpen()
    if (this.#peer === null) throw nodeError('ERR_SOCKET_DGRAM_NOT_CONNECTED')
    this.#peer = null
  }

  remoteAddress(): AddressInfo {
    this.#checkOpen()
    if (this.#peer === null) throw nodeError('ERR_SOCKET_DGRAM_NOT_CONNECTED')
    const { address, port } = this.#peer
    return { address, family: familyName(familyOf(address)), port }
  }

  send(bytes: Uint8Array, to?: number | SendCallback, address?: string, callback?: SendCallback): void {
    this.#checkOpen()
    const peer = this.#peer
    if (peer !== null) {
      if (typeof to === 'number') throw nodeError('ERR_SOCKET_DGRAM_IS_CONNECTED')
      this.#sendTo(bytes, peer.port, peer.address, to)
      return
    }
    const port = typeof to === 'number' ? to : Number.NaN
    checkPort(port, 'Port', false)
    if (!this.#bindAsked) this.bind({})
    const name = address ?? (this.#family === 4 ? '127.0.0.1' : '::1')
    if (this.#lastWay?.address === name) {
      this.#sendTo(bytes, port, name, callback)
      return
    }
    this.#resolve(name, (error, resolved) => {
      if (error !== null) this.#fail(error, callback)
      else if (!this.#closed) this.#sendTo(bytes, port, resolved, callback)
    })
  }

  close(callback?: () => void): this {
    this.#checkOpen()
    if (callback !== undefined) this.once('close', callback)
    this.#closed = true
    this.#unbind()
    this.#process.open.delete(this)
    callSoon(this.#process, () => this.emit('close'))
    return this
  }

  address(): AddressInfo {
    this.#checkOpen()
    if (this.#bound === null) throw networkError('EBADF', 'getsockname')
    return { ...this.#bound }
  }

  setRecvBufferSize(_sizeBytes: number): void {
    if (this.#bound === null) throw nodeError('ERR_SOCKET_BUFFER_SIZE')
  }

  setSendBufferSize(_sizeBytes: number): void {
    if (this.#bound === null) throw nodeError('ERR_SOCKET_BUFFER_SIZE')
  }

  abandon(): void {
    this.#unbind()
    this.#closed = true
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  /** Calls back now when the answer takes no time. */
  #resolve(name: string, callback: Resolved): void {
    this.#process.resolver.resolve(this.#process, name, this.#family, (failure, [address]) => {
      if (address === undefined) callback(lookupError(failure ?? 'ENOTFOUND', 'getaddrinfo', name), '')
      else callback(null, address)
    })
  }

  #announce(error: SystemError | null): void {
    if (this.#closed) return
    if (error === null) {
      this.emit('listening')
      return
    }
    this.#bindAsked = false
    this.emit('error', error)
  }

  #bindNow(text: string, port: number): SystemError | null {
    const { kernel } = this.#process
    if (familyOf(text) !== this.#family) return networkError('EINVAL', 'bind', text, port)
    const address = bindable(kernel, text, this.#ipv6Only)
    if (address === null) return networkError('EADDRNOTAVAIL', 'bind', text, port)
    const endpoint: DatagramEndpoint = {
      address,
      receive: (bytes, from, fromPort) => this.#receive(bytes, from, fromPort),
      refused: (from, fromPort) => this.#refused(from, fromPort),
    }
    const bound = kernel.datagrams.bind(port, endpoint)
    if (bound === null) return addressInUse('bind', text, port)
    this.#endpoint = endpoint
    this.#bound = { address: text, family: familyName(this.#family), port: bound }
    return null
  }

  #unbind(): void {
    const [bound, endpoint] = [this.#bound, this.#endpoint]
    this.#bound = null
    this.#endpoint = null
    this.#lastWay = null
    if (bound !== null && endpoint !== null) this.#process.kernel.datagrams.unbind(bound.port, endpoint)
  }

  #sendTo(bytes: Uint8Array, port: number, address: string, callback: SendCallback | undefined): void {
    const error = this.#sendNow(bytes, port, address)
    // Without a callback Node tells nobody.
    if (error !== null) callSoon(this.#process, () => callback?.(error, 0))
    else if (callback !== undefined) callSoon(this.#process, () => callback(null, bytes.length))
  }

  #sendNow(bytes: Uint8Array, port: number, address: string): SystemError | null {
    const { kernel } = this.#process
    const last = this.#lastWay
    if (last?.address === address && last.route.remotePort === port && bytes.length <= MAX_DATAGRAM_BYTES) {
      kernel.datagrams.send(last.route, bytes, this.#peer !== null)
      return null
    }
    const inner = this.#family === 6 ? unmapped(address) : null
    if (familyOf(address) !== this.#family) return networkError('EINVAL', 'send', address, port)
    const isIpv6 = this.#family === 6 && inner === null
    if (bytes.length > (isIpv6 ? MAX_DATAGRAM_BYTES_6 : MAX_DATAGRAM_BYTES)) {
      return networkError('EMSGSIZE', 'send', address, port)
    }
    const { addresses } = kernel.fabric
    const text = inner ?? address
    const remote = addresses.numberOf(text === EVERY_IPV4 ? '127.0.0.1' : text === EVERY_ADDRESS ? '::1' : text)
    // Nobody has that address: it is lost on the way.
    if (remote === undefined || this.#bound === null || this.#endpoint === null) return null
    const local = this.#endpoint.address >= 0 ? this.#endpoint.address : kernel.sourceFor(remote)
    if (local === null) return networkError('ENETUNREACH', 'send', address, port)
    const nextHop = kernel.fabric.nextHop(kernel.host, remote)
    if (nextHop === NOBODY) return null
    const route = { local, localPort: this.#bound.port, remote, remotePort: port, nextHop }
    this.#lastWay = { address, route }
    kernel.datagrams.send(route, bytes, this.#peer !== null)
    return null
  }

  #receive(bytes: Uint8Array, from: number, port: number): void {
    if (!this.#hears(this.#shown(from), port)) return
    const { processor } = this.#process
    if (processor === null) {
      this.#hand(bytes, from, port)
      return
    }
    // What the kernel has no room for while the program is busy is lost.
    if (this.#waitingBytes + bytes.length > RECEIVE_BUFFER_BYTES) return
    this.#waitingBytes += bytes.length
    processor.run(() => {
      this.#waitingBytes -= bytes.length
      if (!this.#closed) this.#hand(bytes, from, port)
    })
  }

  #hand(bytes: Uint8Array, number: number, port: number): void {
    const from: RemoteInfo = {
      address: this.#shown(number),
      family: familyName(this.#family),
      port,
      size: bytes.length,
    }
    this.#process.enter()
    this.emitMessage(bytes, from)
  }

  #refused(number: number, port: number): void {
    if (this.#peer === null || !this.#hears(this.#shown(number), port)) return
    this.#process.enter()
    this.emit('error', networkError('ECONNREFUSED', 'recvmsg'))
  }

  /** An address as a socket of this family shows it. */
  #shown(number: number): string {
    const text = this.#process.kernel.fabric.addresses.textOf(number)
    return this.#family === 6 && familyOf(text) === 4 ? mapped(text) : text
  }

  #hears(address: string, port: number): boolean {
    const peer = this.#peer
    return peer === null || (peer.port === port && peer.address === address)
  }

  #fail(error: SystemError, callback: SendCallback | undefined): void {
    callSoon(this.#process, () => {
      if (callback !== undefined) callback(error, 0)
      else this.emit('error', error)
    })
  }

  #checkOpen(): void {
    if (this.#closed) throw nodeError('ERR_SOCKET_DGRAM_NOT_RUNNING')
  }
}
