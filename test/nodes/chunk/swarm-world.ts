// A virtual world for tests of the chunk swarm: our programs, hosts driven by the test itself, and an old-style peer.
import type { Host } from '../../../src/host/host.ts'
import type { StartProgram } from '../../../src/host/program.ts'
import { type PeerGetOptions, peer, peerGet, type TrackerOptions, tracker } from '../../../src/nodes/chunk/programs.ts'
import { type Files, NodeWorld } from '../node-world.ts'

export const TRACKER_PORT = 65_001
export const PEER_PORT = 65_050

export class SwarmWorld extends NodeWorld {
  readonly #hosts = new Map<string, Host>()

  constructor(seed = 'chunk') {
    super(seed, { latency: 5, bandwidthBps: 100_000_000 })
  }

  addTracker(options: Partial<TrackerOptions> = {}, files: Files = {}): this {
    this.world.addHost({ name: 'tracker', start: tracker({ port: TRACKER_PORT, ...options }), files })
    return this
  }

  /** A console peer that shares files of its folder. */
  addPeer(name: string, files: Files, port = PEER_PORT): this {
    const start = peer({ trackerHost: 'tracker', trackerPort: TRACKER_PORT, port, name, files: Object.keys(files) })
    const disk = Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${name}/${file}`, bytes]))
    this.world.addHost({ name, start, files: disk })
    return this
  }

  addGetter(name: string, options: Partial<PeerGetOptions> = {}, files: Files = {}): this {
    const defaults = { trackerHost: 'tracker', trackerPort: TRACKER_PORT, port: PEER_PORT, file: '23' }
    this.world.addHost({ name, start: peerGet({ ...defaults, ...options }), files })
    return this
  }

  /** A machine that the test uses itself, or that runs a program of the test's own. */
  addRaw(name: string, program: (host: Host) => void = () => undefined): this {
    const start: StartProgram = (host) => {
      this.#hosts.set(name, host)
      program(host)
      return { interrupt: () => host.exit(0) }
    }
    this.world.addHost({ name, start })
    return this
  }

  host(name: string): Host {
    const host = this.#hosts.get(name)
    if (host === undefined) throw new Error(`${name} is not a raw host that runs`)
    return host
  }

  /** Plays the script; the world is closed afterwards. */
  play(script: () => Promise<void>, limitMs?: number): Promise<void> {
    return this.playWith([], script, limitMs)
  }

  async bytes(host: string, path: string): Promise<Buffer | null> {
    const bytes = await this.file(host, path)
    return bytes === null ? null : Buffer.from(bytes)
  }

  /** Whether a file has exactly these bytes. Much cheaper than comparing them with `toEqual`. */
  async has(host: string, path: string, bytes: Uint8Array): Promise<boolean> {
    return (await this.bytes(host, path))?.equals(bytes) === true
  }

  /** One message from a raw host to `to`; resolves with everything that comes until the connection closes. */
  ask(
    from: string,
    to: string,
    port: number,
    request: object | string | Uint8Array,
    halfClose = false,
  ): Promise<string> {
    return new Promise((resolve) => {
      const socket = this.host(from).net.connect({ host: to, port, allowHalfOpen: true })
      const data = typeof request === 'object' && !(request instanceof Uint8Array) ? JSON.stringify(request) : request
      const pieces: Uint8Array[] = []
      socket.on('connect', () => {
        socket.write(data)
        if (halfClose) socket.end()
      })
      socket.on('data', (bytes) => pieces.push(bytes))
      socket.on('end', () => socket.destroy())
      socket.on('error', (error) => pieces.push(Buffer.from(`<${error.code}>`)))
      socket.on('close', () => resolve(Buffer.concat(pieces).toString()))
    })
  }

  askTracker(from: string, request: object | string | Uint8Array, halfClose = false): Promise<string> {
    return this.ask(from, 'tracker', TRACKER_PORT, request, halfClose)
  }
}

/** A peer as in the seeds: one chunk as text, one message per connection, no field of ours. `spoil` changes what it sends. */
export function oldPeer(
  text: string,
  port: number,
  spoil: (chunk: number, data: string) => string = (_, data) => data,
) {
  return (host: Host) => {
    const server = host.net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy())
      let request = ''
      socket.on('data', (bytes) => {
        request += Buffer.from(bytes).toString()
        if (!request.endsWith('}')) return
        const { fileName, chunk } = JSON.parse(request)
        const data = spoil(chunk, text.slice((chunk - 1) * 1024, chunk * 1024))
        socket.end(JSON.stringify({ message: 5, fileName, chunk, data }))
      })
    })
    server.listen({ port })
    const socket = host.net.connect({ host: 'tracker', port: TRACKER_PORT })
    socket.on('connect', () => socket.write(JSON.stringify({ message: 1, files: [['23', text.length]], lPort: port })))
    socket.on('data', () => socket.destroy())
    socket.on('error', () => undefined)
  }
}

/** Bytes that are no text, the same for the same length. */
export function binaryFile(sizeBytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 7919 + (at >> 8) * 31) & 255))
}

/** ASCII text, each chunk unlike the others. */
export function textFile(sizeBytes: number): string {
  let text = ''
  for (let line = 0; text.length < sizeBytes; line++) text += `line ${line} of a text about bees\n`
  return text.slice(0, sizeBytes)
}
