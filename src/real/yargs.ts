// The one place that loads yargs. It knows no program.
// 1. Its form for `require`: the other one breaks the lines of a help inside of words.
// 2. Version 17: 18 takes 100 ms to load instead of 30, as it makes ready to measure emoji.
import { createRequire } from 'node:module'
import type { Argv } from 'yargs'

interface Yargs {
  (words?: readonly string[]): Argv
  /** What was typed behind the name of the program. */
  hideBin(argv: readonly string[]): string[]
}

export const yargs = createRequire(import.meta.url)('yargs/yargs') as Yargs
export const { hideBin } = yargs
