// The proxy's socket at the public address and port of one datagram socket of a host: what others send there arrives
// here, and what the host sends leaves from here, so that a receiver sees where it came from and can answer.
import dgram, { type RemoteInfo } from 'node:dgram'
import type { SystemError } from '../../host/errors.ts'
import type { ProxiedHost } from './proxied-host.ts'

/** Asked for, so that a burst survives until it is read; the system gives what it allows. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
/** A front whose host has closed its socket stays so long after the last datagram from it was delivered. */
const LINGER_MS = 200

export interface DatagramFrontOptions {
  readonly host: ProxiedHost
  readonly port: number
  /** A datagram for the host has come, from the shadow address of another (or of an outsider). */
  onDatagram(bytes: Uint8Array, from: RemoteInfo, front: DatagramFront): void
  onClosed(front: DatagramFront): void
}

export class DatagramFront {
  readonly host: ProxiedHost
  readonly port: number
  readonly #socket = dgram.createSocket('udp4')
  readonly #onClosed: (front: DatagramFront) => void
  #waiting: ((error: SystemError | null) => void)[] | null = []
  /** The host has a socket bound there. */
  #isOpen = false
  #underWay = 0
  #linger: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: DatagramFrontOptions) {
    this.host = options.host
    this.port = options.port
    this.#onClosed = options.onClosed
    this.#socket.on('message', (bytes, from) => {
      if (this.#isOpen) options.onDatagram(bytes, from, this)
    })
    this.#socket.on('error', (error: SystemError) => this.#bound(error))
    this.#socket.bind({ address: options.host.publicAddress, port: options.port }, () => {
      this.#socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
      this.#bound(null)
    })
  }

  /** Calls back when it is bound, or can't be. */
  whenBound(callback: (error: SystemError | null) => void): void {
    if (this.#waiting === null) process.nextTick(callback, null)
    else this.#waiting.push(callback)
  }

  /** The host's socket is there. */
  open(): void {
    this.#isOpen = true
    this.#stopLingering()
  }

  /** The host's socket is gone: nothing is taken in any more, but what is under way from it still arrives. */
  release(): void {
    this.#isOpen = false
    this.#lingerIfIdle()
  }

  /** A datagram from this host is under way: the front must be there when it arrives. */
  begin(): void {
    this.#underWay++
    this.#stopLingering()
  }

  /** It has arrived (or is lost). */
  end(): void {
    this.#underWay--
    this.#lingerIfIdle()
  }

  /** Sends as if the host did. */
  send(bytes: Uint8Array, port: number, address: string): void {
    // An error means no more than a lost datagram.
    if (!this.#isClosed) this.#socket.send(bytes, port, address, () => {})
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopLingering()
    this.#socket.close()
    this.#onClosed(this)
  }

  #bound(error: SystemError | null): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    if (error !== null) this.close()
    for (const callback of waiting) callback(error)
  }

  #lingerIfIdle(): void {
    if (this.#isOpen || this.#underWay > 0 || this.#isClosed || this.#linger !== null) return
    this.#linger = setTimeout(() => this.close(), LINGER_MS)
  }

  #stopLingering(): void {
    if (this.#linger !== null) clearTimeout(this.#linger)
    this.#linger = null
  }
}
