// A user who answers what the program asks and reacts to what it says, as often as it comes, until what he wants is done. He
// reads the screen: a question that was overtaken by another one is not answered any more.
import type { Report } from '../host/report.ts'
import { isUp } from './errand.ts'
import type { Awaited, Stage } from './stage.ts'

export interface Habit {
  /** What the program prints. */
  readonly at: RegExp
  /** What the user types then; nothing: a question that somebody else answers. */
  readonly types: readonly string[]
  /** How long he waits before. Default: he types at once. */
  readonly afterMs?: number
}

/** Resolves with the report, one that `done` fits, that what he wants is done. */
export async function behave(
  stage: Stage,
  host: string,
  habits: readonly Habit[],
  ...done: readonly Awaited[]
): Promise<Report> {
  const from = stage.reportsOf(host)
  const any = new RegExp(habits.map(({ at }) => `(?:${at.source})`).join('|'))
  for (;;) {
    await isUp(stage, host)
    const heard = await stage.hears(host, any, done, from)
    if (typeof heard !== 'string') return heard
    const habit = habits.find(({ at }) => at.test(heard))
    if (habit?.afterMs !== undefined) await stage.sleep(habit.afterMs)
    // What was printed may have been the end of it.
    const isOver = stage.hasPrinted(host, any) || done.some((one) => stage.reportSince(host, one, from))
    if (!isOver && stage.isRunning(host)) for (const line of habit?.types ?? []) stage.type(host, line)
  }
}
