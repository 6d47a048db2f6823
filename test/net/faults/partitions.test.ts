// Which pairs of hosts are cut off, with several partitions at once, and what a heal ends.
import { describe, expect, test } from 'vitest'
import * as Cut from '../../../src/net/cut.ts'
import { type Partition, Partitions } from '../../../src/net/faults/partitions.ts'

const hosts = (...indices: number[]) => new Set(indices)

function partition(from: Partition['from'], to: Partition['to'], more: Partial<Partition> = {}): Partition {
  return { from, to, oneWay: false, cut: Cut.drop, ...more }
}

/** The pairs of hosts 0..3 that are cut, as 'source>destination'. */
function cutPairs(partitions: Partitions): string[] {
  const pairs: string[] = []
  for (let source = 0; source < 4; source++) {
    for (let destination = 0; destination < 4; destination++) {
      if (partitions.between(source, destination) !== Cut.none) pairs.push(`${source}>${destination}`)
    }
  }
  return pairs
}

function withPartitions(...list: Partition[]): Partitions {
  const partitions = new Partitions()
  for (const one of list) partitions.add(one)
  return partitions
}

describe('partitions', () => {
  test('between two sides, both directions are cut and nothing within a side', () => {
    expect(cutPairs(withPartitions(partition(hosts(0, 1), hosts(2))))).toEqual(['0>2', '1>2', '2>0', '2>1'])
  })

  test('one-way: only from the first side to the second', () => {
    const partitions = withPartitions(partition(hosts(0, 1), hosts(2), { oneWay: true }))
    expect(cutPairs(partitions)).toEqual(['0>2', '1>2'])
  })

  test('from one host to every host: it is alone, and still reaches itself', () => {
    expect(cutPairs(withPartitions(partition(hosts(1), null)))).toEqual(['0>1', '1>0', '1>2', '1>3', '2>1', '3>1'])
  })

  test('from every host to every host: nobody reaches anybody but himself', () => {
    const partitions = withPartitions(partition(null, null))
    expect(cutPairs(partitions)).toHaveLength(12)
    expect(partitions.between(2, 2)).toBe(Cut.none)
  })

  test('where one partition holds and another drops, packets are dropped, in either order', () => {
    const hold = partition(hosts(0), hosts(1), { cut: Cut.hold })
    const drop = partition(null, null)
    expect(withPartitions(hold, drop).between(0, 1)).toBe(Cut.drop)
    expect(withPartitions(drop, hold).between(0, 1)).toBe(Cut.drop)
    expect(withPartitions(hold).between(1, 0)).toBe(Cut.hold)
  })

  test('healing everything ends everything', () => {
    const partitions = withPartitions(partition(hosts(0), hosts(1)), partition(hosts(2), null))
    partitions.heal(null, null)
    expect(cutPairs(partitions)).toEqual([])
  })

  test('healing two hosts ends what is between them, named either way round, and leaves the rest', () => {
    for (const [from, to] of [
      [hosts(0), hosts(1)],
      [hosts(1), hosts(0)],
    ] as const) {
      const partitions = withPartitions(partition(hosts(0), hosts(1)), partition(hosts(2), hosts(3)))
      partitions.heal(from, to)
      expect(cutPairs(partitions)).toEqual(['2>3', '3>2'])
    }
  })

  test('a heal that names only a part of a partition leaves it whole', () => {
    const partitions = withPartitions(partition(hosts(0, 1), hosts(2)))
    partitions.heal(hosts(0), hosts(2))
    expect(cutPairs(partitions)).toHaveLength(4)
    partitions.heal(hosts(0, 1, 3), hosts(2))
    expect(cutPairs(partitions)).toEqual([])
  })

  test('a partition from every host is ended by a heal of every host, not by one of some', () => {
    const partitions = withPartitions(partition(null, hosts(1)))
    partitions.heal(hosts(0, 1, 2, 3), hosts(1))
    expect(partitions.between(0, 1)).toBe(Cut.drop)
    partitions.heal(null, hosts(1))
    expect(partitions.between(0, 1)).toBe(Cut.none)
  })
})
