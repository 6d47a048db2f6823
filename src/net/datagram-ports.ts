// The datagram half of a host's kernel: which endpoint is at which port, what goes out of it and what comes in.
import type { Kernel } from './kernel.ts'
import * as PacketFate from './packet-fate.ts'
import type { Packet } from './packet.ts'
import { type Bound, PortTable } from './port-table.ts'
import * as Protocol from './protocol.ts'
import * as Flag from './tcp/flag.ts'

export interface DatagramEndpoint extends Bound {
  /** `from` is an address by its number. */
  receive(bytes: Uint8Array, from: number, fromPort: number): void
  /** Nobody is at the port that it has sent to, and it had asked to be told. */
  refused(from: number, fromPort: number): void
}

/** The way of a datagram: addresses by their numbers, and the host it is handed to. */
export interface DatagramRoute {
  readonly local: number
  readonly localPort: number
  readonly remote: number
  readonly remotePort: number
  readonly nextHop: number
}

/** Marks on datagrams: the sender wants to hear when nobody is there; nobody is there. ICMP in the real world. */
const WANTS_REFUSAL = Flag.syn
const REFUSAL = Flag.rst

export class DatagramPorts {
  readonly #kernel: Kernel
  readonly #endpoints: PortTable<DatagramEndpoint>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#endpoints = new PortTable(kernel.fabric.addresses)
  }

  /** Endpoints that are bound. */
  get size(): number {
    return this.#endpoints.size
  }

  isBound(port: number, address: number): boolean {
    return this.#endpoints.at(port, address) !== undefined
  }

  /** Binds an endpoint; port 0 picks one. Null: in use. */
  bind(port: number, endpoint: DatagramEndpoint): number | null {
    const bound = port === 0 ? this.#kernel.ports.next((candidate) => this.#endpoints.has(candidate)) : port
    return bound !== null && this.#endpoints.add(bound, endpoint) ? bound : null
  }

  unbind(port: number, endpoint: DatagramEndpoint): void {
    this.#endpoints.remove(port, endpoint)
  }

  /** Takes a copy of the bytes. `wantsRefusal`: the endpoint is to be told when nobody is there. */
  send(route: DatagramRoute, bytes: Uint8Array, wantsRefusal: boolean): void {
    const { fabric, scheduler, host } = this.#kernel
    const packet = fabric.pool.take()
    packet.protocol = Protocol.udp
    packet.source = host
    packet.sourcePort = route.localPort
    packet.sourceAddress = route.local
    packet.destination = route.nextHop
    packet.destinationPort = route.remotePort
    packet.destinationAddress = route.remote
    packet.flags = wantsRefusal ? WANTS_REFUSAL : 0
    packet.sequence = 0
    packet.acknowledgment = 0
    packet.windowBytes = 0
    const { memory } = fabric
    memory.copy(bytes)
    packet.carry(memory.slab, memory.offset, bytes.length)
    fabric.observer?.written(scheduler.now, host, bytes, bytes.length)
    fabric.link(host, route.nextHop).transmit(packet)
  }

  receive(packet: Packet): void {
    const endpoint = this.#endpoints.at(packet.destinationPort, packet.destinationAddress)
    if (endpoint === undefined) {
      this.#kernel.fabric.observer?.packet(this.#kernel.scheduler.now, PacketFate.unreachable, packet)
      if (packet.flags === WANTS_REFUSAL) this.#kernel.answer(packet, REFUSAL)
      return
    }
    if (packet.flags === REFUSAL) endpoint.refused(packet.sourceAddress, packet.sourcePort)
    else endpoint.receive(this.#kernel.payloadOf(packet), packet.sourceAddress, packet.sourcePort)
  }

  /** The machine stopped. */
  clear(): void {
    this.#endpoints.clear()
  }
}
