// One direction between two hosts: a wire with a queue in front of it, a delay behind it, and dice.
// It knows packets and times; what a segment means is the kernel's business.
//
// The way of a packet: queue (drop-tail) → wire (bandwidth) → loss → delay → arrival. It is one event, however long the queue.
// Of the packets on their way only the first is in the scheduler's queue, which stays as short as the number of busy links.
import type { LinkOptions } from '../host/link-options.ts'
import type { Random } from '../host/random.ts'
import * as Cut from './cut.ts'
import type { Fabric } from './fabric.ts'
import { GilbertElliott } from './faults/gilbert-elliott.ts'
import type { LinkTap } from './faults/link-tap.ts'
import { drawLatency } from './latency.ts'
import { millisToNanos, type Nanos } from './nanos.ts'
import * as PacketFate from './packet-fate.ts'
import { ownPayload, type Packet } from './packet.ts'
import { PacketLine } from './packet-line.ts'
import type { Lane, Scheduled } from './scheduler.ts'
import { Wire } from './wire.ts'

const DEFAULT_REORDER_DELAY_MS = 10
const BITS_PER_BYTE = 8

export class Link implements Scheduled {
  // What each packet needs lies side by side, and comes first.
  readonly #fabric: Fabric
  /** Targeted faults look in here; null costs nothing. */
  tap: LinkTap | null = null
  /** Packets, and bytes of payload, that went in and have not come out, as the observer has heard of them. */
  owedTcpPackets = 0
  owedTcpBytes = 0
  owedUdpPackets = 0
  owedUdpBytes = 0
  #cut: Cut.CutKind = Cut.none
  /** Null: it never had a bandwidth, and is free at any time. */
  #wire: Wire | null = null
  #dicey = false
  #fixedLatency: Nanos = 0
  /** Nobody overtakes: the latest arrival so far. */
  #lastArrival: Nanos = 0
  readonly #lane: Lane
  /** The first of the packets on their way, and, as soon as there were several, those behind it. */
  #first: Packet | null = null
  #line: PacketLine | null = null
  readonly source: number
  readonly destination: number
  readonly #name: string
  #random: Random | null = null
  #options: LinkOptions = {}
  #bursts: GilbertElliott | null = null
  #held: Packet[] = []

  constructor(fabric: Fabric, source: number, destination: number, name: string, options: LinkOptions) {
    this.#fabric = fabric
    this.source = source
    this.destination = destination
    this.#name = name
    this.#lane = fabric.scheduler.newLane()
    this.configure(options)
  }

  /** All its options anew. Packets that are on their way already are not touched. */
  configure(options: LinkOptions): void {
    this.#options = options
    const latency = options.latency ?? 0
    this.#fixedLatency = typeof latency === 'number' ? millisToNanos(latency) : 0
    if (options.bandwidthBps) this.#wire ??= new Wire()
    this.#wire?.configure(options, this.#fixedLatency)
    const ratios = [options.lossRatio, options.duplicateRatio, options.reorderRatio, options.corruptRatio]
    this.#bursts = this.#burstsOf(options)
    this.#dicey = typeof latency !== 'number' || this.#bursts !== null || ratios.some((ratio) => (ratio ?? 0) > 0)
  }

  /** Leaving 'hold', the packets that waited go on now. */
  setCut(cut: Cut.CutKind): void {
    this.#cut = cut
    if (cut !== Cut.none) return
    const held = this.#held
    this.#held = []
    for (const packet of held) this.#schedule(packet, this.#fabric.scheduler.now)
  }

  /** Takes a packet over from the sender's kernel. */
  transmit(packet: Packet): void {
    const fabric = this.#fabric
    const now = fabric.scheduler.now
    packet.link = this
    fabric.observer?.packet(now, PacketFate.sent, packet)
    if (this.tap === null || !this.tap.takes(packet)) this.carry(packet)
  }

