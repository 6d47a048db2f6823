// The fault 'corrupt-stream', armed on a link: watches the streams of one direction and finds the byte to spoil.
import type { Packet } from '../packet.ts'
import * as Protocol from '../protocol.ts'
import * as Flag from '../tcp/flag.ts'

/** The SYN takes sequence number 0, so the first byte of a stream has this one. */
const FIRST_BYTE = 1

export class StreamCorruption {
  readonly bits: number
  readonly #offset: number
  readonly #port: number | null
  #streamsToPass: number
  /** Ports of the streams whose byte went by already: a copy of it that is sent again is not another stream. */
  readonly #passed = new Set<number>()

  constructor(offset: number, bits: number, connection: number, port: number | null) {
    this.#offset = offset
    this.bits = bits
    this.#streamsToPass = connection - 1
    this.#port = port
  }

  /** Index into the packet's payload of the byte to spoil, or −1. */
  hit(packet: Packet): number {
    if (packet.protocol !== Protocol.tcp || packet.length === 0 || (packet.flags & Flag.syn) !== 0) return -1
    if (this.#port !== null && packet.sourcePort !== this.#port && packet.destinationPort !== this.#port) return -1
    const index = this.#offset - (packet.sequence - FIRST_BYTE)
    if (index < 0 || index >= packet.length) return -1
    const stream = packet.sourcePort * 65_536 + packet.destinationPort
    if (this.#passed.has(stream)) return -1
    if (this.#streamsToPass === 0) return index
    this.#streamsToPass--
    this.#passed.add(stream)
    return -1
  }
}
