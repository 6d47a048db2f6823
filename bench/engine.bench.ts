// The virtual network at full speed, and what hosts and starts cost.
import { execFile, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { playPacedAmongIdle, withIdleHosts } from './engine/idle-world.ts'
import { swarmRows } from './engine/swarm-rows.ts'
import { aWorld, type workloads } from './engine/workloads.ts'
import { repeated, repeats, sideBySide } from './measure.ts'
import type { BenchOptions, Row, Suite } from './suite.ts'

/** The row of one workload, from a process of its own. */
const measured =
  (name: keyof typeof workloads) =>
  async ({ isQuick }: BenchOptions): Promise<Row[]> => {
    const program = fileURLToPath(new URL('engine/workload-program.js', import.meta.url))
    const words = [program, name, isQuick ? 'quick' : 'full']
    const { stdout } = await promisify(execFile)(process.execPath, words)
    return [JSON.parse(stdout) as Row]
  }

async function memory(options: BenchOptions): Promise<Row[]> {
  const hosts = options.isQuick ? 2_000 : 20_000
  const kibibytes = await repeated(repeats(options, 3), () => kibibytesPerIdleHost(hosts))
  return [
    { what: 'W4 scale: memory of an idle connected host', unit: 'KiB', better: 'less', figures: kibibytes, goal: 8 },
  ]
}

/** Heap and array buffers, after a collection where the process allows one (`node --expose-gc`). */
async function kibibytesPerIdleHost(hosts: number): Promise<number> {
  const used = () => {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = used()
  let kibibytes = Number.NaN
  await withIdleHosts(aWorld(), hosts, () => {
    kibibytes = (used() - before) / hosts / 1024
  })
  return kibibytes
}

async function idle(options: BenchOptions): Promise<Row[]> {
  const everyMs = options.isQuick ? 60_000 : 1_000
  const blocks = 86_400_000 / everyMs
  const eventsPerBlock = async (idleHosts: number) => {
    const built = aWorld()
    await withIdleHosts(built, idleHosts, () => {})
    const world = aWorld()
    await playPacedAmongIdle(world, idleHosts, blocks, everyMs)
    return (world.events - built.events) / blocks
  }
  return [
    {
      what: 'W7 idle: a virtual day of one paced transfer among 1,000 idle hosts',
      unit: 'events/block',
      better: 'less',
      figures: [await eventsPerBlock(1_000)],
      baseline: { what: 'among none', figures: [await eventsPerBlock(0)], goal: 0.99 },
    },
  ]
}

async function startUp(options: BenchOptions): Promise<Row[]> {
  // Compiled, this file lies in .bench/bench.
  const sim = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin', 'sim.js')
  const wallMs = (...args: string[]) => {
    const before = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
    return performance.now() - before
  }
  const { subject, baseline } = await sideBySide(
    repeats(options, 9),
    () => wallMs(sim, 'corrupted-block'),
    () => wallMs('-e', '0'),
  )
  return [
    {
      what: 'start-up: sim corrupted-block, from start to exit',
      unit: 'ms',
      better: 'less',
      figures: subject,
      goal: 350,
      baseline: { what: 'node -e 0', figures: baseline, goal: 1 / 6 },
    },
  ]
}

export const engine: Suite = {
  name: 'engine',
  purpose: 'messages, segments and datagrams per CPU-second of the virtual network, and what hosts and starts cost',
  async run(options) {
    const rows: Row[] = []
    for (const rowsOf of [
      measured('w1'),
      measured('fingerprint'),
      measured('checks'),
      measured('w6'),
      measured('w2'),
      measured('w3'),
      measured('w4'),
      memory,
      swarmRows,
      idle,
      measured('w8'),
      startUp,
    ]) {
      rows.push(...(await rowsOf(options)))
    }
    return rows
  },
}
