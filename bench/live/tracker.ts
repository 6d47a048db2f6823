// The tracker with 10,000 files of 10 peers each, one connection per message, beside a loop that only accepts, parses,
// answers and closes.
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { repeats, sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { MeasuredProcess } from './measured-process.ts'
import { freePort, untilListening, withFolder } from './workspace.ts'

const FILES = 10_000
const PEERS = 10
const AT_ONCE = 64
const FILE_BYTES = 2_048
const BASELINE = 'accept, parse, answer, close'

interface Load {
  readonly what: string
  /** `{n}` becomes the number of a file. */
  readonly request: string
  readonly atOnce: number
  /** The quick form plays it: a short reply, and the longest. */
  readonly isQuick?: boolean
}

const LOADS: readonly Load[] = [
  { what: 'message 3', request: '{"message":3,"fileName":"file-{n}"}', atOnce: AT_ONCE, isQuick: true },
  {
    what: 'message 3, 5 peers in ranges',
    request: '{"message":3,"fileName":"file-{n}","ranges":1,"maxPeers":5}',
    atOnce: AT_ONCE,
  },
  { what: 'message 4', request: '{"message":4,"fileName":"file-{n}","chunk":2,"lPort":1}', atOnce: AT_ONCE },
  { what: 'message 2, all files', request: '{"message":2,"ranges":1,"maxPeers":1}', atOnce: 4, isQuick: true },
]

export async function trackerRows(options: BenchOptions): Promise<Row[]> {
  return withFolder(async (folder) => {
    const port = await freePort()
    const words = [port, '--memory', '--quiet', '--probe-after-ms', 0]
    const tracker = new MeasuredProcess('bin/tracker.js', words, folder)
    await untilListening(port)
    for (let peer = 1; peer <= PEERS; peer++) await ask(port, registration(peer))
    const rows: Row[] = []
    try {
      for (const load of LOADS) {
        if (options.isQuick && load.isQuick !== true) continue
        rows.push(await rowOf(load, port, folder, options))
      }
      return rows
    } finally {
      await tracker.stop()
    }
  })
}

async function rowOf(load: Load, port: number, folder: string, options: BenchOptions): Promise<Row> {
  // The bare loop sends the very same bytes.
  const reply = await ask(port, load.request.replace('{n}', '1'))
  writeFileSync(join(folder, 'reply.json'), reply)
  const bare = new MeasuredProcess('bench/live/bare/document-answerer.js', [join(folder, 'reply.json')], folder)
  const barePort = await bare.said(/port (\d+)/)
  const rate = async (to: string | number) => {
    const words = [to, options.isQuick ? 0.25 : 3, load.atOnce, load.request, FILES]
    const client = new MeasuredProcess('bench/live/document-client.js', words, folder)
    await client.ended()
    return Number.parseFloat(client.output)
  }
  const seen = await sideBySide(
    repeats(options),
    () => rate(port),
    () => rate(barePort),
  )
  await bare.stop()
  return {
    what: `tracker, ${load.what}, ${load.atOnce} at once`,
    unit: 'replies/s',
    better: 'more',
    figures: seen.subject,
    baseline: { what: BASELINE, figures: seen.baseline, goal: 0.85 },
  }
}

/** One peer that has every file. */
function registration(peer: number): string {
  const files = Array.from({ length: FILES }, (_, file) => [`file-${file}`, FILE_BYTES])
  return JSON.stringify({ message: 1, files, lPort: peer })
}

function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = ''
    const socket = net.connect({ port, host: '127.0.0.1' }, () => socket.write(request))
    socket.on('data', (bytes: Buffer) => {
      reply += bytes.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(reply))
  })
}
