// How fast files go: at what a link carries after its losses, and no faster than asked for.
import { describe, expect, it } from 'vitest'
import type { LinkOptions } from '../../../src/host/link-options.ts'
import { MIN_FLIGHT_PACKETS } from '../../../src/nodes/datagram-chat/limits.ts'
import type { DatagramChatClientOptions, DatagramChatServerOptions } from '../../../src/nodes/datagram-chat/options.ts'
import { ChatWorld, randomBytes } from './chat-world.ts'

interface Run {
  readonly seed?: string
  readonly link: LinkOptions
  readonly sizeBytes: number
  readonly server?: DatagramChatServerOptions
  readonly client?: DatagramChatClientOptions
}

/** Bits of the file a second, from the first request to the last packet, and packets sent for each of the file's. */
async function download({ seed = '1', link, sizeBytes, server = {}, client = {} }: Run) {
  const test = new ChatWorld({ seed, link })
  test.server(server, { 'q.bin': randomBytes(sizeBytes) })
  test.user('client', { alwaysProceed: true, ...client })
  await test.play(async () => {
    test.type('client', 'connect', 'client', 'download', 'q.bin', '')
    await test.reported('file-complete', 'client')
  })
  const time = (event: string) => test.of(event, 'client')[0]?.atMs ?? Number.NaN
  const sent = Number(test.of('download-done', 'server')[0]?.details.sent)
  const seconds = (time('download-whole') - time('download-started')) / 1000
  return { bps: (sizeBytes * 8) / seconds, sends: sent / Math.ceil(sizeBytes / 2043) }
}

const TEN_MBPS = { latency: 10, bandwidthBps: 10_000_000, queuePackets: 100 }

describe('a sender', () => {
  // A datagram travels in two pieces, each of which is lost with 5 %: what is left is 90 %, less the headers.
  it.each(['1', '2', '3', '4', '5'])('uses four fifths of what 5 % loss leaves of 10 Mbit/s, seed %s', async (seed) => {
    const { bps, sends } = await download({ seed, link: { ...TEN_MBPS, lossRatio: 0.05 }, sizeBytes: 5_000_000 })
    expect(bps).toBeGreaterThan(7_600_000)
    expect(sends).toBeLessThan(1.4)
  })

  it('fills a link without losses and sends hardly a packet twice', async () => {
    const { bps, sends } = await download({ link: TEN_MBPS, sizeBytes: 5_000_000 })
    expect(bps).toBeGreaterThan(9_000_000)
    expect(sends).toBeLessThan(1.1)
  })

  it('that floods nobody at first finds out that a link is slow', async () => {
    const { bps, sends } = await download({ link: { ...TEN_MBPS, bandwidthBps: 500_000 }, sizeBytes: 500_000 })
    expect(bps).toBeGreaterThan(300_000)
    expect(sends).toBeLessThan(2)
  })

  it.each([
    ['0 %', 0, 900_000_000],
    ['5 %', 0.025, 600_000_000],
  ])(
    'has found within a hundredth of a second that nothing is in its way, with %s lost',
    async (_, lossRatio, least) => {
      const { bps, sends } = await download({ link: { latency: 0.1, lossRatio }, sizeBytes: 16_777_216 })
      expect(bps).toBeGreaterThan(least)
      expect(sends).toBeLessThan(1.06)
    },
  )

  it('sends a client that is busy for almost a second a window every fifth of one', async () => {
    const test = new ChatWorld({ link: { latency: 0.1 } })
    test.server({ pausePercent: 0 }, { 'q.bin': randomBytes(16_777_216) })
    test.user('client', { alwaysProceed: true })
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin', '')
      await test.reported('download-started', 'client')
      await test.world.sleep(70)
      test.world.apply({ kind: 'pause', hosts: ['client'], forMs: 900 })
      await test.reported('file-complete', 'client')
    })
    const again = Number(test.of('download-done', 'server')[0]?.details.sent) - Math.ceil(16_777_216 / 2043)
    expect(again).toBeLessThanOrEqual(5 * MIN_FLIGHT_PACKETS)
  })

  it('keeps to a fixed rate', async () => {
    const { bps, sends } = await download({
      link: { latency: 1 },
      sizeBytes: 1_000_000,
      server: { rateBytesPerSecond: 200_000, pausePercent: 0 },
    })
    expect(bps / 8 / 200_000).toBeCloseTo(1, 1)
    expect(sends).toBe(1)
  })

  it('of an old client slows down to what its lists say gets through', async () => {
    const { bps, sends } = await download({ link: TEN_MBPS, sizeBytes: 3_000_000, client: { plainDownloads: true } })
    expect(bps).toBeGreaterThan(3_000_000)
    expect(sends).toBeLessThan(3)
  })

  it('that takes longer than its stall limit sends on to an old client, which has nothing to say', async () => {
    const { sends } = await download({
      link: { latency: 1 },
      sizeBytes: 200_000,
      server: { rateBytesPerSecond: 20_000, stallLimitMs: 3000 },
      client: { plainDownloads: true },
    })
    expect(sends).toBe(1)
  })

  it('goes on after the link was cut for ten seconds', async () => {
    const test = new ChatWorld({ link: TEN_MBPS })
    test.server({}, { 'q.bin': randomBytes(3_000_000) })
    test.user('client', { alwaysProceed: true })
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin', '')
      await test.reported('download-started', 'client')
      await test.world.sleep(1000)
      test.world.apply({ kind: 'partition', from: ['client'], to: ['server'] })
      await test.world.sleep(10_000)
      test.world.apply({ kind: 'heal' })
      const healedAt = test.world.nowMs()
      const { atMs } = await test.reported('file-complete', 'client')
      expect(atMs - healedAt).toBeLessThan(30_000)
    })
    const sent = Number(test.of('download-done', 'server')[0]?.details.sent)
    expect(sent).toBeLessThan(1.5 * 1469)
  })
})
