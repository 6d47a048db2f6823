// Files whose list of hashes is too long for memory: they come over as others do, and the list leaves nothing behind.
import { expect, test } from 'vitest'
import { MAX_HASHES_HELD } from '../../../src/nodes/chunk/hash-list.ts'
import { PEER_PORT, SwarmWorld } from './swarm-world.ts'

const BYTES = Buffer.alloc((MAX_HASHES_HELD + 700) * 1_024 - 100)
for (let at = 0; at < BYTES.length; at += 4) BYTES.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at)
const LINK = { latency: 1, bandwidthBps: 200_000_000 }

function aSwarm(): SwarmWorld {
  const swarm = new SwarmWorld().addTracker().addPeer('seeder', { '23': BYTES }).addGetter('getter')
  swarm.world.setDefaultLink(LINK)
  return swarm
}

test('a flipped bit in a long list and one in a chunk: both come again, and the file is right', async () => {
  const swarm = aSwarm()
  await swarm.play(async () => {
    await swarm.start('tracker', 'seeder')
    swarm.world.apply({ kind: 'corrupt-stream', from: 'seeder', to: 'getter', offset: 1_000_000, port: PEER_PORT })
    await swarm.world.start('getter')
    await swarm.until(() => swarm.count('hashes-rejected') === 1)
    swarm.world.apply({ kind: 'corrupt-stream', from: 'seeder', to: 'getter', offset: 9_000_000, port: PEER_PORT })
    expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 0 })
    expect(await swarm.has('getter', '23', BYTES)).toBe(true)
    expect(await swarm.world.listFiles('getter')).toEqual(['23'])
    expect(await swarm.world.listFiles('seeder')).toEqual(['seeder/23'])
  })
  expect(swarm.count('chunk-rejected')).toBe(1)
})

test('a getter that dies half-way goes on where it was', async () => {
  const swarm = aSwarm()
  await swarm.play(async () => {
    await swarm.start('tracker', 'seeder')
    await swarm.world.start('getter')
    await swarm.world.sleep(2_500)
    swarm.world.apply({ kind: 'crash', host: 'getter' })
    swarm.ends.clear()
    swarm.world.apply({ kind: 'restart', host: 'getter' })
    expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 0 })
    expect(await swarm.has('getter', '23', BYTES)).toBe(true)
  })
  expect(swarm.count('resumed')).toBe(1)
})

test('a disk that cannot read the list back is one clear line, and the next try goes on', async () => {
  const swarm = aSwarm()
  await swarm.play(async () => {
    await swarm.start('tracker', 'seeder')
    await swarm.world.start('getter')
    await swarm.until(() => swarm.count('chunk-received') >= 130)
    swarm.world.apply({ kind: 'disk-errors', hosts: ['getter'], operations: ['read'], ratio: 1 })
    expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 1 })
    expect(swarm.output('getter')).toContain('Cannot get 23: cannot read the hashes of "./23": the disk failed\n')
    swarm.world.apply({ kind: 'heal-disk', hosts: ['getter'] })
    swarm.ends.clear()
    await swarm.world.start('getter')
    expect(await swarm.ended('getter')).toEqual({ kind: 'exit', code: 0 })
  })
})
