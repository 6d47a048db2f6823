// Which pairs of hosts are cut off from each other now. Knows names of hosts as indices, and nothing of packets.
import * as Cut from '../cut.ts'

export interface Partition {
  /** Null: every host. */
  readonly from: ReadonlySet<number> | null
  readonly to: ReadonlySet<number> | null
  readonly oneWay: boolean
  readonly cut: Cut.CutKind
}

export class Partitions {
  readonly #active = new Set<Partition>()

  add(partition: Partition): void {
    this.#active.add(partition)
  }

  /** False: it was not there any more. */
  remove(partition: Partition): boolean {
    return this.#active.delete(partition)
  }

  /** Ends the partitions whose two sides lie within the two given (either way round); null is everything. */
  heal(from: ReadonlySet<number> | null, to: ReadonlySet<number> | null): void {
    for (const partition of this.#active) {
      const isWithin =
        (covers(from, partition.from) && covers(to, partition.to)) ||
        (covers(from, partition.to) && covers(to, partition.from))
      if (isWithin) this.#active.delete(partition)
    }
  }

  /** A drop beats a hold: what is lost for one partition cannot wait for the end of another. */
  between(source: number, destination: number): Cut.CutKind {
    let cut: Cut.CutKind = Cut.none
    for (const partition of this.#active) {
      const applies =
        separates(partition, source, destination) || (!partition.oneWay && separates(partition, destination, source))
      if (applies && partition.cut === Cut.drop) return Cut.drop
      if (applies) cut = partition.cut
    }
    return cut
  }
}

/** A host never loses touch with itself. */
function separates(partition: Partition, source: number, destination: number): boolean {
  if (source === destination) return false
  return (partition.from?.has(source) ?? true) && (partition.to?.has(destination) ?? true)
}

function covers(outer: ReadonlySet<number> | null, inner: ReadonlySet<number> | null): boolean {
  if (outer === null) return true
  if (inner === null) return false
  for (const member of inner) if (!outer.has(member)) return false
  return true
}
