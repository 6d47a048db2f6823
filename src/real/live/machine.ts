// One host of a live run: what it is made of, whether it is on or off.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { HostSpec, ProgramEnd } from '../../host/backing.ts'
import type { SystemError } from '../../host/errors.ts'
import type { ReportDetails } from '../../host/report.ts'
import { pathParts } from '../disk-path.ts'
import type { Gate } from '../gate.ts'
import type { ScriptedConsole } from '../scripted-terminal.ts'

/** What a launcher needs to start a host's program. */
export interface LaunchOptions {
  readonly spec: HostSpec
  readonly address: string
  readonly gate: Gate
  /** Host name → address; more may be added while the program runs. */
  readonly names: ReadonlyMap<string, string>
  readonly root: string
  readonly console: ScriptedConsole
  onReport(event: string, details: ReportDetails): void
  /** The program has ended by itself, once. */
  onEnd(end: ProgramEnd): void
}

/** A program that was launched and has not ended. */
export interface RunningProgram {
  /** Resolves when the program has begun to run. */
  readonly started: Promise<void>
  /** Resolves when nothing of it is left; the next may start on its folder. */
  readonly gone: Promise<void>
  interrupt(): void
  /** Stops it dead; `onEnd` is not called. */
  crash(): void
  /** It stands still until `resume`. Throws an Error where it cannot. */
  pause(): void
  resume(): void
  /** A host was added to the run. */
  namesChanged(): void
}

/** Starts programs: in this process, or each in one of its own. */
export interface Launcher {
  launch(options: LaunchOptions): RunningProgram
}

/** Its disk, seen from outside. */
export class MachineFolder {
  readonly root: string
  #isMade: Promise<void> | null = null
  readonly #files: HostSpec['files']

  constructor(root: string, files: HostSpec['files']) {
    this.root = root
    this.#files = files
  }

  /** Makes the folder and what lies in it at first. Done once. */
  make(): Promise<void> {
    this.#isMade ??= this.#makeAll()
    return this.#isMade
  }

  /** Null when there is no such file. */
  async read(path: string): Promise<Uint8Array | null> {
    await this.make()
    try {
      return new Uint8Array(await readFile(this.#inside(path)))
    } catch (error) {
      const { code } = error as SystemError
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
      throw error
    }
  }

  /** Paths of all files, sorted, with '/' between the parts. */
  async list(): Promise<string[]> {
    await this.make()
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return files.map((file) => relative(this.root, join(file.parentPath, file.name)).replaceAll(sep, '/')).sort()
  }

  async #makeAll(): Promise<void> {
    await mkdir(this.root, { recursive: true })
    for (const [path, data] of Object.entries(this.#files ?? {})) {
      const file = this.#inside(path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, data)
    }
  }

  #inside(path: string): string {
    const parts = pathParts(path)
    if (parts === null) throw new Error(`a path outside of the host's disk: ${path}`)
    return join(this.root, ...parts)
  }
}
