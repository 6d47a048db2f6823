// What a router does with packets of the hosts behind it: gives them its own address and a port, and sends back what comes
// to that port and is let in (RFC 4787, RFC 5382). It belongs to the router's kernel and is forgotten with it.
//
// The way of a packet out: from the inner host to the router, because `nextHop` says so; here it finds or makes its mapping and
// goes on as a packet of the router. The way in: to the router's port; here it finds the mapping and goes on to the inner host.
import type { NatOptions } from '../host/addressing.ts'
import { NOBODY } from './fabric.ts'
import type { Kernel } from './kernel.ts'
import { millisToNanos } from './nanos.ts'
import type { MappedPorts } from './mapped-ports.ts'
import { NatMapping, type NatTimeouts, peerKey } from './nat-mapping.ts'
import * as PacketFate from './packet-fate.ts'
import type { Packet } from './packet.ts'
import * as Protocol from './protocol.ts'

const DATAGRAM_TIMEOUT_MS = 120_000
const STREAM_TIMEOUT_MS = 7_440_000
/** The place of a mapping that serves all outer ends alike. */
const ANY_PEER = -1

export class Nat {
  readonly #kernel: Kernel
  readonly #kind: NonNullable<NatOptions['kind']>
  readonly #refuses: boolean
  readonly #hairpin: boolean
  readonly #ports: MappedPorts
  readonly #timeouts: NatTimeouts
  /** By protocol, inner address and port; then by the outer end, when each has its own. */
  readonly #byInner = new Map<number, Map<number, NatMapping>>()
  /** By protocol and mapped port. */
  readonly #byPort = new Map<number, NatMapping>()

  constructor(kernel: Kernel, options: NatOptions, ports: MappedPorts) {
    const { kind = 'port-restricted', unsolicited = 'drop', hairpin = false, forwards = [] } = options
    this.#kernel = kernel
    this.#kind = kind
    this.#refuses = unsolicited === 'refuse'
    this.#hairpin = hairpin
    this.#ports = ports
    const { datagramTimeoutMs = DATAGRAM_TIMEOUT_MS, streamTimeoutMs = STREAM_TIMEOUT_MS } = options
    this.#timeouts = { datagrams: millisToNanos(datagramTimeoutMs), streams: millisToNanos(streamTimeoutMs) }
    for (const forward of forwards) this.#forwardAlways(forward)
  }

  /** True: it was passed on or dropped. False: it is for the router itself. */
  take(packet: Packet): boolean {
    const isFromInside = this.#isInside(packet.source)
    if (!this.#kernel.isOwnAddress(packet.destinationAddress)) {
      if (isFromInside) this.#sendOut(packet)
      else this.#drop(packet)
      return true
    }
    const mapping = this.#mappingOf(packet.protocol, packet.destinationPort)
    if (mapping !== undefined && (!isFromInside || this.#hairpin)) {
      if (isFromInside) return this.#turnBack(packet, mapping)
      if (this.#lets(mapping, packet)) {
        this.#sendIn(packet, mapping)
        return true
      }
    }
    if (this.#refuses || this.#kernel.expects(packet)) return false
    this.#drop(packet)
    return true
  }

  #isInside(host: number): boolean {
    return this.#kernel.fabric.routerOf(host) === this.#kernel.host
  }

  #sendOut(packet: Packet): void {
    const nextHop = this.#kernel.fabric.nextHop(this.#kernel.host, packet.destinationAddress)
    const mapping = nextHop === NOBODY ? null : this.#mappingFor(packet)
    if (mapping === null) {
      this.#drop(packet)
      return
    }
    mapping.noteOut(packet, this.#kernel.scheduler.now)
    this.#passOn(packet, nextHop, (copy) => this.#comeFrom(copy, mapping))
  }

  #sendIn(packet: Packet, mapping: NatMapping): void {
    mapping.noteIn(packet)
    this.#passOn(packet, mapping.innerHost, (copy) => this.#goTo(copy, mapping))
  }

