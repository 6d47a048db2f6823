// Which hosts are cut off from which at the moment. It must not know what the cut does to bytes.
import type { FaultAction, HostNames } from '../../host/faults.ts'

type PartitionFault = Extract<FaultAction, { kind: 'partition' }>

/** 'drop': what is sent is lost; 'hold': it waits for the end of the partition. */
export type Cut = 'none' | 'drop' | 'hold'

export class Partitions {
  #active: PartitionFault[] = []

  add(partition: PartitionFault): void {
    this.#active.push(partition)
  }

  /** False: it was not there any more. */
  remove(partition: PartitionFault): boolean {
    const count = this.#active.length
    this.#active = this.#active.filter((other) => other !== partition)
    return this.#active.length < count
  }

  /** Ends the partitions whose two sides lie within the two given, either way round. */
  heal(from: HostNames = '*', to: HostNames = '*'): void {
    this.#active = this.#active.filter(
      (partition) =>
        !(covers(from, partition.from) && covers(to, partition.to)) &&
        !(covers(from, partition.to) && covers(to, partition.from)),
    )
  }

  /** What happens from `source` to `destination`. Lost for one partition is lost, even if another holds. */
  between(source: string, destination: string): Cut {
    let cut: Cut = 'none'
    for (const partition of this.#active) {
      const isCut =
        separates(partition, source, destination) ||
        (partition.oneWay !== true && separates(partition, destination, source))
      if (!isCut) continue
      if (partition.hold !== true) return 'drop'
      cut = 'hold'
    }
    return cut
  }
}

export function isAmong(name: string, names: HostNames): boolean {
  return names === '*' || names.includes(name)
}

/** A host is never cut off from itself. */
function separates(partition: PartitionFault, source: string, destination: string): boolean {
  return source !== destination && isAmong(source, partition.from) && isAmong(destination, partition.to)
}

function covers(outer: HostNames, inner: HostNames): boolean {
  return outer === '*' || (inner !== '*' && inner.every((name) => outer.includes(name)))
}
