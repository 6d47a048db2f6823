// A virtual network with what the tests of every system ask of one: its reports, ends, terminals and files.
import type { ProgramEnd } from '../../src/host/backing.ts'
import type { LinkOptions } from '../../src/host/link-options.ts'
import type { StartProgram } from '../../src/host/program.ts'
import type { Report } from '../../src/host/report.ts'
import { World } from '../../src/net/world.ts'

export type Files = Readonly<Record<string, Uint8Array | string>>

export class NodeWorld {
  readonly world: World
  readonly reports: Report[] = []
  readonly ends = new Map<string, ProgramEnd>()

  constructor(seed: string, link: LinkOptions) {
    const events = {
      onReport: (report: Report) => this.reports.push(report),
      onOutput: () => {},
      onEnd: (host: string, end: ProgramEnd) => this.ends.set(host, end),
    }
    this.world = new World({ seed, events })
    this.world.setDefaultLink(link)
  }

  other(name: string, start: StartProgram): void {
    this.world.addHost({ name, start })
  }

  /** Starts them in this order, 100 ms apart. */
  async start(...hosts: readonly string[]): Promise<void> {
    for (const host of hosts) {
      await this.world.start(host)
      await this.world.sleep(100)
    }
  }

  /** Starts the hosts, then plays the script and closes the world. */
  protected async playWith(hosts: readonly string[], script: () => Promise<void>, limitMs = 600_000): Promise<void> {
    try {
      await this.world.run(async () => {
        await this.start(...hosts)
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

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.world.sleep(1)
  }

  /** Waits until the host has printed this, as often as said. */
  async printed(host: string, text: string, times = 1): Promise<void> {
    let length = -1
    await this.until(() => {
      const output = this.output(host)
      if (output.length === length) return false
      length = output.length
      return output.split(text).length > times
    })
  }

  async ended(host: string): Promise<ProgramEnd> {
    for (;;) {
      const end = this.ends.get(host)
      if (end !== undefined) return end
      await this.world.sleep(1)
    }
  }

  async reported(event: string, host?: string): Promise<Report> {
    for (;;) {
      const [found] = this.of(event, host)
      if (found !== undefined) return found
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

  count(event: string, host?: string): number {
    return this.of(event, host).length
  }

  file(host: string, path: string): Promise<Uint8Array | null> {
    return this.world.readFile(host, path)
  }
}
