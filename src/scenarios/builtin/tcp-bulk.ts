// How long does one transfer over one link take? Held against a packet-level simulator by the benches.
import { reportsExactly } from '../../check/reports.ts'
import { exitsWith } from '../../check/programs.ts'
import { bulkReceiver, bulkSender } from '../../nodes/bulk/programs.ts'
import { integer, number, text } from '../params.ts'
import { defineScenario } from '../scenario.ts'

const PORT = 26_700
/** Never the limit. */
const SEND_BUFFER_BYTES = 6 * 1024 * 1024

export default defineScenario({
  name: 'tcp-bulk',
  purpose: 'How long does one TCP transfer over one duplex link take, from connect to the last byte at the receiver?',
  params: {
    bytes: integer(1_000_000, 'bytes to transfer', { min: 1, max: 10_000_000_000 }),
    mbps: number(10, 'bandwidth of each direction, Mbit/s; 0: unlimited', { max: 100_000 }),
    delayMs: number(10, 'one-way delay, ms', { max: 60_000 }),
    loss: number(0, 'packets lost in each direction, as a ratio', { max: 0.9 }),
    cc: text('cubic', 'congestion control of the virtual hosts (real ones have their kernel’s)', ['newreno', 'cubic']),
    queuePackets: integer(100, 'packets that may wait at each end of the link', { min: 1, max: 1_000_000 }),
  },

  hosts: ({ params: { bytes, cc } }) => [
    { name: 'receiver', start: bulkReceiver({ port: PORT, totalBytes: bytes }) },
    {
      name: 'sender',
      start: bulkSender({ host: 'receiver', port: PORT, totalBytes: bytes }),
      startsOff: true,
      congestionControl: cc === 'newreno' ? 'newreno' : 'cubic',
      sendBufferBytes: SEND_BUFFER_BYTES,
    },
  ],

  network: ({ params: { mbps, delayMs, loss, queuePackets } }) => ({
    everywhere: { latency: delayMs, bandwidthBps: Math.round(mbps * 1e6), lossRatio: loss, queuePackets },
  }),

  async script(stage) {
    await stage.reports('receiver', 'listening')
    await stage.start('sender')
    await stage.ends('receiver')
    await stage.ends('sender')
  },

  checks: ({ params: { bytes } }) => [
    reportsExactly(1, { event: 'transfer-complete', host: 'receiver', where: { bytes } }, 'every byte arrives once'),
    exitsWith('sender', 0),
    exitsWith('receiver', 0),
  ],

  chaos: () => {
    const reason = 'one transfer over one connection is the question: without the connection there is none'
    return { spanMs: 1000, spares: [{ kinds: ['cut-connections', 'crash'], reason }] }
  },

  metrics(record) {
    const [begun] = record.reported('connecting', {}, 'sender')
    const [complete] = record.reported('transfer-complete', {}, 'receiver')
    return { completionMs: (complete?.atMs ?? Number.NaN) - (begun?.atMs ?? Number.NaN) }
  },

  // A day: 10 GB over a bad link take hours of virtual time.
  limitMs: 86_400_000,
})
