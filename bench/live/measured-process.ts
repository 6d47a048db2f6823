// A program in a process of its own, with what it says, how long it lives and what it uses.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Usage } from './usage-probe.ts'

export interface Ended extends Usage {
  /** From the start of the process to its end. */
  readonly seconds: number
}

/** Compiled, the benches lie in .bench/bench. The programs are those that users start. */
const compiled = fileURLToPath(new URL('../..', import.meta.url))
const root = dirname(compiled)
const PROBE = pathToFileURL(join(compiled, 'bench/live/usage-probe.js')).href
const LAST_WORDS = 2_000

export class MeasuredProcess {
  output = ''
  readonly #child: ChildProcess
  readonly #words: string
  readonly #usageFile: string
  readonly #startedMs = performance.now()
  readonly #closed: Promise<number>
  #hear = (): void => undefined

  /** `program`: `bin/…`, or the compiled file of a bench's own. `folder`: where it runs; it must be there. */
  constructor(
    program: string,
    words: readonly (string | number)[],
    folder: string,
    nodeOptions: readonly string[] = [],
  ) {
    this.#words = [program, ...words].join(' ')
    this.#usageFile = join(folder, `usage-${Math.random().toString(36).slice(2)}.json`)
    const file = join(program.startsWith('bin/') ? root : compiled, program)
    this.#child = spawn(process.execPath, [...nodeOptions, '--import', PROBE, file, ...words.map(String)], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, SEEDNET_BENCH_USAGE: this.#usageFile },
    })
    const hear = (bytes: Buffer) => {
      this.output = (this.output + bytes.toString()).slice(-LAST_WORDS)
      this.#hear()
    }
    this.#child.stdout?.on('data', hear)
    this.#child.stderr?.on('data', hear)
    this.#closed = once(this.#child, 'close').then(() => performance.now())
  }

  /** Waits until it has said this; the first group. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)
      if (found !== null) return found[1] ?? ''
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw this.#failure(`ended without ${pattern}`)
      const more = new Promise<void>((resolve) => {
        this.#hear = resolve
      })
      await Promise.race([more, this.#closed])
    }
  }

  /** What it has used until now. */
  async usage(): Promise<Usage> {
    const answer = once(this.#child, 'message')
    this.#child.send('usage')
    return ((await answer) as [Usage])[0]
  }

  type(text: string): void {
    this.#child.stdin?.write(text)
  }

  /** Waits for its end; throws unless it went well. */
  async ended(): Promise<Ended> {
    const endedMs = await this.#closed
    if (this.#child.exitCode !== 0) throw this.#failure(`ended with ${this.#child.exitCode ?? this.#child.signalCode}`)
    const usage = JSON.parse(readFileSync(this.#usageFile, 'utf8')) as Usage
    return { ...usage, seconds: (endedMs - this.#startedMs) / 1000 }
  }

  /** Asks it to end, and waits. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT')
    await this.#closed
  }

  #failure(what: string): Error {
    return new Error(`${this.#words} ${what}:\n${this.output}`)
  }
}
