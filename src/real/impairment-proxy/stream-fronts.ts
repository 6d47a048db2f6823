// The listeners that the proxy has in front of the hosts' own, and the streams that run through them.
import net, { type Socket } from 'node:net'
import type { SystemError } from '../../host/errors.ts'
import type { Links } from './links.ts'
import type { ProxiedHost, ProxiedHosts } from './proxied-host.ts'
import { StreamRelay } from './stream-relay.ts'

/** As many connections may wait here as the system allows: the limit that counts is the host's own. */
const BACKLOG = 4096

export class StreamFronts {
  readonly #hosts: ProxiedHosts
  readonly #links: Links
  readonly #listeners = new Map<string, net.Server>()
  readonly #relays = new Set<StreamRelay>()

  constructor(hosts: ProxiedHosts, links: Links) {
    this.#hosts = hosts
    this.#links = links
  }

  get openCount(): number {
    return this.#listeners.size + this.#relays.size
  }

  open(host: ProxiedHost, port: number, callback: (error: SystemError | null) => void): void {
    const key = frontKey(host, port)
    const listener = net.createServer({ allowHalfOpen: true }, (client) => this.#relay(client, host, port))
    listener.once('error', (error: SystemError) => {
      if (this.#listeners.get(key) === listener) this.#listeners.delete(key)
      callback(error)
    })
    this.#listeners.get(key)?.close()
    this.#listeners.set(key, listener)
    listener.listen({ host: host.publicAddress, port, backlog: BACKLOG }, () => callback(null))
  }

  close(host: ProxiedHost, port: number): void {
    const key = frontKey(host, port)
    this.#listeners.get(key)?.close()
    this.#listeners.delete(key)
  }

  closeHost(host: ProxiedHost): void {
    for (const key of [...this.#listeners.keys()]) {
      if (!key.startsWith(`${host.publicAddress}:`)) continue
      this.#listeners.get(key)?.close()
      this.#listeners.delete(key)
    }
  }

  cut(one: string, other: string): void {
    for (const relay of [...this.#relays]) if (relay.isBetween(one, other)) relay.cut()
  }

  closeAll(): void {
    for (const listener of this.#listeners.values()) listener.close()
    this.#listeners.clear()
    for (const relay of [...this.#relays]) relay.destroy()
  }

  #relay(client: Socket, server: ProxiedHost, port: number): void {
    const source = this.#hosts.byAddress(client.remoteAddress)
    const relay = new StreamRelay({
      client,
      clientName: source?.name ?? null,
      serverName: server.name,
      clientAddress: source?.publicAddress ?? null,
      serverAddress: server.shadowAddress,
      port,
      toServer: source === null ? this.#links.unimpaired() : this.#links.between(source.name, server.name),
      toClient: source === null ? this.#links.unimpaired() : this.#links.between(server.name, source.name),
      onClosed: (closed) => this.#relays.delete(closed),
    })
    this.#relays.add(relay)
  }
}

function frontKey(host: ProxiedHost, port: number): string {
  return `${host.publicAddress}:${port}`
}
