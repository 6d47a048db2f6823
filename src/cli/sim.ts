#!/usr/bin/env node
// The command `sim`: lists scenarios, plays them, and sweeps over their seeds. Exit codes: 0 all checks hold, 1 one fails, 2 wrong usage, 130 Ctrl-C.
// Heavy libraries are imported by what needs them: most of a short run is start-up.
import { exitAfterOutput, print, printError, surviveClosedPipes, terminalColumns } from './output.ts'
import { readArguments } from './sim-arguments.ts'

const ExitCode = { usage: 2, interrupted: 130 } as const

class Interrupted extends Error {
  override name = 'Interrupted'
}

async function main(argv: readonly string[]): Promise<number> {
  const request = await readArguments(argv, terminalColumns())
  if (request.kind === 'text') {
    print(request.text)
    return 0
  }
  if (request.kind === 'list') {
    const { listText } = await import('./list-command.ts')
    print(await listText(request))
    return 0
  }
  if (request.kind === 'sweep') {
    const { sweepCommand } = await import('./sweep-command.ts')
    return await sweepCommand(request, interruption())
  }
  const { runCommand } = await import('./run-command.ts')
  return await runCommand(request, interruption())
}

/** The first Ctrl-C ends the run in good order, a second one the process. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => {
    process.once('SIGINT', () => process.exit(ExitCode.interrupted))
    controller.abort(new Interrupted('interrupted'))
  })
  return controller.signal
}

/** Mistakes of the user, who needs a line and no stack. */
const USAGE_ERRORS: ReadonlySet<string> = new Set([
  'UsageError',
  'ScenarioLoadError',
  'ParamError',
  'DataError',
  'SeedRangeError',
])

function failure(error: unknown): number {
  if (error instanceof Interrupted) {
    printError('sim: interrupted')
    return ExitCode.interrupted
  }
  if (error instanceof Error && USAGE_ERRORS.has(error.name)) {
    printError(`sim: ${error.message}\nsim: \`sim --help\` tells more`)
    return ExitCode.usage
  }
  printError(`sim: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return 1
}

surviveClosedPipes()
exitAfterOutput(await main(process.argv.slice(2)).catch(failure))
