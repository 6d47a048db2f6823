// The face of `dgram.Socket` on a kernel's datagram endpoint.
import { EventEmitter } from 'node:events'
import type { DatagramSocket, RemoteInfo } from '../host/datagram.ts'
import type { SystemError } from '../host/errors.ts'
import type { AddressInfo } from '../host/server.ts'
import { callSoon } from './call.ts'
import { ANY_ADDRESS } from './kernel.ts'
import type { Closeable, Process } from './process.ts'
import { hostOf, resolveName } from './resolver.ts'
import { addressInUse, checkPort, lookupError, networkError, nodeError } from './system-error.ts'

/** The largest payload of an IPv4 datagram: 65,535 less IP 20 and UDP 8. */
const MAX_DATAGRAM_BYTES = 65_507

/** Linux's default (net.core.rmem_default). */
export const RECEIVE_BUFFER_BYTES = 212_992

type SendCallback = (error: Error | null, bytes: number) => void

export class VirtualDatagramSocket extends EventEmitter implements DatagramSocket, Closeable {
  readonly #process: Process
  #bound: AddressInfo | null = null
  #bindAsked = false
  #closed = false
  /** Of datagrams that wait for a program that is paused or slow. */
  #waitingBytes = 0

  constructor(process: Process) {
    super()
    this.#process = process
    process.open.add(this)
  }

  bind(options: { port?: number; address?: string }, onListening?: () => void): this {
    this.#checkOpen()
    if (this.#bindAsked) throw nodeError('ERR_SOCKET_ALREADY_BOUND')
    const port = options.port ?? 0
    checkPort(port, 'Port')
    if (onListening !== undefined) this.once('listening', onListening)
    this.#bindAsked = true
    const error = this.#bindNow(options.address ?? ANY_ADDRESS, port)
    callSoon(this.#process, () => {
      if (this.#closed) return
      if (error === null) {
        this.emit('listening')
        return
      }
      this.#bindAsked = false
      this.emit('error', error)
    })
    return this
  }

  send(bytes: Uint8Array, port: number, address: string, callback?: SendCallback): void {
    this.#checkOpen()
    checkPort(port, 'Port', false)
    if (!this.#bindAsked) this.bind({})
    const resolved = resolveName(this.#process.kernel, address)
    if (resolved === null) {
      this.#fail(lookupError('ENOTFOUND', 'getaddrinfo', address), callback)
      return
    }
    if (bytes.length > MAX_DATAGRAM_BYTES) {
      // Without a callback Node tells nobody.
      const error = networkError('EMSGSIZE', 'send', resolved, port)
      if (callback !== undefined) this.#fail(error, callback)
      return
    }
    const host = hostOf(this.#process.kernel, resolved)
    if (host !== null && this.#bound !== null) {
      this.#process.kernel.sendDatagram(this.#bound.port, host, resolved, port, bytes)
    }
    if (callback !== undefined) callSoon(this.#process, () => callback(null, bytes.length))
  }

  close(callback?: () => void): this {
    this.#checkOpen()
    if (callback !== undefined) this.once('close', callback)
    this.#closed = true
    if (this.#bound !== null) this.#process.kernel.unbindDatagrams(this.#bound.port)
    this.#bound = null
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
    if (this.#bound !== null) this.#process.kernel.unbindDatagrams(this.#bound.port)
    this.#closed = true
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #bindNow(name: string, port: number): SystemError | null {
    const address = resolveName(this.#process.kernel, name)
    if (address === null) return lookupError('ENOTFOUND', 'getaddrinfo', name)
    if (address !== ANY_ADDRESS && !this.#process.kernel.isOwnAddress(address)) {
      return networkError('EADDRNOTAVAIL', 'bind', address, port)
    }
    const receive = (bytes: Uint8Array, from: string, fromPort: number) => this.#receive(bytes, from, fromPort)
    const bound = this.#process.kernel.bindDatagrams(port, { address, receive })
    if (bound === null) return addressInUse('bind', address, port)
    this.#bound = { address, family: 'IPv4', port: bound }
    return null
  }

  #receive(bytes: Uint8Array, address: string, port: number): void {
    const { processor } = this.#process
    if (processor === null) {
      this.#hand(bytes, address, port)
      return
    }
    // What the kernel has no room for while the program is busy is lost.
    if (this.#waitingBytes + bytes.length > RECEIVE_BUFFER_BYTES) return
    this.#waitingBytes += bytes.length
    processor.run(() => {
      this.#waitingBytes -= bytes.length
      if (!this.#closed) this.#hand(bytes, address, port)
    })
  }

  #hand(bytes: Uint8Array, address: string, port: number): void {
    const from: RemoteInfo = { address, family: 'IPv4', port, size: bytes.length }
    this.#process.enter()
    this.emit('message', bytes, from)
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
