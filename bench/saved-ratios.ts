// The ratios of an earlier run, and what has become of them: `bench/baseline.json`. Only ratios are kept, because only they
// mean the same on another machine; those of the quick form apart, because its workloads are smaller.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import { ratiosOf, type Row, spreadOf } from './suite.ts'

/** A ratio below this part of the saved one is a failure; what is above is the noise of a busy machine. */
export const COLLAPSED_BELOW = 0.5

interface SavedForm {
  readonly machine: Machine
  /** `suite: what` → ratio. */
  readonly ratios: Readonly<Record<string, number>>
}

interface Saved {
  readonly quick?: SavedForm
  readonly full?: SavedForm
}

export class SavedRatios {
  readonly #path: string
  readonly #form: 'quick' | 'full'

  /** `root`: of the repository. */
  constructor(root: string, isQuick: boolean) {
    this.#path = join(root, 'bench', 'baseline.json')
    this.#form = isQuick ? 'quick' : 'full'
  }

  /** The saved ratio of a row; undefined when there is none. */
  of(suite: string, row: Row): number | undefined {
    return this.#read()[this.#form]?.ratios[keyOf(suite, row)]
  }

  /** Rows of suites that did not run keep what is saved of them. */
  save(machine: Machine, results: ReadonlyArray<{ readonly suite: string; readonly rows: readonly Row[] }>): void {
    const saved = this.#read()
    const ran = new Set(results.map(({ suite }) => suite))
    const kept = Object.entries(saved[this.#form]?.ratios ?? {}).filter(([key]) => !ran.has(key.split(':')[0] ?? ''))
    const seen = results.flatMap(({ suite, rows }) =>
      rows
        .filter(({ baseline }) => baseline !== undefined && baseline.isRough !== true)
        .map((row): [string, number] => [keyOf(suite, row), Number(spreadOf(ratiosOf(row)).median.toPrecision(3))]),
    )
    const ratios = Object.fromEntries([...kept, ...seen].sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(this.#path, `${JSON.stringify({ ...saved, [this.#form]: { machine, ratios } }, null, 2)}\n`)
  }

  #read(): Saved {
    return existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, 'utf8')) as Saved) : {}
  }
}

function keyOf(suite: string, { what }: Row): string {
  return `${suite}: ${what}`
}
