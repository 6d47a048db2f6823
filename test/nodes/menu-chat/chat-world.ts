// A chat server and its users in a virtual network, and what tests ask of them.
import type { LinkOptions } from '../../../src/host/link-options.ts'
import type { ChatClientOptions, ChatServerOptions } from '../../../src/nodes/menu-chat/options.ts'
import { chatClient, chatServer } from '../../../src/nodes/menu-chat/programs.ts'
import { type Files, NodeWorld } from '../node-world.ts'

export const LATENCY_MS = 10
export const SERVER_PORT = 4000
export const FILE_PORT = 6000
export const MENU = "Enter an option ('m', 'f', 'x'):\n  (M)essage (send)\n  (F)ile (request)\n e(X)it\n"

export class ChatWorld extends NodeWorld {
  constructor(seed = 'menu chat', link: LinkOptions = {}) {
    super(seed, { latency: LATENCY_MS, ...link })
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

  /** Starts the hosts in this order, 100 ms apart, then plays the script and closes the world. */
  play(hosts: readonly string[], script: () => Promise<void>, limitMs?: number): Promise<void> {
    return this.playWith(hosts, script, limitMs)
  }

  says(host: string, text: string): void {
    this.type(host, 'm', text)
  }

  asks(host: string, owner: string, file: string): void {
    this.type(host, 'f', owner, file)
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
