// A file by the datagram chat, directly and through a relay that loses datagrams by a seed: server, client and relay are processes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repeats } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { MeasuredProcess } from './measured-process.ts'
import { makeFile, withFolder } from './workspace.ts'

const MEBIBYTE = 1_048_576
const MEGABYTE = 1e6
const BASELINE = 'a window of datagrams, none lost'
const WHEN = /"time":(\d+)[^\n]*"event":"EVENT"/

interface Way {
  readonly what: string
  /** Null: no relay. */
  readonly loss: number | null
  /** Megabytes of the file a second. */
  readonly goal: number
}

const WAYS: readonly Way[] = [
  { what: 'no relay', loss: null, goal: 75 },
  { what: 'relay, loss 0 %', loss: 0, goal: 50 },
  { what: 'relay, loss 1 %', loss: 0.01, goal: 50 },
  { what: 'relay, loss 5 %', loss: 0.05, goal: 50 },
]

interface Seen {
  /** From the wish to the last packet. */
  readonly rate: number
  /** Of the file, for each second of processor of both ends. */
  readonly perCpuSecond: number
}

export async function datagramRows(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = []
  const ways = options.isQuick ? WAYS.filter(({ loss }) => loss !== 0) : WAYS
  for (const mebibytes of options.isQuick ? [4] : [16, 100]) {
    const sizeBytes = mebibytes * MEBIBYTE
    const bare: Seen[] = []
    const ours = ways.map((): Seen[] => [])
    for (let seed = 1; seed <= repeats(options, 3); seed++) {
      // The baseline is the same for all ways.
      bare.push(await windowed(sizeBytes))
      for (const [at, { loss }] of ways.entries()) ours[at]?.push(await download(loss, seed, sizeBytes))
    }
    ways.forEach((way, at) => rows.push(...rowsOf(way, sizeBytes, ours[at] ?? [], bare)))
  }
  return rows
}

function rowsOf({ what, goal }: Way, sizeBytes: number, ours: readonly Seen[], bare: readonly Seen[]): Row[] {
  const name = `datagram chat, ${Math.round(sizeBytes / MEBIBYTE)} MiB, ${what}`
  const baseline = (figure: keyof Seen) => ({ what: BASELINE, figures: bare.map((seen) => seen[figure]) })
  return [
    {
      what: name,
      unit: 'MB/s',
      better: 'more',
      figures: ours.map(({ rate }) => rate),
      goal,
      baseline: baseline('rate'),
    },
    {
      what: `${name}: for the processors of both ends`,
      unit: 'MB/CPU s',
      better: 'more',
      figures: ours.map(({ perCpuSecond }) => perCpuSecond),
      baseline: baseline('perCpuSecond'),
    },
  ]
}

function download(loss: number | null, seed: number, sizeBytes: number): Promise<Seen> {
  return withFolder(async (folder) => {
    mkdirSync(join(folder, 'files'))
    await makeFile(join(folder, 'files', 'film.bin'), sizeBytes)
    const server = new MeasuredProcess('bin/datagram-chat-server.js', ['--first-port', 0, '--ports', 1], folder)
    const serverPort = await server.said(/port (\d+)/)
    const relay =
      loss === null ? null : new MeasuredProcess('bench/live/datagram-relay.js', [serverPort, loss, seed], folder)
    const port = relay === null ? serverPort : await relay.said(/port (\d+)/)
    const flags = ['--address', '', '--server', '127.0.0.1', '--port', port, '--always-proceed', '--log', 'debug']
    const client = new MeasuredProcess('bin/datagram-chat-client.js', flags, folder)
    client.type('connect\nuser\n')
    await client.said(/("event":"connected")/)
    const before = (await server.usage()).cpuSeconds + (await client.usage()).cpuSeconds
    client.type('download\nfilm.bin\n')
    const beganAt = Number(await client.said(when('download-started')))
    const wholeAt = Number(await client.said(when('download-whole')))
    const after = (await server.usage()).cpuSeconds + (await client.usage()).cpuSeconds
    for (const program of [client, relay, server]) await program?.stop()
    const megabytes = sizeBytes / MEGABYTE
    return { rate: (megabytes * 1000) / (wholeAt - beganAt), perCpuSecond: megabytes / (after - before) }
  })
}

function when(event: string): RegExp {
  return new RegExp(WHEN.source.replace('EVENT', event))
}

function windowed(sizeBytes: number): Promise<Seen> {
  return withFolder(async (folder) => {
    await makeFile(join(folder, 'film.bin'), sizeBytes)
    const receiver = new MeasuredProcess('bench/live/bare/datagram-window.js', ['receive', sizeBytes], folder)
    const port = await receiver.said(/port (\d+)/)
    const before = (await receiver.usage()).cpuSeconds
    const sender = new MeasuredProcess('bench/live/bare/datagram-window.js', ['send', port, 'film.bin'], folder)
    const tookMs = Number(await receiver.said(/took (\S+) ms/))
    const ends = [await receiver.ended(), await sender.ended()]
    const cpuSeconds = ends.reduce((sum, end) => sum + end.cpuSeconds, 0) - before
    const megabytes = sizeBytes / MEGABYTE
    return { rate: (megabytes * 1000) / tookMs, perCpuSecond: megabytes / cpuSeconds }
  })
}
