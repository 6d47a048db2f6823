// The console of a real program: a queue of lines over node:readline, which neither a typing person nor a pipe can make
// lose one. (`question` of readline/promises, asked twice on a pipe, does.)
import { InteractiveTerminal } from './interactive-terminal.ts'
import { PipedTerminal } from './piped-terminal.ts'
import type { RealTerminal, TerminalInput, TerminalOutput } from './terminal-streams.ts'

export interface TerminalOptions {
  /** Default: standard input. It is not touched before the first prompt. */
  readonly input?: TerminalInput
  /** Default: standard output. */
  readonly output?: TerminalOutput
  /** Ctrl-C was typed while the terminal was reading keys, when the system makes no signal of it. */
  onInterrupt?(): void
}

/** A terminal with line editing when both ends are a screen and keys that can do it (TERM is not 'dumb'), else plain lines. */
export function createTerminal(options: TerminalOptions = {}): RealTerminal {
  const { input = process.stdin, output = process.stdout } = options
  return input.isTTY === true && output.isTTY === true && process.env.TERM !== 'dumb'
    ? new InteractiveTerminal(input, output, () => options.onInterrupt?.())
    : new PipedTerminal(input, output)
}
