// The one place that loads yargs. It knows no program.
// 1. Its form for `require`: the other one breaks the lines of a help inside of words.
// 2. Version 17: 18 takes some 100 ms to load instead of 30, as it makes ready to measure emoji.
import { createRequire } from 'node:module'
import type { Argv } from 'yargs'

interface Yargs {
  (words?: readonly string[]): Argv
}

interface Helpers {
  /** What was typed behind the name of the program. */
  hideBin(argv: readonly string[]): string[]
}

const require = createRequire(import.meta.url)

export const yargs = require('yargs') as Yargs
export const { hideBin } = require('yargs/helpers') as Helpers
