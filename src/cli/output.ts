// Where the commands write. A reader that goes away (`sim list | head -1`) ends the output, not the command.

/** Call once, before anything is written. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Ends the process once everything written before has left it. */
export function exitAfterOutput(code: number): void {
  process.exitCode = code
  let left = 2
  const written = () => {
    if (--left === 0) process.exit(code)
  }
  process.stdout.write('', written)
  process.stderr.write('', written)
}

/** Columns of the terminal; 100 when it is none. */
export function terminalColumns(): number {
  return process.stdout.columns ?? 100
}
