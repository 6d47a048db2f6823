// Faults of the network between hosts: partitions, links that change, cut connections, and what looks into packets.
import type { NetworkFault } from '../../host/faults.ts'
import { shuffle } from '../../host/random.ts'
import type { TrafficRule } from '../../host/traffic-rule.ts'
import * as Cut from '../cut.ts'
import type { Fabric } from '../fabric.ts'
import type { Link } from '../link.ts'
import { millisToNanos } from '../nanos.ts'
import { ArmedRule } from './armed-rule.ts'
import type { Cast } from './cast.ts'
import type { Endings, Tell } from './lasting.ts'
import type { LinkChange } from './link-changes.ts'
import { LinkTap } from './link-tap.ts'
import type { Partition } from './partitions.ts'
import { StreamCorruption } from './stream-corruption.ts'
import { Swizzle } from './swizzle.ts'

const DEFAULT_SWIZZLE_MS = 1000

type FaultOf<K> = Extract<NetworkFault, { kind: K }>

export class NetworkFaults {
  readonly #fabric: Fabric
  readonly #cast: Cast
  readonly #endings: Endings
  readonly #tell: Tell
  #rules: ArmedRule[] = []
  /** So many rules and swizzles there were: each has dice of its own. */
  #armed = 0
  #swizzled = 0
  readonly #swizzles: Swizzle[] = []

  constructor(fabric: Fabric, cast: Cast, endings: Endings, tell: Tell) {
    this.#fabric = fabric
    this.#cast = cast
    this.#endings = endings
    this.#tell = tell
  }

  apply(fault: NetworkFault): void {
    switch (fault.kind) {
      case 'partition':
        this.#partition(fault)
        break
      case 'heal':
        this.#fabric.partitions.heal(this.#cast.indices(fault.from ?? '*'), this.#cast.indices(fault.to ?? '*'))
        this.#fabric.refresh()
        break
      case 'link':
        this.#changeLinks(fault)
        break
      case 'cut-connections':
        for (const [one, other] of this.#cast.pairs(fault.from, fault.to)) {
          one.cutConnections(other.index)
          other.cutConnections(one.index)
        }
        break
      case 'swizzle':
        this.#swizzle(fault)
        break
      case 'corrupt-stream':
        this.#corrupt(fault)
        break
      case 'rule':
        this.#arm(fault)
        break
    }
  }

  /** Everything is as the network says. */
  calm(): void {
    for (const swizzle of this.#swizzles.splice(0)) swizzle.end()
    for (const rule of this.#rules) rule.isSpent = true
    this.#rules = []
    this.#fabric.onLink = null
    this.#fabric.partitions.heal(null, null)
    this.#fabric.changes.clear()
    for (const link of this.#fabric.everyLink()) link.tap?.clear()
    this.#fabric.refresh()
  }

  #partition(fault: FaultOf<'partition'>): void {
    const { partitions } = this.#fabric
    const partition: Partition = {
      from: this.#cast.indices(fault.from),
      to: this.#cast.indices(fault.to),
      oneWay: fault.oneWay === true,
      cut: fault.hold === true ? Cut.hold : Cut.drop,
    }
    partitions.add(partition)
    this.#fabric.refresh()
    this.#endings.plan(fault, () => this.#refreshIf(partitions.remove(partition)))
  }

  #changeLinks(fault: FaultOf<'link'>): void {
    const { changes } = this.#fabric
    const change: LinkChange = {
      from: this.#cast.indices(fault.from),
      to: this.#cast.indices(fault.to),
      options: fault.options,
      isSpike: fault.forMs !== undefined,
    }
    changes.add(change)
    this.#fabric.refresh()
    this.#endings.plan(fault, () => this.#refreshIf(changes.remove(change)))
  }

  #swizzle({ hosts, count, everyMs = DEFAULT_SWIZZLE_MS, hold }: FaultOf<'swizzle'>): void {
    const random = this.#fabric.streams.stream(`swizzle ${++this.#swizzled}`)
    const all = this.#cast.machines(hosts).map(({ index }) => index)
    const { partitions } = this.#fabric
    const chosen = count === undefined || count >= all.length ? all : shuffle(random, [...all]).slice(0, count)
    const cut: Cut.CutKind = hold === true ? Cut.hold : Cut.drop
    const options = { hosts: chosen, every: millisToNanos(everyMs), cut, random }
    const swizzle = new Swizzle(this.#fabric.scheduler, options, {
      stop: (host, partition) => {
        partitions.add(partition)
        this.#fabric.refresh()
        this.#tell({ kind: 'swizzle-stop', host: this.#cast.nameOf(host) })
      },
      restore: (host, partition) => {
        if (this.#refreshIf(partitions.remove(partition))) {
          this.#tell({ kind: 'swizzle-restore', host: this.#cast.nameOf(host) })
        }
      },
    })
    this.#swizzles.push(swizzle)
  }

  #corrupt({ from, to, offset, bits = 1, connection = 1, port }: FaultOf<'corrupt-stream'>): void {
    const link = this.#fabric.link(this.#cast.machine(from).index, this.#cast.machine(to).index)
    this.#tapOf(link).corrupt(new StreamCorruption(offset, bits, connection, port ?? null))
  }

  #arm(fault: TrafficRule): void {
    const from = this.#cast.indices(fault.match.from ?? '*')
    const to = this.#cast.indices(fault.match.to ?? '*')
    const rule = new ArmedRule(fault, from, to, this.#fabric.streams.stream(`rule ${++this.#armed}`))
    this.#rules = [...this.#rules.filter(({ isSpent }) => !isSpent), rule]
    for (const link of this.#fabric.everyLink())
      if (rule.covers(link.source, link.destination)) this.#tapOf(link).watch(rule)
    this.#fabric.onLink = (link) => this.#watch(link)
    this.#endings.plan(fault, () => {
      const wasArmed = !rule.isSpent
      rule.isSpent = true
      return wasArmed
    })
  }

  #watch(link: Link): void {
    for (const rule of this.#rules) {
      if (!rule.isSpent && rule.covers(link.source, link.destination)) this.#tapOf(link).watch(rule)
    }
  }

  #tapOf(link: Link): LinkTap {
    link.tap ??= new LinkTap(this.#fabric, link, (rule, { source, destination }, position) => {
      const { match, action } = rule.rule
      const from = this.#cast.nameOf(source)
      const to = this.#cast.nameOf(destination)
      this.#tell({ kind: 'rule-hit', from, to, protocol: match.protocol, action: action.do, position })
    })
    return link.tap
  }

  #refreshIf(changed: boolean): boolean {
    if (changed) this.#fabric.refresh()
    return changed
  }
}
