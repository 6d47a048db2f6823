// What looks into the packets of one link as they are sent, and does to them what targeted rules say. A link without one
// pays a comparison with null.
//
// 1. A datagram is held against each rule. A segment's new bytes are, too (`WatchedStream`), and its old ones spoiled anew.
// 2. `takes` answers true when the packet is lost or waits here; what waits goes on with `link.carry`.
import type { Fabric } from '../fabric.ts'
import type { Link } from '../link.ts'
import { millisToNanos } from '../nanos.ts'
import * as PacketFate from '../packet-fate.ts'
import { ownPayload, type Packet } from '../packet.ts'
import * as Protocol from '../protocol.ts'
import * as Flag from '../tcp/flag.ts'
import type { ArmedRule } from './armed-rule.ts'
import { BitFlips } from './bit-flips.ts'
import type { StreamCorruption } from './stream-corruption.ts'
import { WatchedStream } from './watched-stream.ts'

/** Told of each find that counts, with the bytes before it. */
export type OnHit = (rule: ArmedRule, link: Link, position: number) => void

/** What a rule has decided for the packet at hand. */
type Verdict = 'pass' | 'gone'

export class LinkTap {
  readonly #fabric: Fabric
  readonly #link: Link
  readonly #onHit: OnHit
  #rules: ArmedRule[] = []
  #corruptions: StreamCorruption[] = []
  /** By the two ports. */
  readonly #streams = new Map<number, WatchedStream>()
  /** Datagrams that a rule delays. */
  readonly #delayed = new Set<Packet>()

  constructor(fabric: Fabric, link: Link, onHit: OnHit) {
    this.#fabric = fabric
    this.#link = link
    this.#onHit = onHit
  }

  watch(rule: ArmedRule): void {
    this.#rules = [...this.#rules.filter(({ isSpent }) => !isSpent), rule]
  }

  corrupt(corruption: StreamCorruption): void {
    this.#corruptions.push(corruption)
  }

  /** Forgets everything that has not happened yet; what stood still goes on. */
  clear(): void {
    this.#rules = []
    this.#corruptions = []
    for (const stream of this.#streams.values()) {
      stream.standsUntil = 0
      this.#release(stream)
    }
  }

  /** False: the packet goes on. */
  takes(packet: Packet): boolean {
    return packet.protocol === Protocol.udp ? this.#takesDatagram(packet) : this.#takesSegment(packet)
  }

  // --- datagrams --------------------------------------------------------------------------------------------------

