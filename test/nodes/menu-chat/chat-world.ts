// A chat server and its users in a virtual network, and what tests ask of them.
import type { ProgramEnd } from '../../../src/host/backing.ts'
import type { LinkOptions } from '../../../src/host/link-options.ts'
import type { StartProgram } from '../../../src/host/program.ts'
import type { Report } from '../../../src/host/report.ts'
import { World } from '../../../src/net/world.ts'
import type { ChatClientOptions, ChatServerOptions } from '../../../src/nodes/menu-chat/options.ts'
import { chatClient, chatServer } from '../../../src/nodes/menu-chat/programs.ts'

export const LATENCY_MS = 10
export const SERVER_PORT = 4000
export const FILE_PORT = 6000
export const MENU = "Enter an option ('m', 'f', 'x'):\n  (M)essage (send)\n  (F)ile (request)\n e(X)it\n"

type Files = Readonly<Record<string, Uint8Array | string>>

export class ChatWorld {
  readonly world: World
  readonly reports: Report[] = []
  readonly ends = new Map<string, ProgramEnd>()

  constructor(seed = 'menu chat', link: LinkOptions = {}) {
    const events = {
      onReport: (report: Report) => this.reports.push(report),
      onOutput: () => {},
      onEnd: (host: string, end: ProgramEnd) => this.ends.set(host, end),
    }
    this.world = new World({ seed, events })
    this.world.setDefaultLink({ latency: LATENCY_MS, ...link })
  }

  server(options: Partial<ChatServerOptions> = {}): void {
    this.world.addHost({ name: 'server', start: chatServer({ port: SERVER_PORT, ...options }) })
  }

  /** A host and a user of that name, unless the options say otherwise. */
  user(host: string, files: Files = {}, options: Partial<ChatClientOptions> = {}): void {
    const start = chatClient({ port: FILE_PORT, serverHost: 'server', serverPort: SERVER_PORT, name: host, ...options })
    this.world.addHost({ name: host, start, files })
  }

  /** A user whom the client asks for the name. */
  nameless(host: string): void {
    const start = chatClient({ port: FILE_PORT, serverHost: 'server', serverPort: SERVER_PORT })
    this.world.addHost({ name: host, start })
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

  says(host: string, text: string): void {
    this.type(host, 'm', text)
  }

  asks(host: string, owner: string, file: string): void {
    this.type(host, 'f', owner, file)
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

  /** Waits until the host has printed this, as often as said. */
  async printed(host: string, text: string, times = 1): Promise<void> {
    let length = -1
    for (;;) {
      const output = this.output(host)
      if (output.length !== length && output.split(text).length > times) return
      length = output.length
      await this.world.sleep(1)
    }
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

  file(host: string, path: string): Promise<Uint8Array | null> {
    return this.world.readFile(host, path)
  }
}

/** Bytes that look like nothing in particular, the same each time. */
export function someBytes(count: number, salt = 1): Uint8Array {
  const bytes = new Uint8Array(count)
  let state = salt >>> 0 || 1
  for (let at = 0; at < count; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = state
  }
  return bytes
}
