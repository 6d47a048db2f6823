// A host's kernel: its ports, listeners, connections and datagram endpoints, and what happens to a packet that arrives.
// It outlives the programs that run on it; after a crash there is a new one that knows nothing of the old.
import type { CongestionControlName } from '../host/backing.ts'
import type { HostHoldings } from '../host/inspection.ts'
import type { ByteArena } from './byte-arena.ts'
import type { Fabric } from './fabric.ts'
import type { Leeway } from './leeway.ts'
import { Flag, type Packet, PacketFate, Protocol } from './packet.ts'
import type { PortAllocator } from './port-allocator.ts'
import type { Scheduler } from './scheduler.ts'
import { DEFAULT_CONGESTION_CONTROL } from './tcp/congestion-controls.ts'
import { Connection, type Endpoints } from './tcp/connection.ts'

export const ANY_ADDRESS = '0.0.0.0'
export const LOOPBACK_ADDRESS = '127.0.0.1'

export interface Listener {
  readonly address: string
  readonly backlog: number
  accept(connection: Connection): void
}

export interface DatagramEndpoint {
  readonly address: string
  receive(bytes: Uint8Array, fromAddress: string, fromPort: number): void
}

/** See `HostHoldings`. */
type KernelHoldings = Pick<HostHoldings, 'listeners' | 'datagramSockets' | 'connections' | 'orphans' | 'stuck'>

export class Kernel {
  readonly fabric: Fabric
  readonly scheduler: Scheduler
  /** Index of its host. */
  readonly host: number
  readonly hostAddress: string
  /** What it leaves open to the dice; null: nothing. */
  leeway: Leeway | null = null
  readonly arena: ByteArena
  readonly congestionControl: CongestionControlName
  readonly #ports: PortAllocator
  readonly #listeners = new Map<number, Listener>()
  readonly #datagramEndpoints = new Map<number, DatagramEndpoint>()
  readonly #connections = new Map<number, Connection>()
  /** Connections that have not finished their handshake, by listening port. */
  readonly #halfOpen = new Map<number, number>()

