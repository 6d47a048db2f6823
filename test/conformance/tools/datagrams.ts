// Bound datagram sockets to play behaviours with, and what they have heard.
import type { DatagramSocket } from '../../../src/host/datagram.ts'
import type { Host } from '../../../src/host/host.ts'
import { codeOf, next } from './events.ts'

export interface Bound {
  readonly socket: DatagramSocket
  readonly port: number
}

/** A socket that is bound to a free port of the host (or to the one given). */
export async function bound(host: Host, port = 0): Promise<Bound> {
  const socket = host.dgram.createSocket('udp4')
  const listening = next(socket, 'listening')
  socket.bind({ port })
  await listening
  return { socket, port: socket.address().port }
}

/** A port of the host that no socket is bound to, and that was free a moment ago. */
export async function unboundPort(host: Host): Promise<number> {
  const { socket, port } = await bound(host)
  const closed = next(socket, 'close')
  socket.close()
  await closed
  return port
}

export interface Heard {
  readonly texts: string[]
  /** Resolves once so many messages have come. */
  reach(count: number): Promise<void>
}

export function heard(socket: DatagramSocket): Heard {
  const texts: string[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (bytes) => {
    texts.push(new TextDecoder().decode(bytes))
    for (const look of [...waiting]) look()
  })
  return {
    texts,
    reach: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (texts.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Sends; resolves with the code that the callback got, 'none' when all is well. */
export function sendFrom(socket: DatagramSocket, bytes: Uint8Array, port: number, address: string): Promise<string> {
  return new Promise((resolve) => {
    socket.send(bytes, port, address, (error) => resolve(codeOf(error)))
  })
}
