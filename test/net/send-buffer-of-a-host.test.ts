// A host whose connections keep a given number of bytes: so much is taken ahead of what is acknowledged, and no more.
import { expect, test } from 'vitest'
import type { HostSpec } from '../../src/host/backing.ts'
import type { Host } from '../../src/host/host.ts'
import { World } from '../../src/net/world.ts'

const LEAST = 262_144
const BYTES = 2 * 1024 * 1024

/** Milliseconds that it takes to send so much over a second of round trip, wide open otherwise. */
async function completionMs(settings: Pick<HostSpec, 'sendBufferBytes'>): Promise<number> {
  const world = new World({ seed: 'send buffer', exact: true })
  world.setDefaultLink({ latency: 500 })
  let whenRead = (): void => {}
  const allRead = new Promise<void>((resolve) => {
    whenRead = resolve
  })
  const serve = ({ net }: Host) => {
    net.createServer({}, (socket) => socket.end(new Uint8Array(BYTES))).listen({ port: 4000 })
    return { interrupt() {} }
  }
  const read = ({ net }: Host) => {
    let left = BYTES
    net.connect({ host: 'server', port: 4000 }).on('data', (bytes) => {
      left -= bytes.length
      if (left === 0) whenRead()
    })
    return { interrupt() {} }
  }
  world.addHost({ name: 'server', start: serve, ...settings })
  world.addHost({ name: 'client', start: read })
  await world.run(async () => {
    await world.start('server')
    await world.start('client')
    await allRead
  }, 600_000)
  const atMs = world.nowMs()
  await world.close()
  return atMs
}

test('with the least of it a long way takes a round trip for each buffer; with much it is the window that opens', async () => {
  const little = await completionMs({ sendBufferBytes: LEAST })
  expect(little).toBeGreaterThan((BYTES / LEAST - 1) * 1000)
  expect(await completionMs({ sendBufferBytes: BYTES })).toBeLessThan(little)
})

test.each([LEAST - 1, 0, -1, Number.NaN])('%d bytes are refused', (sendBufferBytes) => {
  const world = new World({ seed: 'send buffer' })
  const add = () => world.addHost({ name: 'a', start: () => ({ interrupt() {} }), sendBufferBytes })
  expect(add).toThrow(`'a' has sendBufferBytes ${sendBufferBytes}: at least 262144 are needed`)
})
