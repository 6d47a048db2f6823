// Which links faults have changed, and to what: layers over the settings of the network, the later above the earlier.
// Knows hosts as indices, and nothing of packets.
import type { LinkOptions } from '../../host/link-options.ts'

export interface LinkChange {
  /** Null: every host. */
  readonly from: ReadonlySet<number> | null
  readonly to: ReadonlySet<number> | null
  readonly options: LinkOptions
  /** It will be removed again. */
  readonly isSpike: boolean
}

export class LinkChanges {
  readonly #layers = new Set<LinkChange>()

  /** What it makes invisible for good is forgotten, so that a link that changes for ever keeps one layer. */
  add(change: LinkChange): void {
    for (const layer of this.#layers) {
      if (!change.isSpike && !layer.isSpike && hides(change, layer)) this.#layers.delete(layer)
    }
    this.#layers.add(change)
  }

  /** False: it was not there. */
  remove(change: LinkChange): boolean {
    return this.#layers.delete(change)
  }

  clear(): void {
    this.#layers.clear()
  }

  /** The options of a link, under which the network's own lie. */
  over(options: LinkOptions, source: number, destination: number): LinkOptions {
    let changed = options
    for (const { from, to, options: changes } of this.#layers) {
      if ((from?.has(source) ?? true) && (to?.has(destination) ?? true)) changed = { ...changed, ...changes }
    }
    return changed
  }
}

/** The same links, and every option of `lower` is set again. */
function hides(upper: LinkChange, lower: LinkChange): boolean {
  if (!isSame(upper.from, lower.from) || !isSame(upper.to, lower.to)) return false
  return Object.keys(lower.options).every((name) => name in upper.options)
}

function isSame(one: ReadonlySet<number> | null, other: ReadonlySet<number> | null): boolean {
  if (one === null || other === null) return one === other
  return one.size === other.size && [...one].every((member) => other.has(member))
}
