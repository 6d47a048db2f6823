// Chunk requests of 1,024 bytes on one kept-open connection to a real peer, one after the other and 64 at a time, beside a
// loop that only answers.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repeats, sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { ChunkSeeder, FILE, SEEDER } from './chunk-seeder.ts'
import { MeasuredProcess } from './measured-process.ts'
import { makeFile, withFolder } from './workspace.ts'

const FILE_CHUNKS = 64 * 1024
const DEPTH = 64

export async function chunkRequestRows(options: BenchOptions): Promise<Row[]> {
  return withFolder(async (folder) => {
    mkdirSync(join(folder, SEEDER))
    await makeFile(join(folder, SEEDER, FILE), FILE_CHUNKS * 1024)
    const seeder = await ChunkSeeder.open(folder)
    const bare = new MeasuredProcess('bench/live/bare/chunk-answerer.js', [], folder)
    const barePort = await bare.said(/port (\d+)/)
    const seconds = options.isQuick ? 0.25 : 3
    const rate = async (port: string | number, depth: number, ...form: string[]) => {
      const words = [port, seconds, depth, FILE_CHUNKS, ...form]
      const client = new MeasuredProcess('bench/live/chunk-client.js', words, folder)
      await client.ended()
      return Number.parseFloat(client.output)
    }
    const pair = (depth: number) =>
      sideBySide(
        repeats(options),
        () => rate(seeder.port, depth),
        () => rate(barePort, depth, 'bare'),
      )
    try {
      const sequential = await pair(1)
      const deep = await pair(DEPTH)
      const what = 'loop that only answers'
      return [
        {
          what: 'chunk requests, one after the other, hashed',
          unit: 'chunks/s',
          better: 'more',
          figures: sequential.subject,
          baseline: { what, figures: sequential.baseline, goal: 0.6 },
        },
        {
          what: `chunk requests, ${DEPTH} at a time, hashed`,
          unit: 'chunks/s',
          better: 'more',
          figures: deep.subject,
          goal: 250_000,
          baseline: { what, figures: deep.baseline },
        },
      ]
    } finally {
      await bare.stop()
      await seeder.close()
    }
  })
}