  /** Packets that it holds back. */
  *waiting(): Generator<Packet> {
    yield* this.#delayed
    for (const { waiting } of this.#streams.values()) yield* waiting
  }

  #takesDatagram(packet: Packet): boolean {
    for (const rule of this.#rules) {
      if (!rule.watches(packet)) continue
      const position = positionIn(packet, rule)
      if (position < 0 || !rule.counts()) continue
      this.#onHit(rule, this.#link, position)
      if (this.#strikeDatagram(rule, packet, position) === 'gone') return true
    }
    return false
  }

  #strikeDatagram(rule: ArmedRule, packet: Packet, position: number): Verdict {
    const { action } = rule.rule
    switch (action.do) {
      case 'corrupt': {
        const { bits = 1, offset = 0 } = action
        const first = position + offset
        const rest = rule.scan === null ? packet.length - first : rule.scan.length - offset
        const length = Math.min(action.length ?? Math.max(1, rest), packet.length - first)
        if (length > 0) this.#flip(packet, rule, bits, first, length)
        return 'pass'
      }
      case 'drop':
        this.#fabric.discard(packet, PacketFate.lost)
        return 'gone'
      case 'delay':
        this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.held, packet)
        this.#delay(packet, action.delayMs)
        return 'gone'
      case 'duplicate':
        for (let copy = action.copies ?? 1; copy > 0; copy--) this.#duplicate(packet)
        return 'pass'
      case 'truncate':
        if (action.toBytes < packet.length) {
          this.#link.owedUdpBytes -= packet.length - action.toBytes
          packet.setPayload(new Uint8Array(packet.viewPayload().subarray(0, action.toBytes)))
          this.#noteCorrupted(packet)
        }
        return 'pass'
      case 'cut':
        return 'pass'
    }
  }

  #delay(packet: Packet, delayMs: number): void {
    this.#delayed.add(packet)
    const fire = () => {
      this.#delayed.delete(packet)
      this.#link.carry(packet)
    }
    this.#fabric.scheduler.after(millisToNanos(delayMs), { fire })
  }

  #flip(packet: Packet, rule: ArmedRule, bits: number, first: number, length: number): void {
    const flips = new BitFlips()
    flips.draw(rule.random, bits, first, length)
    flips.apply(ownPayload(packet), 0)
    this.#noteCorrupted(packet)
  }

  #duplicate(packet: Packet): void {
    const twin = this.#fabric.pool.take()
    twin.copyFrom(packet)
    ownPayload(twin)
    this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.duplicated, packet)
    this.#link.carry(twin)
  }

  // --- streams ----------------------------------------------------------------------------------------------------

  #takesSegment(packet: Packet): boolean {
    const key = packet.sourcePort * 65_536 + packet.destinationPort
    // The ports may have served another connection before.
    if ((packet.flags & Flag.syn) !== 0) this.#streams.delete(key)
    if ((packet.flags & (Flag.syn | Flag.rst)) !== 0) return false
    const stream = this.#streams.get(key) ?? this.#begin(key, packet.sequence)
    let isGone = false
    if (packet.length > 0) {
      this.#strikeAtOffsets(stream, packet)
      stream.look(this.#rules, packet, (rule, sequence) => {
        this.#onHit(rule, this.#link, sequence - 1)
        if (this.#strikeStream(rule, stream, packet, sequence) === 'gone') isGone = true
      })
    }
    if (isGone) {
      this.#fabric.discard(packet, PacketFate.lost)
      return true
    }
    this.#spoil(stream, packet)
    if (stream.standsUntil <= this.#fabric.scheduler.now) return false
    this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.held, packet)
    stream.waiting.push(packet)
    return true
  }

  #begin(key: number, next: number): WatchedStream {
    const stream = new WatchedStream(next)
    this.#streams.set(key, stream)
    return stream
  }

  #strikeStream(rule: ArmedRule, stream: WatchedStream, packet: Packet, sequence: number): Verdict {
    const { action } = rule.rule
    switch (action.do) {
      case 'corrupt': {
        const { bits = 1, offset = 0 } = action
        const end = sequence + offset + (action.length ?? Math.max(1, (rule.scan?.length ?? 0) - offset))
        // What left in an earlier segment is out of reach.
        const first = Math.max(sequence + offset, packet.sequence)
        stream.flips.draw(rule.random, bits, first, Math.max(1, end - first))
        return 'pass'
      }
      case 'drop':
        return 'gone'
      case 'delay':
        this.#stop(stream, action.delayMs)
        return 'pass'
      case 'cut':
        this.#cut(packet)
        return 'gone'
      case 'duplicate':
      case 'truncate':
        return 'pass'
    }
  }

  #strikeAtOffsets(stream: WatchedStream, packet: Packet): void {
    for (const corruption of this.#corruptions) {
      const index = corruption.hit(packet)
      if (index < 0) continue
      stream.flips.add(packet.sequence + index, (1 << corruption.bits) - 1)
      this.#corruptions = this.#corruptions.filter((other) => other !== corruption)
    }
  }

  #spoil({ flips }: WatchedStream, packet: Packet): void {
    if (flips.size === 0 || packet.length === 0 || !flips.touches(packet.sequence, packet.length)) return
    flips.apply(ownPayload(packet), packet.sequence)
    this.#noteCorrupted(packet)
  }

  #stop(stream: WatchedStream, delayMs: number): void {
    const { scheduler } = this.#fabric
    stream.standsUntil = Math.max(stream.standsUntil, scheduler.now + millisToNanos(delayMs))
    scheduler.at(stream.standsUntil, { fire: () => this.#release(stream) })
  }

  #release(stream: WatchedStream): void {
    if (stream.standsUntil > this.#fabric.scheduler.now) return
    for (const packet of stream.waiting.splice(0)) this.#link.carry(packet)
  }

  /** After this event: the sender is in the middle of it. */
  #cut(packet: Packet): void {
    const { source, sourcePort, sourceAddress, destination, destinationPort, destinationAddress } = packet
    const { kernels, scheduler } = this.#fabric
    scheduler.soon({
      fire: () => {
        kernels[source]?.cutConnection(destinationAddress, destinationPort, sourcePort)
        kernels[destination]?.cutConnection(sourceAddress, sourcePort, destinationPort)
      },
    })
  }

  #noteCorrupted(packet: Packet): void {
    this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.corrupted, packet)
  }
}

/** Where in a datagram the rule finds what it looks for, or −1. */
function positionIn(packet: Packet, { scan, rule }: ArmedRule): number {
  if (scan === null) return 0
  const position = scan.indexIn(packet.viewPayload())
  return rule.match.atStart === true && position !== 0 ? -1 : position
}
