// What the terminals of real programs have in common: their streams, and how to wait until all is written.
import type { Readable, Writable } from 'node:stream'
import type { ClosableTerminal } from './host.ts'

export type TerminalInput = Readable & { isTTY?: boolean | undefined }
export type TerminalOutput = Writable & { isTTY?: boolean | undefined; columns?: number | undefined }

export interface RealTerminal extends ClosableTerminal {
  /** Calls back when all that was written has left the process (or can't, because nobody reads it any more). */
  flush(callback: () => void): void
}

/** Columns of a screen that does not tell. */
export const DEFAULT_COLUMNS = 80

/** Calls back once `output` has written all, also when it is broken. */
export function flushOutput(output: TerminalOutput, callback: () => void): void {
  if (output.destroyed || output.writableEnded) process.nextTick(callback)
  else output.write('', () => callback())
}
