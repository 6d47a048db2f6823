// All links of a live run: one for each direction between two hosts, made when first used, with dice of its own, so that
// traffic elsewhere does not change its luck.
import seedrandom from 'seedrandom'
import type { FaultAction, HostNames } from '../../host/faults.ts'
import type { LinkOptions } from '../../host/link-options.ts'
import { ImpairedLink } from './impaired-link.ts'
import { isAmong, Partitions } from './partitions.ts'
import { StreamCorruption } from './stream-corruption.ts'

export type CorruptionFault = Extract<FaultAction, { kind: 'corrupt-stream' }>
export type LinkFault = Extract<FaultAction, { kind: 'link' }>
export type PartitionFault = Extract<FaultAction, { kind: 'partition' }>

interface LinkEntry {
  readonly from: string
  readonly to: string
  readonly link: ImpairedLink
  options: LinkOptions
}

const UNIMPAIRED: LinkOptions = {}

export class Links {
  readonly #seed: string
  readonly #entries = new Map<string, LinkEntry>()
  /** Settings of single links, those not made yet among them. */
  readonly #changes = new Map<string, LinkOptions>()
  readonly #partitions = new Partitions()
  #layers: LinkFault[] = []
  #default: LinkOptions = {}

  constructor(seed: string) {
    this.#seed = seed
  }

  setDefault(options: LinkOptions): void {
    this.#default = options
    this.#applyOptions()
  }

  /** What `options` leaves out stays as it was. */
  change(from: string, to: string, options: LinkOptions): void {
    const key = linkKey(from, to)
    this.#changes.set(key, { ...this.#changes.get(key), ...options })
    const entry = this.#entries.get(key)
    if (entry !== undefined) entry.options = this.#optionsOf(from, to)
  }

  /** A fault's change lies over the network's settings and over earlier ones. */
  layer(fault: LinkFault): void {
    this.#layers.push(fault)
    this.#applyOptions()
  }

  /** False: it was not there any more. */
  unlayer(fault: LinkFault): boolean {
    const count = this.#layers.length
    this.#layers = this.#layers.filter((other) => other !== fault)
    this.#applyOptions()
    return this.#layers.length < count
  }

  partition(partition: PartitionFault): void {
    this.#partitions.add(partition)
    this.#applyPartitions()
  }

  /** Ends that one; false: it was over. */
  unpartition(partition: PartitionFault): boolean {
    const wasThere = this.#partitions.remove(partition)
    this.#applyPartitions()
    return wasThere
  }

  /** All is as the network says. */
  calm(): void {
    this.#layers = []
    this.#applyOptions()
    this.heal()
    for (const { link } of this.#entries.values()) link.corruptNothing()
  }

  heal(from?: HostNames, to?: HostNames): void {
    this.#partitions.heal(from, to)
    this.#applyPartitions()
  }

  corrupt({ from, to, offset, bits = 1, connection = 1, port }: CorruptionFault): void {
    const link = this.between(from, to)
    link.corruptNext(new StreamCorruption({ offset, bits, connection, port: port ?? null }, link.dice))
  }

  /** For whoever is no host of the run. */
  unimpaired(): ImpairedLink {
    return new ImpairedLink(() => UNIMPAIRED, seedrandom.alea(this.#seed))
  }

  between(from: string, to: string): ImpairedLink {
    const key = linkKey(from, to)
    const known = this.#entries.get(key)
    if (known !== undefined) return known.link
    const dice = seedrandom.alea(`${this.#seed} live link ${key}`)
    const link = new ImpairedLink(() => entry.options, dice)
    const entry: LinkEntry = { from, to, link, options: this.#optionsOf(from, to) }
    link.setCut(this.#partitions.between(from, to))
    this.#entries.set(key, entry)
    return link
  }

  /** A host's way to itself is never impaired. */
  #optionsOf(from: string, to: string): LinkOptions {
    if (from === to) return UNIMPAIRED
    let options: LinkOptions = { ...this.#default, ...this.#changes.get(linkKey(from, to)) }
    for (const layer of this.#layers) {
      if (isAmong(from, layer.from) && isAmong(to, layer.to)) options = { ...options, ...layer.options }
    }
    return options
  }

  #applyOptions(): void {
    for (const entry of this.#entries.values()) entry.options = this.#optionsOf(entry.from, entry.to)
  }

  #applyPartitions(): void {
    for (const { from, to, link } of this.#entries.values()) link.setCut(this.#partitions.between(from, to))
  }
}

function linkKey(from: string, to: string): string {
  return JSON.stringify([from, to])
}
