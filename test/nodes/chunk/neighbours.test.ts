// Who becomes whose neighbour when two peers go to each other, or there is no room.
import { expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { DOWNLOAD } from '../../../src/nodes/chunk/download-options.ts'
import { PEER_LIMITS } from '../../../src/nodes/chunk/limits.ts'
import { Neighbours } from '../../../src/nodes/chunk/neighbours.ts'
import { PeerListener } from '../../../src/nodes/chunk/peer-listener.ts'
import type { SharedFile } from '../../../src/nodes/chunk/shared-file.ts'
import { ChunkSet } from '../../../src/wire/chunk-set.ts'
import { SwarmWorld } from './swarm-world.ts'

const PORT = 7

/** A peer that has one chunk of a file of 10 and exchanges none: only who its neighbours are matters. */
function bareNeighbours(host: Host, chunk: number, maxNeighbours: number): Neighbours {
  const have = new ChunkSet(10)
  have.add(chunk)
  const nothing = { hash: null, hashes: null, isBinaryServed: true, read: () => undefined, close: () => undefined }
  const file: SharedFile = { name: '23', sizeBytes: 10_240, have, ...nothing }
  const neighbours = new Neighbours(host, file, () => PORT, { ...DOWNLOAD, maxNeighbours }, {})
  new PeerListener(host, PEER_LIMITS, {
    find: () => file,
    admits: (_file, key, ownKey) => neighbours.admits(key, ownKey),
    onNeighbour: (_file, socket, rest, key) => neighbours.accept(socket, rest, key),
  }).listen(PORT, () => undefined)
  return neighbours
}

async function withPeers(
  count: number,
  maxNeighbours: number,
  script: (peers: Neighbours[], swarm: SwarmWorld) => Promise<void>,
): Promise<void> {
  const swarm = new SwarmWorld()
  const peers: Neighbours[] = []
  const names = Array.from({ length: count }, (_, index) => `peer${index}`)
  names.forEach((name, index) => {
    swarm.addRaw(name, (host) => {
      peers[index] = bareNeighbours(host, index + 1, maxNeighbours)
    })
  })
  await swarm.play(async () => {
    await swarm.start(...names)
    await script(peers, swarm)
  })
}

test('two peers that go to each other at the same time keep the connection of the one with the smaller key', async () => {
  await withPeers(2, 8, async ([one, two], swarm) => {
    one?.addPeers({ '10.0.0.2:7': [[2, 2]] })
    two?.addPeers({ '10.0.0.1:7': [[1, 1]] })
    one?.dialMore()
    two?.dialMore()
    await swarm.world.sleep(1_000)
    expect([...(one?.sources ?? [])].map(({ key, isOutgoing }) => [key, isOutgoing])).toEqual([['10.0.0.2:7', true]])
    expect([...(two?.sources ?? [])].map(({ key, isOutgoing }) => [key, isOutgoing])).toEqual([['10.0.0.1:7', false]])
  })
})

test('a peer without room says that it is busy, and is asked again later', async () => {
  await withPeers(3, 1, async ([one, two, three], swarm) => {
    for (const peer of [two, three]) {
      peer?.addPeers({ '10.0.0.1:7': [[1, 1]] })
      peer?.dialMore()
      await swarm.world.sleep(500)
    }
    expect([one?.sources.size, two?.sources.size, three?.sources.size]).toEqual([1, 1, 0])
    two?.close()
    three?.dialMore()
    await swarm.world.sleep(1_000)
    expect(three?.sources.size).toBe(0)
    await swarm.world.sleep(1_000)
    three?.dialMore()
    await swarm.world.sleep(1_000)
    expect([one?.sources.size, three?.sources.size]).toEqual([1, 1])
  })
})
