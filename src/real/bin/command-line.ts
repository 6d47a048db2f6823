// What the binaries share in reading their arguments: wrong usage is one clear line and exit code 2. It knows no program.
import type { ArgumentsCamelCase, Argv } from 'yargs'

const EXIT_USAGE = 2
/** The longest delay that a timer takes. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** What the user typed is wrong; the message says what, in one line. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/**
 * Reads the process's arguments and calls `run` with them; `--help`, also as `-h` or another letter, and `--version` are
 * answered here. A `UsageError`, from the parser or from `run`, is shown with the way to the help, and the process ends
 * with 2.
 */
export function parseArguments<Flags>(
  program: string,
  parser: Argv<Flags>,
  run: (flags: ArgumentsCamelCase<Flags>) => void,
  { helpAlias = 'h' } = {},
): void {
  try {
    const flags = parser
      .strict()
      .help()
      .alias('help', helpAlias)
      .wrap(100)
      .exitProcess(false)
      .fail((message: string | null, error: Error | undefined) => {
        throw error ?? new UsageError(message ?? 'wrong usage')
      })
      .parseSync() as ArgumentsCamelCase<Flags>
    if (flags.help !== true && flags.version !== true) run(flags)
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Error && error.name === 'YError')) throw error
    const [line = ''] = error.message.split('\n')
    process.stderr.write(`${program}: ${line} (${program} --help tells more)\n`)
    process.exitCode = EXIT_USAGE
  }
}

/** An option that takes a value, with its default as text. */
export function value(describe: string, fallback: string | number) {
  return { type: 'string' as const, describe, default: String(fallback) }
}

/** A flag's value as a whole number in the range, or a `UsageError`. */
export function wholeNumber(flag: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  const given = Array.isArray(value) ? 'several values' : JSON.stringify(value)
  throw new UsageError(`${flag} must be a whole number from ${least} to ${most}, not ${given}`)
}

/** A flag that may be given once, as text. */
export function single(flag: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new UsageError(`${flag} takes one value`)
}
