// A room of the menu chat where everyone hears everyone: the server in one process, all users in another.
import { repeats, sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { MeasuredProcess } from './measured-process.ts'
import { withFolder } from './workspace.ts'

interface Load {
  readonly what: string
  readonly users: number
  readonly linesInFlight: number
  /** Deliveries a second. */
  readonly goal: number
  /** The quick form plays it. */
  readonly isQuick?: boolean
}

const LOADS: readonly Load[] = [
  { what: '100 users, 1,000 lines in flight', users: 100, linesInFlight: 1000, goal: 1_500_000 },
  { what: '1,000 users, 1,000 lines in flight', users: 1000, linesInFlight: 1000, goal: 1_500_000, isQuick: true },
  { what: '100 users, one line in flight', users: 100, linesInFlight: 1, goal: 200_000, isQuick: true },
]
const BASELINE = 'split, name, one write for each a turn'
/** At half of the goal's load, the same for all and in every run. */
const CALM_RATE = 750_000
const MAX_P99_MS = 50

interface Seen {
  readonly rate: number
  readonly p99Ms: number
  /** Deliveries for each second of the server's processor. */
  readonly perCpuSecond: number
}

interface Server {
  readonly program: string
  readonly words: readonly (string | number)[]
}

const OURS: Server = { program: 'bin/chat-server.js', words: [0, '--max-connections', 2000] }
const BARE: Server = { program: 'bench/live/bare/chat-room.js', words: [] }

export async function chatRows(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = []
  for (const load of LOADS) {
    if (options.isQuick && load.isQuick !== true) continue
    rows.push(...(await rowsOf(load, options)))
  }
  return rows
}

async function rowsOf(load: Load, options: BenchOptions): Promise<Row[]> {
  const seconds = options.isQuick ? 0.3 : 3
  const ours: Seen[] = []
  const bare: Seen[] = []
  const figure = (server: Server, all: Seen[]) => async () => {
    const seen = await talk(server, load.users, seconds, load.linesInFlight, 0)
    all.push(seen)
    return seen.rate
  }
  const rates = await sideBySide(repeats(options, 3), figure(OURS, ours), figure(BARE, bare))
  const what = `menu chat, ${load.what}`
  const rows: Row[] = [
    {
      what: `${what}: deliveries`,
      unit: 'lines/s',
      better: 'more',
      figures: rates.subject,
      goal: load.goal,
      baseline: { what: BASELINE, figures: rates.baseline },
    },
    {
      what: `${what}: deliveries for the server's processor`,
      unit: 'lines/CPU s',
      better: 'more',
      figures: ours.map(({ perCpuSecond }) => perCpuSecond),
      baseline: { what: BASELINE, figures: bare.map(({ perCpuSecond }) => perCpuSecond) },
    },
  ]
  if (load.linesInFlight === 1) return rows
  const lines = Math.round(CALM_RATE / (load.users - 1))
  const calm = await sideBySide(
    repeats(options, 3),
    async () => (await talk(OURS, load.users, seconds, 0, lines)).p99Ms,
    async () => (await talk(BARE, load.users, seconds, 0, lines)).p99Ms,
  )
  rows.push({
    what: `menu chat, ${load.users} users, ${CALM_RATE} deliveries/s: 99th percentile of the latency`,
    unit: 'ms',
    better: 'less',
    figures: calm.subject,
    goal: MAX_P99_MS,
    baseline: { what: BASELINE, figures: calm.baseline },
  })
  return rows
}

function talk(
  { program, words }: Server,
  users: number,
  seconds: number,
  inFlight: number,
  linesPerSecond: number,
): Promise<Seen> {
  return withFolder(async (folder) => {
    const server = new MeasuredProcess(program, words, folder)
    const port = await server.said(/port (\d+)/)
    const crowd = new MeasuredProcess(
      'bench/live/chat-crowd.js',
      [port, users, seconds, inFlight, linesPerSecond],
      folder,
    )
    await crowd.said(/(measuring)/)
    const before = await server.usage()
    const [, rate, p99] = /(\S+) deliveries (\S+) ms/.exec(await crowd.said(/(\S+ deliveries \S+ ms)/)) ?? []
    const after = await server.usage()
    await crowd.ended()
    await server.stop()
    const deliveries = Number(rate) * seconds
    return { rate: Number(rate), p99Ms: Number(p99), perCpuSecond: deliveries / (after.cpuSeconds - before.cpuSeconds) }
  })
}
