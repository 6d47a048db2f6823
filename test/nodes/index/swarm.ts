// An index server and peers in a virtual network whose links take 10 ms each way, and what tests ask of them.
import type { ProgramEnd } from '../../../src/host/backing.ts'
import type { Report } from '../../../src/host/report.ts'
import type { StartProgram } from '../../../src/host/program.ts'
import { World } from '../../../src/net/world.ts'
import type { IndexPeerOptions, IndexServerOptions } from '../../../src/nodes/index/options.ts'
import { indexPeer, indexServer } from '../../../src/nodes/index/programs.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'

export const LATENCY_MS = 10
export const SHA1_OF_10 = '503673c3b0a55dd71a7d55c9980605b05c6993c4'
export const PEER_PORT = 6000

export class Swarm {
  readonly world: World
  readonly reports: Report[] = []
  readonly ends = new Map<string, ProgramEnd>()

  constructor(seed = 'index swarm') {
    const events = {
      onReport: (report: Report) => this.reports.push(report),
      onOutput: () => {},
      onEnd: (host: string, end: ProgramEnd) => this.ends.set(host, end),
    }
    this.world = new World({ seed, events })
    this.world.setDefaultLink({ latency: LATENCY_MS })
  }

  server(options: IndexServerOptions = {}): void {
    this.world.addHost({ name: 'server', start: indexServer(options) })
  }

  /** Client 2 lives on the host 'peer2'. */
  peer(id: number, files: readonly number[], options: Partial<IndexPeerOptions> = {}): void {
    const fileVector = FileVector.of(files).toString()
    const start = indexPeer({ id, port: PEER_PORT, serverHost: 'server', fileVector, ...options })
    this.world.addHost({ name: `peer${id}`, start })
  }

  other(name: string, start: StartProgram): void {
    this.world.addHost({ name, start })
  }

  /** Starts the hosts in this order, 100 ms apart, then plays the script and closes the world. */
  async play(hosts: readonly string[], script: () => Promise<void>, limitMs = 600_000): Promise<void> {
    try {
      await this.world.run(async () => {
        for (const host of hosts) {
          await this.world.start(host)
          await this.world.sleep(100)
        }
        await script()
      }, limitMs)
    } finally {
      await this.world.close()
    }
  }

  type(host: string, ...lines: string[]): void {
    for (const line of lines) this.world.console(host).type(line)
  }

  output(host: string): string {
    return this.world.console(host).output
  }

  /** The lines that the host has printed and that have `part` in them. */
  lines(host: string, part: string): string[] {
    return this.output(host)
      .split('\n')
      .filter((line) => line.includes(part))
  }

  /** Waits until the host has printed this. */
  async printed(host: string, text: string): Promise<void> {
    while (!this.output(host).includes(text)) await this.world.sleep(1)
  }

  async ended(host: string): Promise<ProgramEnd> {
    for (;;) {
      const end = this.ends.get(host)
      if (end !== undefined) return end
      await this.world.sleep(1)
    }
  }

  of(event: string, host?: string): Report[] {
    return this.reports.filter((report) => report.event === event && (host === undefined || report.host === host))
  }

  /** When the host reported the event, in milliseconds of virtual time. */
  times(event: string, host?: string): number[] {
    return this.of(event, host).map(({ atMs }) => atMs)
  }
}
