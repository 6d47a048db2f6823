// A program's console: lines in, text out. Typed, piped, or typed by a scenario's script, it behaves the same.

/**
 * Lines that arrive before anyone asks are kept, in order. While a prompt waits on an interactive terminal, text written
 * meanwhile appears above it and the prompt is shown again; on a pipe it is simply written.
 */
export interface Terminal {
  /** True when a person may be typing. */
  readonly isInteractive: boolean
  /** Columns of the screen, 80 when unknown. */
  readonly columns: number
  /** Writes text as it is; lines end with '\n'. */
  write(text: string): void
  /**
   * Shows the prompt and calls back once with the next line, without its end, or with null when the input has ended.
   * One prompt at a time: a second while one waits is a bug and throws.
   */
  prompt(text: string, callback: (line: string | null) => void): void
  /** Draws over the current line: for progress. Only on interactive terminals; elsewhere it does nothing. */
  status(text: string): void
}
