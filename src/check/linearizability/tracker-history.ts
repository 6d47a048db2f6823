// The history of a tracker out of what its users reported before and after each question, and of the peers that it let go.
import type { Report } from '../../host/report.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import type { Operation } from './operation.ts'
import { locationsText, type TrackerInput, type TrackerOutput } from './tracker-model.ts'

/** What a user reports before it asks: `kind`, `peer` and, unless it leaves, `file`, and to register `chunks`. */
export const ASKED = 'tracker-asked'
/** And when it has the answer: `output`. One that gets none reports `tracker-silent`, or nothing. */
export const ANSWERED = 'tracker-answered'

/** A peer that the tracker lets go is gone, for good or until a crash of the tracker forgets it, after so long at the latest. */
const DROPPED_WITHIN_MS = 60_000

export interface TrackerHistoryOptions {
  readonly tracker: string
  /** All files that are ever registered: a peer that leaves leaves each of them. */
  readonly files: readonly string[]
}

type TrackerOperation = Operation<TrackerInput, TrackerOutput>

/** Every user asks one thing at a time. On real sockets reports come late: the times are then widened accordingly. */
export function trackerHistory(record: RunRecord, { tracker, files }: TrackerHistoryOptions): TrackerOperation[] {
  const history: TrackerOperation[] = []
  const open = new Map<string, Report>()
  const close = (asked: Report, output: string | undefined, returnedMs: number) => {
    const invokedMs = asked.atMs - record.reportDelayMs
    for (const input of inputsOf(asked, files)) {
      history.push({ client: asked.host, input, output, invokedMs, returnedMs })
    }
  }
  for (const report of record.reports) {
    const asked = open.get(report.host)
    if (report.event === ASKED) {
      if (asked !== undefined) close(asked, undefined, Infinity)
      open.set(report.host, report)
    } else if (report.event === ANSWERED && asked !== undefined) {
      close(asked, String(report.details.output), report.atMs)
      open.delete(report.host)
    } else if (report.event === 'peer-dropped' && report.host === tracker) {
      for (const file of files) history.push(dropped(report, file, record.reportDelayMs))
    }
  }
  for (const asked of open.values()) close(asked, undefined, Infinity)
  return withoutIdle(history).sort((one, other) => one.invokedMs - other.invokedMs)
}

/**
 * Leaves out what nobody knows the outcome of and nobody saw: such a question changed nothing, and such a registration was
 * replaced before anybody looked, or never happened. The verdict is the same without them, and found much sooner.
 */
function withoutIdle(history: readonly TrackerOperation[]): TrackerOperation[] {
  const seen = new Set<string>()
  for (const { input, output = '' } of history) {
    if (input.kind === 'locate') for (const holder of output.split('; ')) seen.add(`${input.file} ${holder}`)
  }
  return history.filter(({ input, output }) => {
    if (output !== undefined || input.kind === 'leave') return true
    return (
      input.kind === 'register' && seen.has(`${input.file} ${locationsText(new Map([[input.peer, input.chunks]]))}`)
    )
  })
}

function inputsOf({ details }: Report, files: readonly string[]): TrackerInput[] {
  const { kind, peer, file, chunks } = details
  if (kind === 'leave') return files.map((each) => ({ kind: 'leave', file: each, peer: String(peer) }))
  if (kind === 'locate') return [{ kind: 'locate', file: String(file) }]
  return [{ kind: 'register', file: String(file), peer: String(peer), chunks: String(chunks) }]
}

function dropped({ atMs, host, details }: Report, file: string, reportDelayMs: number): TrackerOperation {
  const input = { kind: 'leave', file, peer: String(details.peer) } as const
  return {
    client: host,
    input,
    output: undefined,
    invokedMs: atMs - reportDelayMs,
    returnedMs: atMs + DROPPED_WITHIN_MS,
  }
}
