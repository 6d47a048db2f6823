// The index swarm under load: one peer sends so many files at once, each in paced blocks. How far is each block from its time?
import net from 'node:net'
import { encodeMessage } from '../../src/wire/index/encode-message.ts'
import { FileVector } from '../../src/wire/index/file-vector.ts'
import { BLOCK_COUNT } from '../../src/wire/index/generated-file.ts'
import { MessageReader } from '../../src/wire/index/message-reader.ts'
import { sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { MeasuredProcess } from './measured-process.ts'
import { freePort, withFolder } from './workspace.ts'

const TRANSFERS = 500
const FILE = 10

export async function indexRows(options: BenchOptions): Promise<Row[]> {
  const pauseMs = options.isQuick ? 100 : 1_000
  return withFolder(async (folder) => {
    const serverPort = await freePort()
    const port = await freePort()
    const server = new MeasuredProcess('bin/index-server.js', ['-p', serverPort], folder)
    await server.said(/listens on port/)
    const vector = FileVector.of([FILE]).toString()
    const words = [
      '-i',
      1,
      '-s',
      serverPort,
      '-p',
      port,
      '-v',
      vector,
      '--pause-ms',
      pauseMs,
      '--max-connections',
      1000,
    ]
    const supplier = new MeasuredProcess('bin/index-peer.js', words, folder)
    await server.said(/[Cc]lient 1\b/)
    const bare = new MeasuredProcess('bench/live/bare/paced-blocks.js', [pauseMs, BLOCK_COUNT], folder)
    const barePort = Number(await bare.said(/port (\d+)/))
    const worst = async (to: number) =>
      Math.max(...(await Promise.all(range(TRANSFERS).map((id) => fetch(to, id, pauseMs)))))
    try {
      const { subject, baseline } = await sideBySide(
        options.isQuick ? 1 : 3,
        () => worst(port),
        () => worst(barePort),
      )
      return [
        {
          what: `index swarm, ${TRANSFERS} transfers at once, a block every ${pauseMs} ms: the worst block`,
          unit: 'ms late',
          better: 'less',
          figures: subject,
          goal: 20,
          baseline: { what: 'a bare timer for each', figures: baseline, isRough: true },
        },
      ]
    } finally {
      await bare.stop()
      await supplier.stop()
      await server.stop()
    }
  })
}

/** Fetches the file; how late the worst of its blocks came. */
function fetch(port: number, id: number, pauseMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader()
    const times: number[] = []
    const socket = net.connect({ port, host: '127.0.0.1' }, () => {
      socket.write(encodeMessage({ type: 'request', requesterId: id + 100, file: FILE, from: 0 }))
    })
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      const nowMs = performance.now()
      reader.push(bytes)
      for (let next = reader.next(); next.kind !== 'wait'; next = reader.next()) {
        if (next.kind === 'bad') return reject(new Error(next.reason))
        if (next.message.type === 'block') times.push(nowMs)
      }
      if (times.length < BLOCK_COUNT) return
      socket.end(encodeMessage({ type: 'ack', positive: true }))
      resolve(worstLateness(times, pauseMs))
    })
  })
}

/**
 * The supplier's first block sets the times of the others. It is read here while 500 connections are being opened, so late, and
 * no block comes before its time: the one that is the least late tells when the first one left.
 */
function worstLateness(times: readonly number[], pauseMs: number): number {
  const offsets = times.map((timeMs, block) => timeMs - block * pauseMs)
  return Math.max(...offsets.slice(1)) - Math.min(...offsets)
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
