// A host's kernel: its ports, listeners, connections and datagram endpoints, and what happens to a packet that arrives.
// It outlives the programs that run on it; after a crash there is a new one that knows nothing of the old.
import type { HostSpec } from '../host/backing.ts'
import type { HostHoldings } from '../host/inspection.ts'
import { LOOPBACK_4, LOOPBACK_6 } from './address-table.ts'
import type { ByteArena } from './byte-arena.ts'
import { DatagramPorts } from './datagram-ports.ts'
import type { Fabric } from './fabric.ts'
import type { Leeway } from './leeway.ts'
import type { Nat } from './nat.ts'
import type { Packet } from './packet.ts'
import type { PortAllocator } from './port-allocator.ts'
import { type Bound, PortTable } from './port-table.ts'
import * as Protocol from './protocol.ts'
import type { Scheduler } from './scheduler.ts'
import type { Slab } from './slab.ts'
import { Connection } from './tcp/connection.ts'
import type { Endpoints } from './tcp/endpoints.ts'
import * as Flag from './tcp/flag.ts'

export interface Listener extends Bound {
  readonly backlog: number
  accept(connection: Connection): void
}

type TcpSettings = Pick<HostSpec, 'congestionControl' | 'sendBufferBytes'>

/** See `HostHoldings`. */
type KernelHoldings = Pick<HostHoldings, 'listeners' | 'datagramSockets' | 'connections' | 'orphans' | 'stuck'>

export class Kernel {
  readonly fabric: Fabric
  readonly scheduler: Scheduler
  /** Index of its host. */
  readonly host: number
  /** Its addresses by their numbers, the first one the default. */
  readonly addresses: readonly number[]
  /** What it leaves open to the dice; null: nothing. */
  leeway: Leeway | null = null
  /** It is a router for others; null: it is none. */
  nat: Nat | null = null
  readonly #arena: ByteArena
  readonly tcp: TcpSettings
  readonly datagrams: DatagramPorts
  readonly ports: PortAllocator
  readonly #listeners: PortTable<Listener>
  readonly #connections = new Map<number, Connection>()
  /** Connections that have not finished their handshake, by listening port. */
  readonly #halfOpen = new Map<number, number>()

