// All datagram sockets of the proxy, and the way of a datagram from one host to another. An outsider's datagrams are
// dropped: there is no address to pass them on from.
import type { RemoteInfo } from 'node:dgram'
import type { SystemError } from '../../host/errors.ts'
import { DatagramFront } from './datagram-front.ts'
import type { ImpairedLink } from './impaired-link.ts'
import type { Links } from './links.ts'
import type { ProxiedHost, ProxiedHosts } from './proxied-host.ts'

export class DatagramFronts {
  readonly #hosts: ProxiedHosts
  readonly #links: Links
  readonly #fronts = new Map<string, DatagramFront>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(hosts: ProxiedHosts, links: Links) {
    this.#hosts = hosts
    this.#links = links
  }

  get openCount(): number {
    return this.#fronts.size
  }

  open(host: ProxiedHost, port: number, callback: (error: SystemError | null) => void): void {
    const front = this.#front(host, port)
    front.open()
    front.whenBound(callback)
  }

  close(host: ProxiedHost, port: number): void {
    this.#fronts.get(frontKey(host, port))?.release()
  }

  closeHost(host: ProxiedHost): void {
    for (const front of this.#fronts.values()) if (front.host === host) front.release()
  }

  closeAll(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const front of [...this.#fronts.values()]) front.close()
  }

  /** The front of a sender is made when its first datagram is seen, if its 'listening' has not been told yet. */
  #front(host: ProxiedHost, port: number): DatagramFront {
    const key = frontKey(host, port)
    const known = this.#fronts.get(key)
    if (known !== undefined) return known
    const made = new DatagramFront({
      host,
      port,
      onDatagram: (bytes, from, front) => this.#carry(bytes, from, front),
      onClosed: (front) => {
        if (this.#fronts.get(key) === front) this.#fronts.delete(key)
      },
    })
    this.#fronts.set(key, made)
    return made
  }

  #carry(bytes: Uint8Array, from: RemoteInfo, receiver: DatagramFront): void {
    const source = this.#hosts.byAddress(from.address)
    if (source === null) return
    const sender = this.#front(source, from.port)
    const link = this.#links.between(source.name, receiver.host.name)
    if (link.cut === 'drop') return
    const nowMs = performance.now()
    sender.begin()
    for (const arrivesMs of link.datagramArrivals(nowMs, bytes)) {
      sender.begin()
      const arrive = (): void => this.#arrive(bytes, sender, receiver, link)
      if (arrivesMs <= nowMs) sender.whenBound(arrive)
      else this.#at(arrivesMs, arrive)
    }
    sender.end()
  }

  #arrive(bytes: Uint8Array, sender: DatagramFront, receiver: DatagramFront, link: ImpairedLink): void {
    if (link.cut === 'hold') {
      link.whenOpen(() => this.#arrive(bytes, sender, receiver, link))
      return
    }
    sender.send(bytes, receiver.port, receiver.host.shadowAddress)
    sender.end()
  }

  /** Timers of Node may come a fraction of a millisecond early; a latency must not. */
  #at(dueMs: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        if (performance.now() < dueMs) this.#at(dueMs, action)
        else action()
      },
      Math.ceil(dueMs - performance.now()),
    )
    this.#timers.add(timer)
  }
}

function frontKey(host: ProxiedHost, port: number): string {
  return `${host.publicAddress}:${port}`
}
