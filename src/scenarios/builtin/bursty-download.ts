// One download over a link that loses its packets in bursts, as radio does.
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { oneDownload } from './one-download.ts'

export default defineScenario({
  ...oneDownload,
  name: 'bursty-download',
  purpose: 'A file comes in datagrams over a link that loses ten in a row: is it right, and what do the bursts cost?',
  params: {
    size: integer(600_000, 'size of the file, bytes', { min: 4087, max: 1_000_000_000 }),
    loss: number(0.05, 'packets lost in each direction, as a ratio', { max: 0.5 }),
    run: number(10, 'packets that a burst loses on average', { min: 1, max: 1000 }),
    mbps: number(10, 'bandwidth of each direction, Mbit/s', { min: 0.1, max: 1000 }),
  },

  network: ({ params: { loss, run, mbps } }) => {
    const r = 1 / run
    // p / (p + r) of all packets are lost, r⁻¹ at a time.
    const burstLoss = { p: Math.min(1, (r * loss) / (1 - loss)), r }
    return { everywhere: { latency: 20, bandwidthBps: mbps * 1e6, queuePackets: 100, burstLoss } }
  },

  limitMs: 3_600_000,
})
