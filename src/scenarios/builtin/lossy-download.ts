// One download over one bad link.
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { SERVER } from './datagram-chat-cast.ts'
import { oneDownload } from './one-download.ts'

export default defineScenario({
  ...oneDownload,
  name: 'lossy-download',
  purpose: 'A file comes in datagrams over a link that loses some: is it right, and how much of the link is used?',
  params: {
    size: integer(5_000_000, 'size of the file, bytes', { min: 4087, max: 10_000_000_000 }),
    loss: number(0.05, 'packets lost in each direction, as a ratio', { max: 0.5 }),
    mbps: number(10, 'bandwidth of each direction, Mbit/s; 0: unlimited', { max: 100_000 }),
    delayMs: number(10, 'one-way delay, ms', { max: 10_000 }),
    queuePackets: integer(100, 'packets that may wait at each end of the link', { min: 1, max: 1_000_000 }),
  },

  network: ({ params: { loss, mbps, delayMs, queuePackets } }) => ({
    everywhere: { latency: delayMs, bandwidthBps: Math.round(mbps * 1e6), lossRatio: loss, queuePackets },
  }),

  metrics(record, scene) {
    const sent = Number(record.reported('download-done', {}, SERVER)[0]?.details.sent ?? Number.NaN)
    return { ...oneDownload.metrics(record, scene), packetsSent: sent }
  },

  // Ten minutes beside the time that the bytes take forty times over.
  limitMs: ({ size, mbps }) => 600_000 + (mbps === 0 ? 0 : (40 * size * 8) / (mbps * 1000)),
})
