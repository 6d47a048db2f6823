// A user who wants something done and does not give up: tries again when the program says that it failed, starts the
// program again when it ended, and goes on when the machine is back from a crash. Without faults it is done at the first try.
import type { Report } from '../host/report.ts'
import type { Awaited, Stage } from './stage.ts'

export interface Errand {
  /** The user acts only when the program, as it runs now, has reported this. Default: as soon as it runs. */
  readonly when?: Awaited
  /** What the user types. */
  does(): void
  /** It is done. */
  readonly done: Awaited
  /** It has failed, and the user tries again. */
  readonly failed?: readonly Awaited[]
}

/** How long a user takes to try again. */
const AGAIN_AFTER_MS = 1000

/** Resolves with the report that it is done. */
export async function insist(stage: Stage, host: string, { when, does, done, failed = [] }: Errand): Promise<Report> {
  const begin = stage.reportsOf(host)
  for (;;) {
    // It may have been done while the user waited to try again.
    const report = stage.reportSince(host, done, begin)
    if (report !== undefined) return report
    await isUp(stage, host)
    if (when !== undefined && !stage.hasReported(host, when)) {
      await stage.next(host, [when], stage.reportsOf(host))
      continue
    }
    const from = stage.reportsOf(host)
    does()
    const happened = await stage.next(host, [done, ...failed], from)
    if (typeof happened === 'string' || happened.event !== done.event) await stage.sleep(AGAIN_AFTER_MS)
  }
}

/** Resolves when the program runs: after a crash by itself, otherwise the user starts it. */
export async function isUp(stage: Stage, host: string): Promise<void> {
  while (!stage.isRunning(host)) {
    if (stage.lastEnd(host)?.kind === 'crash') {
      await stage.next(host, [], stage.reportsOf(host))
      continue
    }
    await stage.sleep(AGAIN_AFTER_MS)
    if (!stage.isRunning(host) && stage.lastEnd(host)?.kind !== 'crash') await stage.start(host)
  }
}

/** Resolves when the host has reported this, whatever happens to it on the way. Counts reports from index `from` on. */
export async function eventually(stage: Stage, host: string, pattern: Awaited, from = 0): Promise<Report> {
  for (;;) {
    // Its program may have ended before anybody waited for it.
    if (stage.reportSince(host, pattern, from) === undefined) await isUp(stage, host)
    const happened = await stage.next(host, [pattern], from)
    if (typeof happened !== 'string') return happened
  }
}

/** Resolves when the host's program, as it runs then, has reported this. The user starts it again when it ends. */
export async function isReady(stage: Stage, host: string, pattern: Awaited): Promise<void> {
  for (;;) {
    await isUp(stage, host)
    if (stage.hasReported(host, pattern)) return
    await stage.next(host, [pattern], stage.reportsOf(host))
  }
}

/** Whenever the program ends by itself, the user starts it again: never resolves. `isOver`: he does not any more. */
export async function keepUp(stage: Stage, host: string, isOver: () => boolean = () => false): Promise<void> {
  while (!isOver()) {
    await isUp(stage, host)
    await stage.next(host, [], stage.reportsOf(host))
  }
}

/** Resolves when the faults of chaos are over, and what they held up had so much time. At once without chaos. */
export async function calm(stage: Stage, calmAtMs: number, settleMs: number): Promise<void> {
  if (calmAtMs > 0) await stage.sleep(Math.max(0, calmAtMs - stage.nowMs) + settleMs)
}
