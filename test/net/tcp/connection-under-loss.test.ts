// Whole connections over bad links: whatever is lost, doubled and overtaken, each byte arrives once and in order, in both
// directions, and both ends close.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joined, next, pattern, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play } from '../tools/a-world.ts'

const ratio = fc.integer({ min: 0, max: 20 }).map((percent) => percent / 100)

const link = fc.record({
  lossRatio: ratio,
  duplicateRatio: ratio,
  reorderRatio: ratio,
  latency: fc.constantFrom(0, 1, 25, { kind: 'uniform' as const, minMs: 1, maxMs: 40 }),
})

test('both streams arrive whole and both ends close, over 200 links with up to 20 % of loss, copies and reordering', async () => {
  const run = fc.record({
    seed: fc.string({ maxLength: 5 }),
    link,
    upBytes: fc.nat({ max: 30_000 }),
    downBytes: fc.nat({ max: 30_000 }),
    pieces: fc.integer({ min: 1, max: 5 }),
    pauseMs: fc.constantFrom(0, 0, 300),
  })
  await fc.assert(
    fc.asyncProperty(run, async ({ seed, link, upBytes, downBytes, pieces, pauseMs }) => {
      const [up, down] = [pattern(upBytes, 1), pattern(downBytes, 2)]
      const sendIn = async (
        socket: { write(bytes: Uint8Array): boolean; end(): unknown },
        bytes: Uint8Array,
        sleep: () => Promise<void>,
      ) => {
        const step = Math.ceil(bytes.length / pieces) || 1
        for (let at = 0; at < bytes.length; at += step) {
          socket.write(bytes.subarray(at, at + step))
          await sleep()
        }
        socket.end()
      }
      await play(aWorld({ seed, link }), async ({ world, host }) => {
        const { port, server } = await listen(host('b'), { allowHalfOpen: true })
        const accepted = next(server, 'connection')
        const client = host('a').net.connect({ host: 'b', port, allowHalfOpen: true })
        const atClient = watch(client)
        const sending = sendIn(client, up, () => world.sleep(pauseMs))
        const [served] = await accepted
        const atServer = watch(served)
        await Promise.all([sending, sendIn(served, down, () => world.sleep(pauseMs))])
        await Promise.all([atClient.closed, atServer.closed])
        expect(Buffer.compare(joined(atServer.chunks), up)).toBe(0)
        expect(Buffer.compare(joined(atClient.chunks), down)).toBe(0)
        for (const { events } of [atClient, atServer]) {
          expect(events.filter((event) => event === 'end')).toHaveLength(1)
          expect(events.at(-1)).toBe('close')
        }
      })
    }),
    { numRuns: 200 },
  )
}, 120_000)
