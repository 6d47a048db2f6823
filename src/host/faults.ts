// Faults as data: what goes wrong in a run, and when. The virtual network and the live proxy understand the same list.
// docs/faults.md explains each kind with an example; `checkFaults` (fault-schema.ts) holds data to these types.
import type { DiskFault } from './disk-faults.ts'
import type { LinkOptions } from './link-options.ts'
import type { MachineFault } from './machine-faults.ts'
import type { TrafficRule } from './traffic-rule.ts'

/** Hosts by name; '*' is every host (in `to`: every other host). */
export type HostNames = readonly string[] | '*'

/** A fault that ends by itself. */
export interface Lasting {
  /** After so many milliseconds it is over; absent: it stays until another action ends it. */
  readonly forMs?: number
}

/** What happens to the network between hosts. */
export type NetworkFault =
  /** Packets between the two sides are lost, or held until 'heal' with `hold`. `oneWay`: only those from `from` to `to`. */
  | ({
      readonly kind: 'partition'
      readonly from: HostNames
      readonly to: HostNames
      readonly oneWay?: boolean
      readonly hold?: boolean
    } & Lasting)
  /** Ends partitions between the two sides (default: all of them), both ways; packets that were held arrive. */
  | { readonly kind: 'heal'; readonly from?: HostNames; readonly to?: HostNames }
  /**
   * Changes the links from `from` to `to`, that direction only; what `options` leaves out stays. With `forMs` it is a
   * spike: afterwards the links are what they would be without it.
   */
  | ({
      readonly kind: 'link'
      readonly from: HostNames
      readonly to: HostNames
      readonly options: LinkOptions
    } & Lasting)
  /** Both ends of every open stream between the two sides see `ECONNRESET`. */
  | { readonly kind: 'cut-connections'; readonly from: HostNames; readonly to: HostNames }
  /**
   * The hosts lose touch with all others one by one, `everyMs` (default 1000) apart, and when all are alone get it back
   * one by one in another order. The seed draws both orders, and of which hosts when `count` is less than all.
   * `hold`: packets wait, as in a partition. (FoundationDB calls it swizzling.)
   */
  | {
      readonly kind: 'swizzle'
      readonly hosts: HostNames
      readonly count?: number
      readonly everyMs?: number
      readonly hold?: boolean
    }
  /**
   * Flips `bits` bits (1 to 8, default 1) in the stream bytes from `from` to `to`: in the byte `offset` (from 0) of the
   * `connection`th (from 1, default 1) stream between the two in which that direction carries so many bytes,
   * counted from the moment this fault is armed. `port`: only streams to or from this listening port.
   * The checksum does not notice. Fires once; the byte stays wrong when it is sent again.
   */
  | {
      readonly kind: 'corrupt-stream'
      readonly from: string
      readonly to: string
      readonly offset: number
      readonly bits?: number
      readonly connection?: number
      readonly port?: number
    }
  | TrafficRule

/** What happens to the names that hosts ask for. */
export type NameFault =
  /**
   * Look-ups of `names` (default: all) by `hosts` take `delayMs` longer, and then fail with `error`, if given. Addresses
   * and 'localhost' need no look-up.
   */
  | ({
      readonly kind: 'dns'
      readonly hosts: HostNames
      readonly names?: HostNames
      readonly error?: 'ENOTFOUND' | 'EAI_AGAIN'
      readonly delayMs?: number
    } & Lasting)
  /** Ends the 'dns' faults of these hosts. */
  | { readonly kind: 'heal-dns'; readonly hosts: HostNames }

export type FaultAction =
  | NetworkFault
  | NameFault
  | MachineFault
  | DiskFault
  /**
   * Ends all that faults have brought about and that can be ended: links are what the network says, partitions,
   * swizzles, rules, pauses and slowness are over, disks and look-ups work, clocks stop drifting, and hosts that a
   * fault took the power from are back. What clocks show and what is on disks stays.
   */
  | { readonly kind: 'calm' }

/** An action at a time: milliseconds after the run began. */
export type Fault = FaultAction & { readonly atMs: number }

/** What came of a fault: for traces, results and the fingerprint. */
export type FaultEffect =
  /** A `forMs` is over. */
  | { readonly kind: 'over'; readonly fault: FaultAction }
  | { readonly kind: 'swizzle-stop' | 'swizzle-restore'; readonly host: string }
  /** A rule has found what it looked for. */
  | {
      readonly kind: 'rule-hit'
      readonly from: string
      readonly to: string
      readonly protocol: 'tcp' | 'udp'
      readonly action: TrafficRule['action']['do']
      /** Bytes of the stream or the datagram before the match. */
      readonly position: number
    }
  /** A crash left a part of what was not synced. */
  | { readonly kind: 'torn'; readonly host: string; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'disk-error'; readonly host: string; readonly operation: string; readonly code: string }
  | { readonly kind: 'rotten'; readonly host: string; readonly path: string; readonly offset: number }
  /** A `buggify` was true. */
  | { readonly kind: 'buggified'; readonly host: string; readonly name: string }

/** Whatever an observer is told of faults: one that was applied, or what came of one. */
export type FaultEvent = FaultAction | FaultEffect
