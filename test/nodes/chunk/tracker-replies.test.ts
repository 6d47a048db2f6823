// The tracker's replies as text, and what is kept of them.
import { expect, test } from 'vitest'
import { fileListReply, locationsReply } from '../../../src/nodes/chunk/tracker-replies.ts'
import { SWARM_LIMITS, TrackerSwarm } from '../../../src/nodes/chunk/tracker-swarm.ts'

test('a plain list that would be endless leaves out what does not fit', () => {
  const swarm = new TrackerSwarm(SWARM_LIMITS, () => undefined)
  swarm.setChunks('a:1', 'huge', 2 ** 40, null, [[1, 2 ** 30]])
  swarm.setChunks('a:1', 'small', 1024, null, [[1, 1]])
  const random = { next: () => 0, below: () => 0 }
  expect(fileListReply(swarm, { message: 2 }, random, 100)).toBe(
    '{"message":2,"length":2,"files":{"huge":{},"small":{"a:1":[1]}},"truncated":1}',
  )
  expect(fileListReply(swarm, { message: 2, ranges: 1 }, random, 100)).toBe(
    '{"message":2,"length":2,"files":{"huge":{"a:1":[[1,1073741824]]},"small":{"a:1":[[1,1]]}}}',
  )
})

test('a reply that was given before changes with a chunk, a peer that comes, and one that goes', () => {
  const swarm = new TrackerSwarm(SWARM_LIMITS, () => undefined)
  const random = { next: () => 0, below: () => 0 }
  const peers = () => {
    const replies = [1, 2].map(() => locationsReply(swarm, { message: 3, fileName: 'x' }, null, random))
    expect(replies[1]).toBe(replies[0])
    return (JSON.parse(replies[0] ?? '') as { peers: unknown }).peers
  }
  swarm.setChunks('a:1', 'x', 4096, null, [[1, 4]])
  expect(peers()).toEqual({ 'a:1': [1, 2, 3, 4] })
  swarm.setChunks('b:2', 'x', 4096, null, [[1, 1]])
  expect(peers()).toEqual({ 'a:1': [1, 2, 3, 4], 'b:2': [1] })
  swarm.setChunks('b:2', 'x', 4096, null, [[1, 2]])
  swarm.join('c:3', 'x')
  expect(peers()).toEqual({ 'a:1': [1, 2, 3, 4], 'b:2': [1, 2] })
  swarm.remove('a:1')
  expect(peers()).toEqual({ 'b:2': [1, 2] })
  // What is kept is the plain form alone.
  expect(locationsReply(swarm, { message: 3, fileName: 'x', ranges: 1 }, null, random)).toBe(
    '{"message":3,"fileName":"x","peers":{"b:2":[[1,2]]},"length":1,"size":4096}',
  )
})

test('one random peer is the peer of a sample of one, with the same dice', () => {
  const swarm = new TrackerSwarm(SWARM_LIMITS, () => undefined)
  for (const [key, files] of [
    ['a:1', ['few', 'many']],
    ['b:2', ['many', 'none']],
    ['c:3', ['many']],
  ] as const) {
    for (const file of files) swarm.setChunks(key, file, 1024, null, key === 'b:2' ? [] : [[1, 1]])
  }
  for (const file of swarm.files.values()) {
    const draws: number[][] = [[], []]
    const random = (drawn: number[] | undefined) => ({
      next: () => 0,
      below: (bound: number) => ((drawn?.push(bound) ?? 0) * 7 + 1) % bound,
    })
    const [sampled] = swarm.sample(file, 1, random(draws[0]), ({ isListed }) => isListed)
    expect(swarm.one(file, random(draws[1]), ({ isListed }) => isListed)).toBe(sampled ?? null)
    expect(draws[1]).toEqual(draws[0])
  }
  const request = { message: 2, ranges: 1, maxPeers: 1 } as const
  expect(fileListReply(swarm, request, { next: () => 0, below: () => 0 })).toBe(
    '{"message":2,"length":2,"files":{"few":{"a:1":[[1,1]]},"many":{"a:1":[[1,1]]}}}',
  )
})
