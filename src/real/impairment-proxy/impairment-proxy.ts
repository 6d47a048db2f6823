// Stands between the hosts of a live run and does to real sockets what the virtual fabric does to packets: delays,
// bandwidth, corruption, partitions, cut connections. It is transparent: neither end sees an address that is not the
// other's. What a userland proxy can't do is in `live-reasons.ts`, and why in docs/decisions/live-impairment.md.
import type { FaultAction, HostNames } from '../../host/faults.ts'
import type { LinkOptions } from '../../host/link-options.ts'
import type { Gate } from '../gate.ts'
import { DatagramFronts } from './datagram-fronts.ts'
import { Links } from './links.ts'
import { type ProxiedHost, ProxiedHosts } from './proxied-host.ts'
import { StreamFronts } from './stream-fronts.ts'

/** Faults that act on what the proxy carries. */
export type ProxiedFault = Extract<
  FaultAction,
  { kind: 'partition' | 'heal' | 'link' | 'cut-connections' | 'corrupt-stream' }
>

/** Bits in a byte: a 'corrupt-stream' flips 1 to 8. */
const MAX_FLIPPED_BITS = 8

export class ImpairmentProxy {
  readonly #hosts = new ProxiedHosts()
  readonly #links: Links
  readonly #streams: StreamFronts
  readonly #datagrams: DatagramFronts

  /** The seed decides the dice of every link. */
  constructor(seed: string) {
    this.#links = new Links(seed)
    this.#streams = new StreamFronts(this.#hosts, this.#links)
    this.#datagrams = new DatagramFronts(this.#hosts, this.#links)
  }

  /** Listeners, streams and datagram sockets that the proxy has open. */
  get openCount(): number {
    return this.#streams.openCount + this.#datagrams.openCount
  }

  /** From now on faults may name it. */
  addHost(name: string): void {
    this.#hosts.addName(name)
  }

  /** Before the host's `gate` is asked for. */
  setAddresses(host: ProxiedHost): void {
    this.#hosts.settle(host)
  }

  gate(name: string): Gate {
    const host = this.#hosts.byName(name)
    return {
      shadowAddress: host.shadowAddress,
      open: (protocol, port, callback) => {
        if (protocol === 'tcp') this.#streams.open(host, port, callback)
        else this.#datagrams.open(host, port, callback)
      },
      close: (protocol, port) => {
        if (protocol === 'tcp') this.#streams.close(host, port)
        else this.#datagrams.close(host, port)
      },
    }
  }

  /** The host is off: nobody gets in any more. Its streams end as its own sockets end them. */
  closeHost(name: string): void {
    const host = this.#hosts.byName(name)
    this.#streams.closeHost(host)
    this.#datagrams.closeHost(host)
  }

  setDefaultLink(options: LinkOptions): void {
    this.#links.setDefault(options)
  }

  /** That direction only; what `options` leaves out stays as it was. */
  setLink(from: string, to: string, options: LinkOptions): void {
    this.#links.change(from, to, options)
  }

  /** Throws an Error with a clear reason for what it can't do. Returns how to take it back; it answers false when it was over. */
  apply(fault: ProxiedFault): (() => boolean) | null {
    switch (fault.kind) {
      case 'partition':
        this.#hosts.expand(fault.from)
        this.#hosts.expand(fault.to)
        this.#links.partition(fault)
        return () => this.#links.unpartition(fault)
      case 'heal':
        this.#links.heal(fault.from, fault.to)
        break
      case 'link':
        this.#hosts.expand(fault.from)
        this.#hosts.expand(fault.to)
        this.#links.layer(fault)
        return () => this.#links.unlayer(fault)
      case 'cut-connections':
        for (const [one, other] of this.#pairs(fault.from, fault.to)) this.#streams.cut(one, other)
        break
      case 'corrupt-stream':
        if (fault.bits !== undefined && !(fault.bits >= 1 && fault.bits <= MAX_FLIPPED_BITS))
          throw new Error(`corrupt-stream flips 1 to ${MAX_FLIPPED_BITS} bits of its byte, not ${fault.bits}`)
        this.#hosts.expand([fault.from, fault.to])
        this.#links.corrupt(fault)
        break
    }
    return null
  }

  /** Ends all that faults have brought about. */
  calm(): void {
    this.#links.calm()
  }

  close(): void {
    this.#streams.closeAll()
    this.#datagrams.closeAll()
  }

  #pairs(from: HostNames, to: HostNames): [string, string][] {
    const others = this.#hosts.expand(to)
    const pairs = this.#hosts.expand(from).map((one) => others.map((other): [string, string] => [one, other]))
    return pairs.flat().filter(([one, other]) => one !== other)
  }
}
