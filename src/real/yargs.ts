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
const load = require('yargs') as Yargs
/** As far from here in dist/ as in src/. */
const PACKAGE = '../../package.json'

/**
 * With our version: by itself it tells that of the package in whose folder the user is. And in English as we write it, whatever
 * the user's language is: half a help in each is no help.
 */
export const yargs: Yargs = (words) => {
  const { version } = require(PACKAGE) as { readonly version: string }
  return load(words).version(version).detectLocale(false)
}
export const { hideBin } = require('yargs/helpers') as Helpers
