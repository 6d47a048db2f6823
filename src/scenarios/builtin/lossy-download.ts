// One download over one bad link.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { filesEqual } from '../../check/files.ts'
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import { areConnected, downloads, FILE, filmBytes, SERVER, serverHost, sha256, userHost } from './datagram-chat-cast.ts'
import { UNCHECKED_TALK } from './talk.ts'

const USER = 'user'

export default defineScenario({
  name: 'lossy-download',
  purpose: 'A file comes in datagrams over a link that loses some: is it right, and how much of the link is used?',
  params: {
    size: integer(5_000_000, 'size of the file, bytes', { min: 4087, max: 10_000_000_000 }),
    loss: number(0.05, 'packets lost in each direction, as a ratio', { max: 0.5 }),
    mbps: number(10, 'bandwidth of each direction, Mbit/s; 0: unlimited', { max: 100_000 }),
    delayMs: number(10, 'one-way delay, ms', { max: 10_000 }),
    queuePackets: integer(100, 'packets that may wait at each end of the link', { min: 1, max: 1_000_000 }),
  },

  hosts: ({ params: { size } }) => [serverHost(size), userHost(USER)],

  network: ({ params: { loss, mbps, delayMs, queuePackets } }) => ({
    everywhere: { latency: delayMs, bandwidthBps: Math.round(mbps * 1e6), lossRatio: loss, queuePackets },
  }),

  async script(stage) {
    await stage.reports(SERVER, 'listening')
    await areConnected(stage, USER)
    await downloads(stage, USER)
  },

  checks: ({ params: { size } }) => [
    everyHostCompletes({ hosts: [USER], file: FILE }),
    noBadHashIsAccepted({ [FILE]: sha256(filmBytes(size)) }),
    filesEqual([USER], () => FILE, filmBytes(size)),
  ],

  chaos: () => ({ spanMs: 5000, spares: [UNCHECKED_TALK] }),

  metrics(record, { params: { size } }) {
    const [begun] = record.reported('download-started', {}, USER)
    const [whole] = record.reported('download-whole', {}, USER)
    const transferMs = (whole?.atMs ?? Number.NaN) - (begun?.atMs ?? Number.NaN)
    const sent = Number(record.reported('download-done', {}, SERVER)[0]?.details.sent ?? Number.NaN)
    return { goodputBps: (size * 8000) / transferMs, transferMs, packetsSent: sent }
  },

  // Ten minutes beside the time that the bytes take forty times over.
  limitMs: ({ size, mbps }) => 600_000 + (mbps === 0 ? 0 : (40 * size * 8) / (mbps * 1000)),
})
