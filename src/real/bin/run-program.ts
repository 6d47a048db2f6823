// Runs one program on this machine: what every binary does once it has read its arguments. It knows no protocol.
import type { Logger } from 'pino'
import type { Program, StartProgram } from '../../host/program.ts'
import type { ReportDetails } from '../../host/report.ts'
import { createRealHost } from '../host.ts'
import { createTerminal } from '../terminal.ts'
import type { RealTerminal } from '../terminal-streams.ts'

/** As pino knows them. What a program reports is written at `debug`. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface RunProgramOptions {
  /** The program's name, in its log and its error messages. */
  readonly name: string
  readonly start: StartProgram
  /** Default 'warn'. */
  readonly logLevel?: LogLevel
  /** The folder its files are in. Default: the current one. */
  readonly root?: string
}

/** An operating error that nobody handled. */
export const EXIT_FAILURE = 1
/** As a shell shows a process that SIGINT ended: 128 + 2. */
export const EXIT_INTERRUPTED = 130

/**
 * Starts the program on the terminal, and ends the process when it exits: with its code, after all output is written. The
 * first SIGINT, SIGTERM or Ctrl-C asks it to end, the second ends it. Reports go to standard error, as lines of JSON.
 */
export function runProgram(options: RunProgramOptions): void {
  const { name, logLevel: level = 'warn' } = options
  // Nothing is logged above 'debug', and the logger takes 8 MB: most runs do without.
  if (level !== 'trace' && level !== 'debug') return runWith(null, options)
  void import('pino').then(({ pino }) =>
    runWith(pino({ name, level }, pino.destination({ dest: 2, sync: true })), options),
  )
}

function runWith(log: Logger | null, { name, start, root = process.cwd() }: RunProgramOptions): void {
  let program: Program | null = null
  let wasInterrupted = false
  const interrupt = (): void => {
    if (wasInterrupted || program === null) {
      terminal.close()
      process.exit(EXIT_INTERRUPTED)
    }
    wasInterrupted = true
    program.interrupt()
  }
  const terminal = createTerminal({ onInterrupt: interrupt })
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  // Whoever read our output is gone (`tracker 65001 | head -1`): nothing is left to be told.
  process.stdout.on('error', () => process.exit(EXIT_FAILURE))
  process.on('uncaughtException', (error) => fail(error, name, terminal, log))

  const onReport = (event: string, details: ReportDetails) => log?.debug({ event, ...details })
  const host = createRealHost({
    name,
    root,
    terminal,
    ...(log === null ? {} : { onReport }),
    onExit: (code) => {
      log?.debug({ event: 'exit', code })
      terminal.flush(() => process.exit(code))
    },
  })
  program = start(host)
}

/** An operating error is one line to its user; anything else is a bug, and whoever looks for it needs the stack. */
function fail(error: Error, name: string, terminal: RealTerminal, log: Logger | null): void {
  const isOperating = 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_INVALID')
  terminal.close()
  process.stderr.write(isOperating ? `${name}: ${error.message}\n` : `${name}: unexpected error: ${error.stack}\n`)
  log?.debug({ err: error })
  terminal.flush(() => process.exit(EXIT_FAILURE))
}