  constructor(fabric: Fabric, host: number, arena: ByteArena, ports: PortAllocator, tcp: TcpSettings = {}) {
    this.fabric = fabric
    this.scheduler = fabric.scheduler
    this.host = host
    this.addresses = fabric.ownAddresses[host] as readonly number[]
    this.#listeners = new PortTable(fabric.addresses)
    this.#arena = arena
    this.tcp = tcp
    this.ports = ports
    this.datagrams = new DatagramPorts(this)
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  holdings(): KernelHoldings {
    let held = 0
    let stuck = 0
    for (const connection of this.#connections.values()) {
      if (connection.owner !== null) held++
      else if (!connection.finishesByItself) stuck++
    }
    return {
      listeners: this.#listeners.size,
      datagramSockets: this.datagrams.size,
      connections: held,
      orphans: this.#connections.size - held - stuck,
      stuck,
    }
  }

  // --- ports ------------------------------------------------------------------------------------------------------

  /** Binds a listener; port 0 picks one. Null: in use. */
  listen(port: number, listener: Listener): number | null {
    const bound = port === 0 ? this.ports.next((candidate) => this.#listeners.has(candidate)) : port
    return bound !== null && this.#listeners.add(bound, listener) ? bound : null
  }

  /** Connections that it had not accepted yet are reset. */
  unlisten(port: number, listener: Listener): void {
    this.#listeners.remove(port, listener)
    for (const connection of [...this.#connections.values()]) {
      const { localPort, local } = connection.endpoints
      if (connection.state !== 'SYN-RECEIVED' || localPort !== port) continue
      if (this.fabric.addresses.covers(listener.address, local)) connection.reset()
    }
    if (!this.#listeners.has(port)) this.#halfOpen.delete(port)
  }

  /** True when this address, by its number, is one of the host's own. */
  isOwnAddress(address: number): boolean {
    return this.fabric.addresses.hostOf(address, this.host) === this.host
  }

  /** The address that a packet for `remote` comes from; null: it has none of that family. */
  sourceFor(remote: number): number | null {
    const { addresses } = this.fabric
    const family = addresses.familyOf(remote)
    if (addresses.isLoopback(remote)) return family === 4 ? LOOPBACK_4 : LOOPBACK_6
    if (this.isOwnAddress(remote)) return remote
    return this.addresses.find((own) => addresses.familyOf(own) === family) ?? null
  }

  // --- sending ----------------------------------------------------------------------------------------------------

  /** A connection that is about to be opened, by `nextHop`. Null: no port is left. */
  connect(local: number, remote: number, remotePort: number, nextHop: number): Connection | null {
    const { addresses, ownAddresses } = this.fabric
    // One port serves two connections only when their other ends are two hosts, or two ports.
    const others = addresses.isLoopback(remote) ? [remote] : ownAddresses[addresses.hostOf(remote, this.host)]
    const isTaken = (port: number) =>
      this.#listeners.has(port) ||
      (others?.some((other) => this.#connections.has(connectionKey(other, remotePort, port))) ?? false)
    const localPort = this.ports.next(isTaken)
    if (localPort === null) return null
    const [localAddress, remoteAddress] = [addresses.textOf(local), addresses.textOf(remote)]
    const endpoints = { localAddress, localPort, remoteAddress, remotePort, local, remote, remoteHost: nextHop }
    return this.#addConnection(endpoints, 'SYN-SENT')
  }

  // --- what arrives -----------------------------------------------------------------------------------------------

  receive(packet: Packet): void {
    if (packet.protocol === Protocol.udp) {
      if (this.nat === null || !this.nat.take(packet)) this.datagrams.receive(packet)
      return
    }
    const receiver = packet.receiver
    if (receiver !== null && receiver.isOpenOn(this)) {
      receiver.receive(packet)
      return
    }
    if (this.nat !== null && this.nat.take(packet)) return
    const connection = this.#connections.get(
      connectionKey(packet.sourceAddress, packet.sourcePort, packet.destinationPort),
    )
    if (connection !== undefined) connection.receive(packet)
    else this.#receiveStray(packet)
  }

  /** The bytes that a packet has brought, for a program to keep. */
  payloadOf(packet: Packet): Uint8Array {
    const { payloadOffset, length } = packet
    const slab = packet.slab as Slab
    return slab.isReused ? this.#arena.copyOf(slab, payloadOffset, length) : slab.view(payloadOffset, length)
  }

  /** A program of this host is there for the packet. */
  expects({ protocol, sourceAddress, sourcePort, destinationAddress, destinationPort }: Packet): boolean {
    if (protocol === Protocol.udp) return this.datagrams.isBound(destinationPort, destinationAddress)
    if (this.#connections.has(connectionKey(sourceAddress, sourcePort, destinationPort))) return true
    return this.#listeners.at(destinationPort, destinationAddress) !== undefined
  }

  /** The handshake is complete. */
  accept(connection: Connection): void {
    const { localPort, local } = connection.endpoints
    this.#countHalfOpen(localPort, -1)
    const listener = this.#listeners.at(localPort, local)
    if (listener === undefined) connection.reset()
    else listener.accept(connection)
  }

  /** `wasHalfOpen`: its handshake never came to an end, and its place in the backlog is free again. */
  forget(connection: Connection, wasHalfOpen: boolean): void {
    const { remote, remotePort, localPort } = connection.endpoints
    if (wasHalfOpen) this.#countHalfOpen(localPort, -1)
    this.#connections.delete(connectionKey(remote, remotePort, localPort))
  }

  // --- the end ----------------------------------------------------------------------------------------------------

  /** The machine stops dead: nobody is told. */
  crash(): void {
    for (const connection of [...this.#connections.values()]) connection.abandon()
    this.#listeners.clear()
    this.datagrams.clear()
  }

  /** Both ends of every connection with the given host see a reset. */
  cutConnections(remoteHost: number): void {
    for (const connection of [...this.#connections.values()]) {
      if (connection.endpoints.remoteHost === remoteHost) connection.cut()
    }
  }

  /** The end here of one connection sees a reset, if there is one. */
  cutConnection(remote: number, remotePort: number, localPort: number): void {
    this.#connections.get(connectionKey(remote, remotePort, localPort))?.fail('ECONNRESET')
  }

  #addConnection(endpoints: Endpoints, state: 'SYN-SENT' | 'SYN-RECEIVED'): Connection {
    const connection = new Connection(this, endpoints, state)
    this.#connections.set(connectionKey(endpoints.remote, endpoints.remotePort, endpoints.localPort), connection)
    return connection
  }

  /** A segment of no connection: the first of a new one, or a mistake that is answered with a reset. */
  #receiveStray(packet: Packet): void {
    if ((packet.flags & Flag.rst) !== 0) return
    const listener = this.#listeners.at(packet.destinationPort, packet.destinationAddress)
    const isSyn = (packet.flags & (Flag.syn | Flag.ack)) === Flag.syn
    if (!isSyn || listener === undefined) {
      this.answer(packet, Flag.rst | Flag.ack)
      return
    }
    // A full backlog drops the SYN without a word: the other end tries again.
    if ((this.#halfOpen.get(packet.destinationPort) ?? 0) >= listener.backlog) return
    this.#countHalfOpen(packet.destinationPort, 1)
    const { addresses } = this.fabric
    const endpoints = {
      localAddress: addresses.textOf(packet.destinationAddress),
      localPort: packet.destinationPort,
      remoteAddress: addresses.textOf(packet.sourceAddress),
      remotePort: packet.sourcePort,
      local: packet.destinationAddress,
      remote: packet.sourceAddress,
      remoteHost: packet.source,
    }
    this.#addConnection(endpoints, 'SYN-RECEIVED').answer(packet)
  }

  /** To where it came from, without payload. */
  answer(stray: Packet, flags: number): void {
    const packet = this.fabric.pool.take()
    packet.protocol = stray.protocol
    packet.source = this.host
    packet.sourcePort = stray.destinationPort
    packet.destination = stray.source
    packet.destinationPort = stray.sourcePort
    packet.sourceAddress = stray.destinationAddress
    packet.destinationAddress = stray.sourceAddress
    packet.flags = flags
    packet.sequence = stray.acknowledgment
    packet.acknowledgment = stray.sequence + stray.length + ((stray.flags & (Flag.syn | Flag.fin)) === 0 ? 0 : 1)
    packet.windowBytes = 0
    packet.length = 0
    this.fabric.link(this.host, stray.source).transmit(packet)
  }

  #countHalfOpen(port: number, change: number): void {
    this.#halfOpen.set(port, Math.max(0, (this.#halfOpen.get(port) ?? 0) + change))
  }
}

/** One number for (other address, its port, our port): exact up to 2^21 addresses. */
function connectionKey(remote: number, remotePort: number, localPort: number): number {
  return (remote * 65_536 + remotePort) * 65_536 + localPort
}