  /** Puts a packet on its way that was sent. */
  carry(packet: Packet): void {
    const fabric = this.#fabric
    const now = fabric.scheduler.now
    if (this.#cut !== Cut.none) {
      this.#stop(packet)
      return
    }
    const departure = this.#wire?.isLimited ? this.#wire.pass(packet.wireBytes, now) : now
    if (departure < 0) {
      fabric.discard(packet, PacketFate.queueFull)
      return
    }
    if (this.#dicey) this.#throwDice(packet, departure)
    else this.#schedule(packet, departure + this.#fixedLatency)
  }

  /** The first of the packets on their way has arrived. */
  fire(): void {
    const packet = this.#first as Packet
    const line = this.#line
    if (line === null || line.size === 0) this.#first = null
    else {
      this.#fabric.scheduler.enter(line.firstTime, line.firstPlace, this)
      this.#first = line.shift()
    }
    this.arrive(packet)
  }

  /** The packet is at the far end. */
  arrive(packet: Packet): void {
    if (this.#cut !== Cut.none) {
      this.#stop(packet)
      return
    }
    this.#fabric.deliver(packet)
  }

  /** Packets on their way and those that wait for a fault to end; overtaken ones are in the scheduler's queue. */
  *underWay(): Generator<Packet> {
    if (this.#first !== null) yield this.#first
    if (this.#line !== null) yield* this.#line.packets()
    yield* this.#held
    if (this.tap !== null) yield* this.tap.waiting()
  }

  #stop(packet: Packet): void {
    if (this.#cut === Cut.drop) {
      this.#fabric.discard(packet, PacketFate.partitioned)
      return
    }
    this.#held.push(packet)
    this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.held, packet)
  }

  #throwDice(packet: Packet, departure: Nanos): void {
    const fabric = this.#fabric
    this.#random ??= fabric.streams.stream(this.#name)
    const random = this.#random
    const { lossRatio, duplicateRatio, reorderRatio, corruptRatio, latency } = this.#options
    if (lossRatio && this.#isLost(packet, lossRatio, random)) {
      fabric.discard(packet, PacketFate.lost)
      return
    }
    if (this.#bursts?.loses(packet.fragments)) {
      fabric.discard(packet, PacketFate.lost)
      return
    }
    if (corruptRatio && packet.length > 0 && random.next() < corruptRatio) {
      this.#flipBit(packet, random.below(packet.length), random.below(BITS_PER_BYTE))
    }
    const arrival = departure + (typeof latency === 'object' ? drawLatency(latency, random) : this.#fixedLatency)
    if (duplicateRatio && random.next() < duplicateRatio) {
      const twin = fabric.pool.take()
      twin.copyFrom(packet)
      // What happens to one of them must not happen to the other.
      if (packet.slab !== null) ownPayload(twin)
      fabric.observer?.packet(fabric.scheduler.now, PacketFate.duplicated, packet)
      this.#schedule(twin, arrival)
    }
    if (reorderRatio && random.next() < reorderRatio) {
      const extra = millisToNanos(random.next() * (this.#options.reorderDelayMs ?? DEFAULT_REORDER_DELAY_MS))
      fabric.scheduler.at(arrival + extra, packet)
      return
    }
    this.#schedule(packet, arrival)
  }

  /** Its dice are a stream of their own: bursts more do not change what happens to the packets that pass. */
  #burstsOf({ burstLoss }: LinkOptions): GilbertElliott | null {
    if (!burstLoss) return null
    if (this.#bursts === null) return new GilbertElliott(burstLoss, this.#fabric.streams.stream(`${this.#name} bursts`))
    this.#bursts.change(burstLoss)
    return this.#bursts
  }

  #isLost(packet: Packet, lossRatio: number, random: Random): boolean {
    for (let fragment = packet.fragments; fragment > 0; fragment--) {
      if (random.next() < lossRatio) return true
    }
    return false
  }

  #schedule(packet: Packet, arrival: Nanos): void {
    const inOrder = arrival < this.#lastArrival ? this.#lastArrival : arrival
    this.#lastArrival = inOrder
    const { scheduler } = this.#fabric
    if (this.#first === null) {
      this.#first = packet
      scheduler.at(inOrder, this, this.#lane)
    } else {
      this.#line ??= new PacketLine()
      this.#line.push(inOrder, scheduler.reserve(inOrder, this.#lane), packet)
    }
  }

  #flipBit(packet: Packet, index: number, bit: number): void {
    const bytes = ownPayload(packet)
    bytes[index] = (bytes[index] as number) ^ (1 << bit)
    this.#fabric.observer?.packet(this.#fabric.scheduler.now, PacketFate.corrupted, packet)
  }
}
