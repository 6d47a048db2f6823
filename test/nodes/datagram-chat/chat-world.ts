// A server and users of the datagram chat in a virtual network, plain clients that send what a test likes, and what tests ask.
import type { Host } from '../../../src/host/host.ts'
import type { LinkOptions } from '../../../src/host/link-options.ts'
import type { Socket } from '../../../src/host/socket.ts'
import type { World } from '../../../src/net/world.ts'
import type { DatagramChatClientOptions, DatagramChatServerOptions } from '../../../src/nodes/datagram-chat/options.ts'
import { datagramChatClient, datagramChatServer } from '../../../src/nodes/datagram-chat/programs.ts'
import { fillWithJavaRandom } from '../../../src/wire/java-random.ts'
import { type Files, NodeWorld } from '../node-world.ts'

export const PORT = 55_000

export function randomBytes(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  fillWithJavaRandom(sizeBytes, bytes)
  return bytes
}

export class ChatWorld extends NodeWorld {
  constructor({ seed = 'datagram chat', link = { latency: 10 } as LinkOptions } = {}) {
    super(seed, link)
  }

  /** `files` lie in the server's folder of files. */
  server(options: DatagramChatServerOptions = {}, files: Files = {}): void {
    const onDisk = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`files/${name}`, bytes]))
    const start = datagramChatServer({ firstPort: PORT, portCount: 1, ...options })
    this.world.addHost({ name: 'server', start, files: onDisk })
  }

  /** A user who is not asked where the server is. */
  user(name: string, options: DatagramChatClientOptions = {}, files: Files = {}): void {
    const given = { ownAddress: '', serverHost: 'server', serverPort: PORT }
    this.world.addHost({ name, start: datagramChatClient({ ...given, ...options }), files })
  }

  plain(name: string): PlainClient {
    const client = new PlainClient(this.world)
    this.world.addHost({ name, start: (host) => client.start(host) })
    return client
  }

  /** Starts the hosts in the order they were added, 100 ms apart, then plays the script and closes the world. */
  play(script: () => Promise<void>, limitMs = 3_600_000): Promise<void> {
    return this.playWith(this.world.hostNames, script, limitMs)
  }
}

/** A client by plain sockets: what it sends goes out as it is, one `send` each. */
export class PlainClient {
  /** Everything that came by the connection. */
  text = ''
  /** The pieces in which it came. */
  readonly pieces: string[] = []
  readonly datagrams: Uint8Array[] = []
  isClosed = false
  readonly #world: World
  #socket: Socket | null = null
  #host: Host | null = null

  constructor(world: World) {
    this.#world = world
  }

  start(host: Host) {
    this.#host = host
    this.#connect(host)
    return { interrupt: () => host.exit(0) }
  }

  /** On a new connection. */
  reconnect(): void {
    this.clear()
    this.isClosed = false
    if (this.#host !== null) this.#connect(this.#host)
  }

  #connect(host: Host): void {
    const socket = host.net.connect({ host: 'server', port: PORT })
    socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      const piece = new TextDecoder().decode(bytes)
      this.text += piece
      this.pieces.push(piece)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.isClosed = true
    })
    this.#socket = socket
  }

  get address(): string {
    return this.#host?.address ?? ''
  }

  send(data: string | Uint8Array): void {
    this.#socket?.write(data)
  }

  /** Sends it and waits for what comes back first. */
  async ask(data: string): Promise<string> {
    const before = this.text.length
    this.send(data)
    while (this.text.length === before) await this.#world.sleep(1)
    await this.#world.sleep(5)
    return this.text.slice(before)
  }

  /** Reads nothing any more. */
  goDeaf(): void {
    this.#socket?.pause()
  }

  /** Takes datagrams at this port. */
  bind(port: number): void {
    this.#host?.dgram.createSocket('udp4', (bytes) => this.datagrams.push(bytes.slice())).bind({ port })
  }

  /** Forgets what came. */
  clear(): void {
    this.text = ''
    this.pieces.length = 0
    this.datagrams.length = 0
  }
}
