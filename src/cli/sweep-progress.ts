// How far a sweep is: a bar with rate and time left on a terminal, a plain line now and then elsewhere.
import { Presets, SingleBar } from 'cli-progress'
import type { SweepProgress } from '../explore/sweep.ts'
import { grouped } from './duration.ts'

const FIRST_LINE_AFTER_MS = 10_000
const LINE_EVERY_MS = 10_000
const FORMAT = '{bar} {percentage}% | {value}/{total} runs | {rate}/s | {left} left | {failures} failed'

export class SweepProgressBar {
  readonly #stream: NodeJS.WriteStream
  readonly #bar: SingleBar | null
  readonly #startedAt = performance.now()
  #lineAt = this.#startedAt + FIRST_LINE_AFTER_MS - LINE_EVERY_MS

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.#bar = stream.isTTY
      ? new SingleBar({ stream, format: FORMAT, clearOnComplete: true, hideCursor: true }, Presets.shades_classic)
      : null
  }

  show(progress: SweepProgress): void {
    const { runs, total, failures } = progress
    const now = performance.now()
    const { rate, left } = pace(progress, now - this.#startedAt)
    if (this.#bar === null) {
      if (now - this.#lineAt < LINE_EVERY_MS) return
      this.#lineAt = now
      const line = `${grouped(runs)} of ${grouped(total)} runs, ${rate}/s, ${left} left, ${grouped(failures)} failed`
      this.#stream.write(`${line}\n`)
      return
    }
    if (!this.#bar.isActive) this.#bar.start(total, 0, { rate, left, failures })
    this.#bar.update(runs, { rate, left, failures })
  }

  end(): void {
    this.#bar?.stop()
  }
}

/** Over the whole sweep so far: runs a second, and the time that the others will take. */
function pace({ runs, total }: SweepProgress, passedMs: number): { readonly rate: string; readonly left: string } {
  const perSecond = runs / (passedMs / 1000)
  const seconds = runs === 0 ? Infinity : Math.round((total - runs) / perSecond)
  return { rate: grouped(Math.round(perSecond)), left: timeLeft(seconds) }
}

function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?'
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}
