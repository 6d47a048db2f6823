// A writer on a path that is slower than it: how often it may go on.
import { expect, test } from 'vitest'
import { next } from '../conformance/tools/events.ts'
import { listen } from '../conformance/tools/streams.ts'
import { aWorld, play } from './tools/a-world.ts'

const PIECE_BYTES = 65_536

test('a writer whose buffer is full goes on with every 128 KiB that leave it, on a slow path too', async () => {
  // 500 kbit/s: 128 KiB of payload with its headers take 2.2 s.
  const slow = aWorld({ link: { latency: 10, bandwidthBps: 500_000 } })
  await play(slow, async ({ world, host }) => {
    const { server, port } = await listen(host('b'))
    server.on('connection', (socket) => socket.resume())
    const client = host('a').net.connect({ host: 'b', port })
    await next(client, 'connect')
    const goesOnAtMs: number[] = []
    client.on('drain', () => goesOnAtMs.push(world.nowMs()))
    while (client.write(new Uint8Array(PIECE_BYTES))) {}
    client.on('drain', () => {
      while (client.write(new Uint8Array(PIECE_BYTES))) {}
    })
    await world.sleep(60_000)
    client.destroy()
    expect(goesOnAtMs.length).toBeGreaterThanOrEqual(25)
    const gaps = goesOnAtMs.slice(1).map((atMs, index) => atMs - (goesOnAtMs[index] as number))
    expect(Math.max(...gaps)).toBeLessThan(2300)
  })
})