  /** From one inner host to another, by the router's address: both see the router at the other end. */
  #turnBack(packet: Packet, target: NatMapping): boolean {
    const own = this.#mappingFor(packet)
    if (own === null) {
      this.#drop(packet)
      return true
    }
    own.noteOut(packet, this.#kernel.scheduler.now)
    const mayEnter = this.#mayEnter(target, own.outerAddress, own.port)
    if (!mayEnter) {
      if (this.#refuses) return false
      this.#drop(packet)
      return true
    }
    this.#passOn(packet, target.innerHost, (copy) => {
      this.#comeFrom(copy, own)
      this.#goTo(copy, target)
    })
    return true
  }

  #comeFrom(packet: Packet, { outerAddress, port }: NatMapping): void {
    packet.sourceAddress = outerAddress
    packet.sourcePort = port
  }

  #goTo(packet: Packet, { innerAddress, innerPort }: NatMapping): void {
    packet.destinationAddress = innerAddress
    packet.destinationPort = innerPort
  }

  /** The packet itself goes back to the pool when this event is over. */
  #passOn(packet: Packet, nextHop: number, translate: (copy: Packet) => void): void {
    const { fabric, host } = this.#kernel
    const copy = fabric.pool.take()
    copy.copyFrom(packet)
    copy.source = host
    copy.destination = nextHop
    translate(copy)
    fabric.link(host, nextHop).transmit(copy)
  }

  #drop(packet: Packet): void {
    const { fabric, scheduler } = this.#kernel
    fabric.observer?.packet(scheduler.now, PacketFate.unreachable, packet)
  }

  #lets(mapping: NatMapping, { sourceAddress, sourcePort }: Packet): boolean {
    return this.#mayEnter(mapping, sourceAddress, sourcePort)
  }

  #mayEnter(mapping: NatMapping, address: number, port: number): boolean {
    if (mapping.isFixed || this.#kind === 'full-cone') return true
    return this.#kind === 'address-restricted' ? mapping.hasSentToAddress(address) : mapping.hasSentTo(address, port)
  }

  #mappingOf(protocol: number, port: number): NatMapping | undefined {
    const mapping = this.#byPort.get(portKey(protocol, port))
    if (mapping === undefined || !mapping.isOver(this.#kernel.scheduler.now, this.#timeouts)) return mapping
    this.#forget(mapping)
    return undefined
  }

  /** Null: no port is free, or the router has no address of that family. */
  #mappingFor(packet: Packet): NatMapping | null {
    const inner = innerKey(packet)
    const peer = this.#kind === 'symmetric' ? peerKey(packet.destinationAddress, packet.destinationPort) : ANY_PEER
    const known = this.#byInner.get(inner)
    const fixed = known?.get(ANY_PEER)
    const mapping = fixed?.isFixed === true ? fixed : known?.get(peer)
    if (mapping !== undefined && !mapping.isOver(this.#kernel.scheduler.now, this.#timeouts)) return mapping
    if (mapping !== undefined) this.#forget(mapping)
    const { addresses } = this.#kernel.fabric
    const family = addresses.familyOf(packet.sourceAddress)
    const outer = this.#kernel.addresses.find((own) => addresses.familyOf(own) === family)
    const port =
      outer === undefined ? null : this.#ports.next((port) => this.#mappingOf(packet.protocol, port) !== undefined)
    if (outer === undefined || port === null) return null
    return this.#keep(new NatMapping(packet, outer, port, this.#kernel.scheduler.now), peer)
  }

  #keep(mapping: NatMapping, peer: number): NatMapping {
    const inner = innerKey({
      protocol: mapping.protocol,
      sourceAddress: mapping.innerAddress,
      sourcePort: mapping.innerPort,
    })
    const known = this.#byInner.get(inner)
    if (known === undefined) this.#byInner.set(inner, new Map([[peer, mapping]]))
    else known.set(peer, mapping)
    this.#byPort.set(portKey(mapping.protocol, mapping.port), mapping)
    return mapping
  }

  #forget(mapping: NatMapping): void {
    const inner = innerKey({
      protocol: mapping.protocol,
      sourceAddress: mapping.innerAddress,
      sourcePort: mapping.innerPort,
    })
    const known = this.#byInner.get(inner)
    for (const [peer, other] of known ?? []) if (other === mapping) known?.delete(peer)
    if (known?.size === 0) this.#byInner.delete(inner)
    this.#byPort.delete(portKey(mapping.protocol, mapping.port))
  }

  #forwardAlways({ protocol, port, host, toPort = port }: NonNullable<NatOptions['forwards']>[number]): void {
    const { fabric, addresses, scheduler } = this.#kernel
    const inside = fabric.hostNamed(host)
    if (inside === undefined || !this.#isInside(inside)) {
      throw new Error(`port ${port} is to lead to '${host}', which is not behind this router`)
    }
    const outer = addresses[0] as number
    const family = fabric.addresses.familyOf(outer)
    const inner = fabric.ownAddresses[inside]?.find((own) => fabric.addresses.familyOf(own) === family)
    if (inner === undefined) throw new Error(`'${host}' has no address of the router's family`)
    const from = fabric.pool.take()
    from.protocol = protocol === 'tcp' ? Protocol.tcp : Protocol.udp
    from.source = inside
    from.sourceAddress = inner
    from.sourcePort = toPort
    this.#keep(new NatMapping(from, outer, port, scheduler.now, true), ANY_PEER)
    fabric.pool.give(from)
  }
}

function innerKey({
  protocol,
  sourceAddress,
  sourcePort,
}: Pick<Packet, 'protocol' | 'sourceAddress' | 'sourcePort'>): number {
  return peerKey(sourceAddress, sourcePort) * 2 + protocol
}

function portKey(protocol: number, port: number): number {
  return port * 2 + protocol
}
