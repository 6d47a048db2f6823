// `peer get` of a large file, alone and four at once, beside a bare program that does the same work by hand: file, socket,
// hash, file. Times go from the start of a process to its end, so what a program needs to begin and to sync counts.
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repeats } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { ChunkSeeder, FILE, SEEDER } from './chunk-seeder.ts'
import { type Ended, MeasuredProcess } from './measured-process.ts'
import { makeFile, withFolder } from './workspace.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB
const DOWNLOADERS = 4
const BASELINE = 'bare program'

/** One file of one size: who sends it, and where it comes from. */
interface Course {
  readonly folder: string
  readonly sizeBytes: number
  readonly hash: string
  readonly seeder: ChunkSeeder
  readonly sender: MeasuredProcess
  readonly senderPort: string
}

interface Single {
  readonly rate: number
  readonly cpuPerGib: number
  readonly peakMb: number
}

export async function fileRows(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = []
  for (const mebibytes of options.isQuick ? [32] : [256, 1024]) {
    rows.push(...(await withCourse(mebibytes * MIB, (course) => rowsOf(course, options, `${mebibytes} MiB`))))
  }
  return rows
}

async function withCourse<T>(sizeBytes: number, work: (course: Course) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    mkdirSync(join(folder, SEEDER))
    const path = join(folder, SEEDER, FILE)
    await makeFile(path, sizeBytes)
    const hash = await hashOf(path)
    const seeder = await ChunkSeeder.open(folder)
    const sender = new MeasuredProcess('bench/live/bare/file-sender.js', [path], folder)
    const senderPort = await sender.said(/port (\d+)/)
    try {
      return await work({ folder, sizeBytes, hash, seeder, sender, senderPort })
    } finally {
      await sender.stop()
      await seeder.close()
    }
  })
}

async function rowsOf(course: Course, options: BenchOptions, size: string): Promise<Row[]> {
  const peer: Single[] = []
  const bare: Single[] = []
  const together: Single[] = []
  for (let time = 0; time < repeats(options, 5); time++) {
    // In turns, and each first every other time.
    if (time % 2 === 0) bare.push(await bareOnce(course))
    peer.push(await getOnce(course))
    if (time % 2 === 1) bare.push(await bareOnce(course))
    together.push(await getTogether(course))
  }
  const column = (runs: readonly Single[], field: keyof Single) => runs.map((run) => run[field])
  return [
    {
      what: `peer get, ${size}`,
      unit: 'MB/s',
      better: 'more',
      figures: column(peer, 'rate'),
      baseline: { what: BASELINE, figures: column(bare, 'rate'), goal: 0.7 },
    },
    {
      what: `peer get, ${size}: both ends`,
      unit: 'CPU-s/GiB',
      better: 'less',
      figures: column(peer, 'cpuPerGib'),
      baseline: { what: BASELINE, figures: column(bare, 'cpuPerGib') },
    },
    { what: `peer get, ${size}: memory`, unit: 'MB', better: 'less', figures: column(peer, 'peakMb'), goal: 100 },
    {
      what: `${DOWNLOADERS} × peer get at once, ${size}`,
      unit: 'MB/s',
      better: 'more',
      figures: column(together, 'rate'),
      baseline: { what: 'one alone', figures: column(peer, 'rate'), goal: 1.2 },
    },
    {
      what: `${DOWNLOADERS} × peer get at once, ${size}: both ends`,
      unit: 'CPU-s/GiB',
      better: 'less',
      figures: column(together, 'cpuPerGib'),
      goal: 6,
    },
  ]
}

async function bareOnce(course: Course): Promise<Single> {
  const { folder, sizeBytes, hash, sender, senderPort } = course
  const path = join(folder, 'bare.bin')
  const before = await sender.usage()
  const receiver = new MeasuredProcess('bench/live/bare/file-receiver.js', [senderPort, path], folder)
  const ended = await receiver.ended()
  const after = await sender.usage()
  if (!receiver.output.includes(hash)) throw new Error('the bare program received another file')
  rmSync(path)
  return figuresOf([ended], sizeBytes, ended.seconds, after.cpuSeconds - before.cpuSeconds)
}

async function getOnce(course: Course): Promise<Single> {
  const before = await course.seeder.usage()
  const ended = await course.seeder.get('alone')
  const after = await course.seeder.usage()
  await expectSameFile(course, 'alone')
  return figuresOf([ended], course.sizeBytes, ended.seconds, after.cpuSeconds - before.cpuSeconds)
}

async function getTogether(course: Course): Promise<Single> {
  const names = Array.from({ length: DOWNLOADERS }, (_, index) => `one-of-${index + 1}`)
  const before = await course.seeder.usage()
  const startedMs = performance.now()
  const ended = await Promise.all(names.map((name) => course.seeder.get(name)))
  const seconds = (performance.now() - startedMs) / 1000
  const after = await course.seeder.usage()
  for (const name of names) await expectSameFile(course, name)
  return figuresOf(ended, course.sizeBytes * DOWNLOADERS, seconds, after.cpuSeconds - before.cpuSeconds)
}

function figuresOf(ended: readonly Ended[], bytes: number, seconds: number, senderCpuSeconds: number): Single {
  const cpuSeconds = ended.reduce((sum, one) => sum + one.cpuSeconds, senderCpuSeconds)
  return {
    rate: bytes / seconds / 1e6,
    cpuPerGib: (cpuSeconds * GIB) / bytes,
    peakMb: Math.max(...ended.map((one) => one.peakBytes)) / 1e6,
  }
}

/** After the clock has stopped. */
async function expectSameFile({ folder, hash }: Course, name: string): Promise<void> {
  const seen = await hashOf(join(folder, name, FILE))
  if (seen !== hash) throw new Error(`what ${name} fetched is another file`)
  rmSync(join(folder, name), { recursive: true })
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: MIB })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