  constructor(
    fabric: Fabric,
    host: number,
    address: string,
    arena: ByteArena,
    ports: PortAllocator,
    congestionControl: CongestionControlName = DEFAULT_CONGESTION_CONTROL,
  ) {
    this.fabric = fabric
    this.scheduler = fabric.scheduler
    this.host = host
    this.hostAddress = address
    this.arena = arena
    this.congestionControl = congestionControl
    this.#ports = ports
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
      datagramSockets: this.#datagramEndpoints.size,
      connections: held,
      orphans: this.#connections.size - held - stuck,
      stuck,
    }
  }

  // --- ports ------------------------------------------------------------------------------------------------------

  /** Binds a listener; port 0 picks one. Null: in use. */
  listen(port: number, listener: Listener): number | null {
    const bound = port === 0 ? this.#ports.next((candidate) => this.#listeners.has(candidate)) : port
    if (bound === null || this.#listeners.has(bound)) return null
    this.#listeners.set(bound, listener)
    return bound
  }

  /** Connections that it had not accepted yet are reset. */
  unlisten(port: number): void {
    this.#listeners.delete(port)
    for (const connection of [...this.#connections.values()]) {
      if (connection.state === 'SYN-RECEIVED' && connection.endpoints.localPort === port) connection.reset()
    }
    this.#halfOpen.delete(port)
  }

  bindDatagrams(port: number, endpoint: DatagramEndpoint): number | null {
    const bound = port === 0 ? this.#ports.next((candidate) => this.#datagramEndpoints.has(candidate)) : port
    if (bound === null || this.#datagramEndpoints.has(bound)) return null
    this.#datagramEndpoints.set(bound, endpoint)
    return bound
  }

  unbindDatagrams(port: number): void {
    this.#datagramEndpoints.delete(port)
  }

  /** True when this address is one of the host's own. */
  isOwnAddress(address: string): boolean {
    return address === this.hostAddress || address.startsWith('127.')
  }

  // --- sending ----------------------------------------------------------------------------------------------------

  /** A connection that is about to be opened. Null: no port is left. */
  connect(remoteHost: number, remoteAddress: string, remotePort: number): Connection | null {
    const isTaken = (port: number) =>
      this.#listeners.has(port) || this.#connections.has(connectionKey(remoteHost, remotePort, port))
    const localPort = this.#ports.next(isTaken)
    if (localPort === null) return null
    const localAddress = remoteAddress.startsWith('127.') ? LOOPBACK_ADDRESS : this.hostAddress
    return this.#addConnection({ localAddress, localPort, remoteAddress, remotePort, remoteHost }, 'SYN-SENT')
  }

  sendDatagram(
    fromPort: number,
    remoteHost: number,
    remoteAddress: string,
    remotePort: number,
    bytes: Uint8Array,
  ): void {
    const packet = this.fabric.pool.take()
    packet.protocol = Protocol.udp
    packet.source = this.host
    packet.sourcePort = fromPort
    packet.destination = remoteHost
    packet.destinationPort = remotePort
    packet.toLoopback = remoteAddress.startsWith('127.')
    packet.flags = 0
    packet.sequence = 0
    packet.acknowledgment = 0
    packet.windowBytes = 0
    this.arena.copy(bytes, bytes.length)
    packet.slab = this.arena.slab
    packet.payloadOffset = this.arena.offset
    packet.length = bytes.length
    this.fabric.observer?.written(this.scheduler.now, this.host, bytes, bytes.length)
    this.fabric.link(this.host, remoteHost).transmit(packet)
  }

  // --- what arrives -----------------------------------------------------------------------------------------------

  receive(packet: Packet): void {
    if (packet.protocol === Protocol.udp) {
      this.#receiveDatagram(packet)
      return
    }
    const receiver = packet.receiver
    if (receiver !== null && receiver.isOpenOn(this)) {
      receiver.receive(packet)
      return
    }
    const connection = this.#connections.get(connectionKey(packet.source, packet.sourcePort, packet.destinationPort))
    if (connection !== undefined) connection.receive(packet)
    else this.#receiveStray(packet)
  }

  /** The handshake is complete. */
  accept(connection: Connection): void {
    const port = connection.endpoints.localPort
    this.#countHalfOpen(port, -1)
    const listener = this.#listeners.get(port)
    if (listener === undefined) connection.reset()
    else listener.accept(connection)
  }

  /** `wasHalfOpen`: its handshake never came to an end, and its place in the backlog is free again. */
  forget(connection: Connection, wasHalfOpen: boolean): void {
    const { remoteHost, remotePort, localPort } = connection.endpoints
    if (wasHalfOpen) this.#countHalfOpen(localPort, -1)
    this.#connections.delete(connectionKey(remoteHost, remotePort, localPort))
  }

  // --- the end ----------------------------------------------------------------------------------------------------

  /** The machine stops dead: nobody is told. */
  crash(): void {
    for (const connection of [...this.#connections.values()]) connection.abandon()
    this.#listeners.clear()
    this.#datagramEndpoints.clear()
  }

  /** Both ends of every connection with the given host see a reset. */
  cutConnections(remoteHost: number): void {
    for (const connection of [...this.#connections.values()]) {
      if (connection.endpoints.remoteHost === remoteHost) connection.fail('ECONNRESET')
    }
  }

  /** The end here of one connection sees a reset, if there is one. */
  cutConnection(remoteHost: number, remotePort: number, localPort: number): void {
    this.#connections.get(connectionKey(remoteHost, remotePort, localPort))?.fail('ECONNRESET')
  }

  #addConnection(endpoints: Endpoints, state: 'SYN-SENT' | 'SYN-RECEIVED'): Connection {
    const connection = new Connection(this, endpoints, state)
    this.#connections.set(connectionKey(endpoints.remoteHost, endpoints.remotePort, endpoints.localPort), connection)
    return connection
  }

  #receiveDatagram(packet: Packet): void {
    const endpoint = this.#datagramEndpoints.get(packet.destinationPort)
    if (endpoint === undefined || !this.#listensAt(endpoint.address, packet)) {
      this.fabric.observer?.packet(this.scheduler.now, PacketFate.unreachable, packet)
      return
    }
    endpoint.receive(packet.takePayload(), this.#sourceAddress(packet), packet.sourcePort)
  }

  /** A segment of no connection: the first of a new one, or a mistake that is answered with a reset. */
  #receiveStray(packet: Packet): void {
    if ((packet.flags & Flag.rst) !== 0) return
    const listener = this.#listeners.get(packet.destinationPort)
    const isSyn = (packet.flags & (Flag.syn | Flag.ack)) === Flag.syn
    if (!isSyn || listener === undefined || !this.#listensAt(listener.address, packet)) {
      this.#refuse(packet)
      return
    }
    // A full backlog drops the SYN without a word: the other end tries again.
    if ((this.#halfOpen.get(packet.destinationPort) ?? 0) >= listener.backlog) return
    this.#countHalfOpen(packet.destinationPort, 1)
    const endpoints = {
      localAddress: packet.toLoopback ? LOOPBACK_ADDRESS : this.hostAddress,
      localPort: packet.destinationPort,
      remoteAddress: this.#sourceAddress(packet),
      remotePort: packet.sourcePort,
      remoteHost: packet.source,
    }
    this.#addConnection(endpoints, 'SYN-RECEIVED').answer(packet)
  }

  #refuse(stray: Packet): void {
    const packet = this.fabric.pool.take()
    packet.protocol = Protocol.tcp
    packet.source = this.host
    packet.sourcePort = stray.destinationPort
    packet.destination = stray.source
    packet.destinationPort = stray.sourcePort
    packet.toLoopback = stray.toLoopback
    packet.flags = Flag.rst | Flag.ack
    packet.sequence = stray.acknowledgment
    packet.acknowledgment = stray.sequence + stray.length
    packet.windowBytes = 0
    packet.slab = null
    packet.length = 0
    this.fabric.link(this.host, stray.source).transmit(packet)
  }

  #listensAt(address: string, packet: Packet): boolean {
    return address === ANY_ADDRESS || packet.toLoopback === address.startsWith('127.')
  }

  #sourceAddress(packet: Packet): string {
    return packet.toLoopback ? LOOPBACK_ADDRESS : this.fabric.addressOf(packet.source)
  }

  #countHalfOpen(port: number, change: number): void {
    this.#halfOpen.set(port, Math.max(0, (this.#halfOpen.get(port) ?? 0) + change))
  }
}

/** One number for (other host, its port, our port): exact up to 2^21 hosts. */
function connectionKey(remoteHost: number, remotePort: number, localPort: number): number {
  return (remoteHost * 65_536 + remotePort) * 65_536 + localPort
}
