// Listeners and connected pairs to play behaviours with. Every socket has an 'error' listener, so that none is a crash.
import type { Host } from '../../../src/host/host.ts'
import type { Server, ServerOptions } from '../../../src/host/server.ts'
import type { Socket } from '../../../src/host/socket.ts'
import type { Stage } from '../behaviour.ts'
import { next } from './events.ts'

const ignore = () => {}

export interface Listener {
  readonly server: Server
  readonly port: number
  /** Accepted so far, in order. */
  readonly sockets: Socket[]
}

export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** A listener on a free port of the host (or on the one given). */
export async function listen(host: Host, options: ServerOptions = {}, port = 0): Promise<Listener> {
  const sockets: Socket[] = []
  const server = host.net.createServer(options, (socket) => {
    socket.on('error', ignore)
    sockets.push(socket)
  })
  const listening = next(server, 'listening')
  server.listen({ port })
  await listening
  return { server, port: portOf(server), sockets }
}

export interface Pair {
  readonly server: Server
  readonly port: number
  /** The end that connected, on host a. */
  readonly client: Socket
  /** The end that was accepted, on host b. */
  readonly served: Socket
}

export interface PairOptions {
  /** The client stays half-open. */
  readonly clientHalfOpen?: boolean
  readonly server?: ServerOptions
}

/** A connection from host a to host b, seen by both ends. */
export async function connectPair({ a, b }: Stage, options: PairOptions = {}): Promise<Pair> {
  const { server, port } = await listen(b, options.server)
  const accepted = next(server, 'connection')
  const client = a.net.connect({ host: b.name, port, allowHalfOpen: options.clientHalfOpen ?? false })
  client.on('error', ignore)
  const [, [served]] = await Promise.all([next(client, 'connect'), accepted])
  return { server, port, client, served }
}

/** A port of the host that nobody listens on, and that was free a moment ago. */
export async function unusedPort(host: Host): Promise<number> {
  const { server, port } = await listen(host)
  const closed = next(server, 'close')
  server.close()
  await closed
  return port
}

/** Connects and notes nothing: for behaviours of the other end. */
export function connect(from: Host, to: Host, port: number): Socket {
  const socket = from.net.connect({ host: to.name, port })
  socket.on('error', ignore)
  return socket
}
