// A text file written line by line, synchronously and in large pieces: a virtual run gives the event loop no turn, so a
// stream would pile the whole trace up in memory.
import { closeSync, openSync, writeSync } from 'node:fs'
import { outsideWorld } from '../net/guard/context.ts'

/** Characters collected before they are written. */
const PIECE_CHARS = 64 * 1024

export class LineFile {
  #fd: number | undefined
  #pending: string[] = []
  #pendingChars = 0

  /** Makes or empties the file at once, so that a path that cannot be written fails before the run: throws as `fs` does. */
  constructor(path: string) {
    this.#fd = openSync(path, 'w')
  }

  /** Adds the line and its end. After `close()` it does nothing. */
  write(line: string): void {
    this.#pending.push(line)
    this.#pendingChars += line.length + 1
    if (this.#pendingChars >= PIECE_CHARS) this.#flush()
  }

  /** Writes what is left and closes. A second time it does nothing. */
  close(): void {
    if (this.#fd === undefined) return
    this.#flush()
    closeSync(this.#fd)
    this.#fd = undefined
  }

  #flush(): void {
    const fd = this.#fd
    if (this.#pending.length === 0) return
    const bytes = new TextEncoder().encode(`${this.#pending.join('\n')}\n`)
    this.#pending = []
    this.#pendingChars = 0
    if (fd === undefined) return
    // It is an observer of a run that writes here, in the middle of the run.
    outsideWorld(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    })
  }
}
