// Commands of ours, and others, as processes with consoles on pipes, each in a folder that is its disk.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtProgram } from '../../build-first.ts'

export class Program {
  output = ''
  errors = ''
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>
  #wake: () => void = () => undefined

  constructor(folder: string, command: string, words: readonly string[]) {
    mkdirSync(folder, { recursive: true })
    this.child = spawn(command, words, { cwd: folder })
    this.child.stdout?.on('data', (bytes) => this.#heard('output', bytes))
    this.child.stderr?.on('data', (bytes) => this.#heard('errors', bytes))
    this.#closed = once(this.child, 'close').then(() => this.#wake())
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** Waits until it has printed this, or logged it; the first group of it. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output) ?? pattern.exec(this.errors)
      if (found !== null) return found[1] ?? ''
      if (!this.isRunning) throw new Error(`it ended without ${pattern}:\n${this.output}${this.errors}`)
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  type(text: string): void {
    this.child.stdin?.write(text)
  }

  /** Its exit code, null when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.#closed
    return this.child.exitCode
  }

  #heard(stream: 'output' | 'errors', bytes: Buffer): void {
    this[stream] += bytes
    this.#wake()
  }
}

/** A folder for the folders of some programs, which end with it. */
export class Playground {
  readonly root = mkdtempSync(join(tmpdir(), 'seednet-programs-'))
  readonly #running: Program[] = []

  path(...names: readonly string[]): string {
    return join(this.root, ...names)
  }

  put(file: string, contents: Uint8Array | string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), contents)
  }

  start(folder: string, command: string, ...words: readonly string[]): Program {
    const program = new Program(this.path(folder), command, words)
    this.#running.push(program)
    return program
  }

  /** One of our commands, as users start it. */
  ours(folder: string, name: string, ...words: readonly string[]): Program {
    return this.start(folder, process.execPath, builtProgram(name), ...words)
  }

  async clear(): Promise<void> {
    for (const program of this.#running) {
      if (program.isRunning) program.child.kill('SIGKILL')
      await program.ended()
    }
    rmSync(this.root, { recursive: true, force: true })
  }
}
