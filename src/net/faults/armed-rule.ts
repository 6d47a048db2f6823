// A targeted rule in force: counts its finds over all links, and has dice of its own.
import { ByteScan } from '../../host/byte-scan.ts'
import type { Random } from '../../host/random.ts'
import type { TrafficRule } from '../../host/traffic-rule.ts'
import type { Packet } from '../packet.ts'
import * as Protocol from '../protocol.ts'

export class ArmedRule {
  readonly rule: TrafficRule
  readonly protocol: number
  /** Null: any datagram. */
  readonly scan: ByteScan | null
  readonly random: Random
  /** It has done its work, or was taken back. */
  isSpent = false
  readonly #from: ReadonlySet<number> | null
  readonly #to: ReadonlySet<number> | null
  #finds = 0

  constructor(rule: TrafficRule, from: ReadonlySet<number> | null, to: ReadonlySet<number> | null, random: Random) {
    this.rule = rule
    this.protocol = rule.match.protocol === 'tcp' ? Protocol.tcp : Protocol.udp
    this.scan = rule.match.pattern === undefined ? null : new ByteScan(rule.match.pattern)
    this.#from = from
    this.#to = to
    this.random = random
  }

  /** A host's way to itself is never watched. */
  covers(source: number, destination: number): boolean {
    if (source === destination) return false
    return (this.#from?.has(source) ?? true) && (this.#to?.has(destination) ?? true)
  }

  watches(packet: Packet): boolean {
    const { port } = this.rule.match
    if (this.isSpent || packet.protocol !== this.protocol) return false
    return port === undefined || packet.sourcePort === port || packet.destinationPort === port
  }

  /** Something was found. True: this is the one, or one of those, that counts. */
  counts(): boolean {
    const { nth = 1 } = this.rule.match
    if (nth === 'every') return true
    if (++this.#finds < nth) return false
    this.isSpent = true
    return true
  }
}
