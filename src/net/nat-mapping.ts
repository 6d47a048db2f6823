// One mapping of a router: an inner host's address and port, the router's port that stands for them outside, and to whom
// the inner host has spoken. It knows times and numbers, no packets on their way.
import type { Packet } from './packet.ts'
import { millisToNanos, type Nanos } from './nanos.ts'
import * as Protocol from './protocol.ts'
import * as Flag from './tcp/flag.ts'

/** A stream that is closed or was never opened is remembered so long (RFC 5382 section 5). */
const CLOSING_TIMEOUT = millisToNanos(240_000)

/** What has been seen of a stream's end. */
const FIN_OUT = 1
const FIN_IN = 2
const CLOSED = FIN_OUT | FIN_IN

/** How long the router remembers what is silent. */
export interface NatTimeouts {
  readonly datagrams: Nanos
  readonly streams: Nanos
}

export class NatMapping {
  readonly protocol: number
  readonly innerHost: number
  readonly innerAddress: number
  readonly innerPort: number
  readonly port: number
  /** It was configured, and stays. */
  readonly isFixed: boolean
  /** Of its router, toward the outside. */
  readonly outerAddress: number
  #lastUsed: Nanos
  /** Streams by the address and port at the other end, with what has been seen of their ends. */
  readonly #peers = new Map<number, number>()
  readonly #addresses = new Set<number>()
  #openStreams = 0

  constructor(inner: Packet, outerAddress: number, port: number, now: Nanos, isFixed = false) {
    this.protocol = inner.protocol
    this.innerHost = inner.source
    this.innerAddress = inner.sourceAddress
    this.innerPort = inner.sourcePort
    this.outerAddress = outerAddress
    this.port = port
    this.#lastUsed = now
    this.isFixed = isFixed
  }

  isOver(now: Nanos, timeouts: NatTimeouts): boolean {
    if (this.isFixed) return false
    const isStream = this.protocol === Protocol.tcp
    const limit = isStream ? (this.#openStreams > 0 ? timeouts.streams : CLOSING_TIMEOUT) : timeouts.datagrams
    return now - this.#lastUsed >= limit
  }

  /** The inner host sends to there: it may answer, and the mapping lives on. */
  noteOut({ destinationAddress, destinationPort, flags }: Packet, now: Nanos): void {
    this.#lastUsed = now
    this.#addresses.add(destinationAddress)
    const key = peerKey(destinationAddress, destinationPort)
    const seen = this.#peers.get(key)
    if (seen === undefined || (flags & Flag.syn) !== 0) this.#open(key, seen)
    this.#noteEnd(key, flags, FIN_OUT)
  }

  noteIn({ sourceAddress, sourcePort, flags }: Packet): void {
    this.#noteEnd(peerKey(sourceAddress, sourcePort), flags, FIN_IN)
  }

  hasSentToAddress(address: number): boolean {
    return this.#addresses.has(address)
  }

  hasSentTo(address: number, port: number): boolean {
    return this.#peers.has(peerKey(address, port))
  }

  #open(key: number, seen: number | undefined): void {
    if (seen === undefined || seen === CLOSED) this.#openStreams++
    this.#peers.set(key, 0)
  }

  #noteEnd(key: number, flags: number, side: number): void {
    if (this.protocol !== Protocol.tcp || (flags & (Flag.fin | Flag.rst)) === 0) return
    const seen = this.#peers.get(key)
    if (seen === undefined || seen === CLOSED) return
    const now = (flags & Flag.rst) === 0 ? seen | side : CLOSED
    this.#peers.set(key, now)
    if (now === CLOSED) this.#openStreams--
  }
}

/** One number for an address and a port. */
export function peerKey(address: number, port: number): number {
  return address * 65_536 + port
}
