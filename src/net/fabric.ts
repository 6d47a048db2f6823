// Moves packets between kernels over links, and knows which host has which address. A link comes into being with its
// first packet, so that a world of 20,000 hosts pays only for the pairs that talk.
import type { LinkOptions } from '../host/link-options.ts'
import { AddressTable } from './address-table.ts'
import type { StreamAudit } from './audit/stream-audit.ts'
import * as Cut from './cut.ts'
import type { Kernel } from './kernel.ts'
import { Link } from './link.ts'
import type { Observer } from './observer.ts'
import * as PacketFate from './packet-fate.ts'
import { type Packet, PacketPool } from './packet.ts'
import { PacketMemory } from './packet-memory.ts'
import type { Buggify } from './faults/buggify.ts'
import { LinkChanges } from './faults/link-changes.ts'
import type { NameFaults } from './faults/name-faults.ts'
import { Partitions } from './faults/partitions.ts'
import type { RandomStreams } from './random-streams.ts'
import type { Scheduler } from './scheduler.ts'

/** What a packet takes from a host to itself. */
const LOOPBACK_LINK: LinkOptions = { latency: 0.02 }

/** No host: of an index. */
export const NOBODY = -1

export interface HostOptions {
  /** Index of the router that the host is behind. */
  readonly router?: number | undefined
  /** Other names of the host; several may have the same. */
  readonly aliases?: readonly string[] | undefined
}

export class Fabric {
  readonly scheduler: Scheduler
  readonly streams: RandomStreams
  readonly observer: Observer | null
  /** Kernels leave nothing open to the dice. */
  readonly isExact: boolean
  readonly pool = new PacketPool()
  readonly memory = new PacketMemory()
  /** Null: nobody wants to know. */
  streamAudit: StreamAudit | null = null
  readonly hostNames: string[] = []
  /** By host index; null while the host is off. */
  readonly kernels: (Kernel | null)[] = []
  readonly addresses = new AddressTable()
  /** By host index: its addresses by their numbers, the first one the default. */
  readonly ownAddresses: (readonly number[])[] = []
  /** By host index: the router that it is behind, or NOBODY. */
  readonly #routers: number[] = []
  readonly #indexByName = new Map<string, number>()
  /** Names of hosts and their other names: the hosts that have them. */
  readonly #hostsByName = new Map<string, number[]>()
  readonly #links: Map<number, Link>[] = []
  readonly #settings = new Map<string, LinkOptions>()
  #defaultLink: LinkOptions = {}
  /** What faults have done to links. Call `refresh` after a change. */
  readonly partitions = new Partitions()
  readonly changes = new LinkChanges()
  /** Where nodes are cruel to themselves; null: nowhere. */
  buggify: Buggify | null = null
  /** What is wrong with look-ups; null: nothing. */
  lookups: Pick<NameFaults, 'verdict'> | null = null
  /** Told of each link that comes into being; null: nobody wants to know. */
  onLink: ((link: Link) => void) | null = null

  constructor(scheduler: Scheduler, streams: RandomStreams, observer: Observer | null, isExact = true) {
    this.scheduler = scheduler
    this.streams = streams
    this.observer = observer
    this.isExact = isExact
  }

  /** Returns the host's index. Addresses are canonical and not loopback ones; throws an Error when another host has one. */
  addHost(name: string, addresses: readonly string[], options: HostOptions = {}): number {
    const index = this.hostNames.length
    this.ownAddresses.push(addresses.map((address) => this.addresses.add(address, index)))
    this.hostNames.push(name)
    this.kernels.push(null)
    this.#links.push(new Map())
    this.#routers.push(options.router ?? NOBODY)
    this.#indexByName.set(name, index)
    for (const known of [name, ...(options.aliases ?? [])]) {
      const hosts = this.#hostsByName.get(known)
      if (hosts === undefined) this.#hostsByName.set(known, [index])
      else hosts.push(index)
    }
    return index
  }

  /** The hosts that have this name, among others. */
  hostsNamed(name: string): readonly number[] {
    return this.#hostsByName.get(name) ?? []
  }

  /** The router that the host is behind, or NOBODY. */
  routerOf(host: number): number {
    return this.#routers[host] as number
  }

  /**
   * To whom a host hands a packet for an address: to the one that has it, when both are in one network, else to its router,
   * or NOBODY. A network is what lies behind one router, the router included.
   */
  nextHop(from: number, address: number): number {
    const to = this.addresses.hostOf(address, from)
    const router = this.routerOf(from)
    if (to === from || to === router || this.routerOf(to) === router || this.routerOf(to) === from) return to
    return router !== NOBODY && this.nextHop(router, address) !== NOBODY ? router : NOBODY
  }

  hostNamed(name: string): number | undefined {
    return this.#indexByName.get(name)
  }

  setDefaultLink(options: LinkOptions): void {
    this.#defaultLink = { ...this.#defaultLink, ...options }
    this.refresh()
  }

  setLink(source: number, destination: number, options: LinkOptions): void {
    const key = `${source} ${destination}`
    this.#settings.set(key, { ...this.#settings.get(key), ...options })
    this.#links[source]?.get(destination)?.configure(this.#optionsOf(source, destination))
  }

  link(source: number, destination: number): Link {
    const links = this.#links[source] as Map<number, Link>
    return links.get(destination) ?? this.#makeLink(links, source, destination)
  }

  /** Makes every link what settings and faults say. O(links). */
  refresh(): void {
    for (const link of this.everyLink()) {
      link.configure(this.#optionsOf(link.source, link.destination))
      link.setCut(this.partitions.between(link.source, link.destination))
    }
  }

  deliver(packet: Packet): void {
    const kernel = this.kernels[packet.destination]
    if (kernel === null || kernel === undefined) {
      this.discard(packet, PacketFate.hostDown)
      return
    }
    this.observer?.packet(this.scheduler.now, PacketFate.delivered, packet)
    kernel.receive(packet)
    this.pool.give(packet)
  }

  discard(packet: Packet, fate: PacketFate.Fate): void {
    this.observer?.packet(this.scheduler.now, fate, packet)
    this.pool.give(packet)
  }

  #makeLink(links: Map<number, Link>, source: number, destination: number): Link {
    const name = `link ${this.hostNames[source]}→${this.hostNames[destination]}`
    const link = new Link(this, source, destination, name, this.#optionsOf(source, destination))
    links.set(destination, link)
    const cut = this.partitions.between(source, destination)
    if (cut !== Cut.none) link.setCut(cut)
    this.onLink?.(link)
    return link
  }

  #optionsOf(source: number, destination: number): LinkOptions {
    if (source === destination) return LOOPBACK_LINK
    const own = this.#settings.get(`${source} ${destination}`)
    return this.changes.over(
      own === undefined ? this.#defaultLink : { ...this.#defaultLink, ...own },
      source,
      destination,
    )
  }

  *everyLink(): Generator<Link> {
    for (const links of this.#links) yield* links.values()
  }
}
