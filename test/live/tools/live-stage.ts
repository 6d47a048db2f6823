// A live run for a test: hosts whose programs do nothing by themselves, in the hands of the test.
import { once } from 'node:events'
import type { BackingEvents, ProgramEnd } from '../../../src/host/backing.ts'
import type { Host } from '../../../src/host/host.ts'
import type { Report } from '../../../src/host/report.ts'
import type { Server } from '../../../src/host/server.ts'
import type { Socket } from '../../../src/host/socket.ts'
import { LiveNetwork } from '../../../src/real/live-network.ts'

export interface LiveStage {
  readonly network: LiveNetwork
  /** The host as its last program got it. */
  host(name: string): Host
  readonly reports: Report[]
  readonly ends: { host: string; end: ProgramEnd }[]
}

/** Starts the hosts, plays, and clears everything away. */
export async function onLiveStage(names: readonly string[], play: (stage: LiveStage) => Promise<void>): Promise<void> {
  const hosts = new Map<string, Host>()
  const reports: Report[] = []
  const ends: { host: string; end: ProgramEnd }[] = []
  const events: BackingEvents = {
    onReport: (report) => reports.push(report),
    onOutput: () => {},
    onEnd: (host, end) => ends.push({ host, end }),
  }
  const network = new LiveNetwork({ seed: 'test', events })
  for (const name of names) {
    const start = (host: Host) => {
      hosts.set(name, host)
      return { interrupt: () => host.exit(0) }
    }
    network.addHost({ name, start })
  }
  const host = (name: string): Host => {
    const found = hosts.get(name)
    if (found === undefined) throw new Error(`${name} was never started`)
    return found
  }
  try {
    await network.run(async () => {
      for (const name of names) await network.start(name)
      await play({ network, host, reports, ends })
    }, 20_000)
  } finally {
    await network.close()
  }
}

/** The next event of a contract's object. */
export async function next(emitter: object, event: string): Promise<unknown[]> {
  return once(emitter as NodeJS.EventEmitter, event)
}

export async function listen(host: Host, port = 5000): Promise<Server> {
  const server = host.net.createServer({ allowHalfOpen: true })
  server.listen({ port })
  await next(server, 'listening')
  return server
}

export interface Pair {
  readonly client: Socket
  readonly served: Socket
}

/** A stream from one host to another, both ends half-open, both connected. */
export async function connectPair(from: Host, to: Host, port = 5000): Promise<Pair> {
  const server = await listen(to, port)
  const accepted = next(server, 'connection')
  const client = from.net.connect({ host: to.name, port, allowHalfOpen: true })
  const [served] = (await accepted) as [Socket]
  server.close()
  return { client, served }
}

/** All bytes until so many have come. */
export function receive(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = []
    let received = 0
    const take = (bytes: Uint8Array): void => {
      parts.push(bytes)
      received += bytes.length
      if (received < length) return
      socket.off('data', take)
      resolve(Buffer.concat(parts))
    }
    socket.on('data', take)
    socket.once('error', reject)
  })
}
