// A tracker and a peer that serves one file, as the programs that users run, each in a process of its own.
import { join } from 'node:path'
import { type Ended, MeasuredProcess } from './measured-process.ts'
import type { Usage } from './usage-probe.ts'
import { freePort, untilListening } from './workspace.ts'

export const FILE = 'file.bin'
/** The folder of the seeder below that of the bench. */
export const SEEDER = 'seeder'

export class ChunkSeeder {
  readonly #folder: string
  readonly #tracker: MeasuredProcess
  readonly #seeder: MeasuredProcess
  readonly #trackerPort: number
  /** Where the seeder listens. */
  readonly port: number

  private constructor(
    folder: string,
    tracker: MeasuredProcess,
    trackerPort: number,
    seeder: MeasuredProcess,
    port: number,
  ) {
    this.#folder = folder
    this.#tracker = tracker
    this.#trackerPort = trackerPort
    this.#seeder = seeder
    this.port = port
  }

  /** `folder` has `SEEDER/FILE`. */
  static async open(folder: string): Promise<ChunkSeeder> {
    const trackerPort = await freePort()
    const port = await freePort()
    const tracker = new MeasuredProcess('bin/tracker.js', [trackerPort, '--memory', '--quiet'], folder)
    await untilListening(trackerPort)
    const seeder = new MeasuredProcess('bin/peer.js', [trackerPort, port, SEEDER, FILE], folder)
    await seeder.said(/"success":1/)
    return new ChunkSeeder(folder, tracker, trackerPort, seeder, port)
  }

  /** What the seeder has used until now. */
  usage(): Promise<Usage> {
    return this.#seeder.usage()
  }

  /** Fetches the whole file into a folder of that name, with the program `peer get`. */
  get(name: string): Promise<Ended> {
    const words = ['get', FILE, '--tracker', `127.0.0.1:${this.#trackerPort}`, '--out', join(this.#folder, name)]
    return new MeasuredProcess('bin/peer.js', words, this.#folder).ended()
  }

  async close(): Promise<void> {
    await this.#seeder.stop()
    await this.#tracker.stop()
  }
}
