// When much is under way at a time, memory is used again: what programs have read must not change, whatever they keep.
import { expect, test } from 'vitest'
import { joined, pattern, watch } from '../conformance/tools/events.ts'
import type { Host } from '../../src/host/host.ts'
import { LITTLE_BYTES } from '../../src/net/packet-memory.ts'
import { World } from '../../src/net/world.ts'

const STREAMS = 48
/** What a send buffer holds at least: all of these at once are more than a little. */
const SEND_BUFFER_BYTES = 512 * 1024

test('48 streams of 768 KiB over a bad link: programs keep all that they read, and it stays as it was written', async () => {
  expect(STREAMS * SEND_BUFFER_BYTES).toBeGreaterThan(LITTLE_BYTES)
  const contents = Array.from({ length: STREAMS }, (_, index) => pattern(768 * 1024, index))
  const world = new World({ seed: 'much', audit: true })
  world.setDefaultLink({ latency: 5, lossRatio: 0.002, duplicateRatio: 0.01, reorderRatio: 0.01 })
  const read: Buffer[] = []
  const serve = ({ net }: Host) => {
    let served = 0
    net.createServer({}, (socket) => socket.end(contents[served++] as Uint8Array)).listen({ port: 4000 })
    return { interrupt() {} }
  }
  let whenAllRead = Promise.resolve()
  const fetchAll = ({ net }: Host) => {
    const readers = contents.map(() => watch(net.connect({ host: 'server', port: 4000 })))
    whenAllRead = Promise.all(readers.map(({ closed }) => closed)).then(() => {
      read.push(...readers.map(({ chunks }) => Buffer.from(joined(chunks))))
    })
    return { interrupt() {} }
  }
  world.addHost({ name: 'server', start: serve })
  world.addHost({ name: 'client', start: fetchAll })
  await world.run(async () => {
    await world.start('server')
    await world.start('client')
    await whenAllRead
  }, 600_000)
  await world.close()
  for (const bytes of contents) expect(read.filter((other) => other.equals(bytes))).toHaveLength(1)
}, 60_000)
