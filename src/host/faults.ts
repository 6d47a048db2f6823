// Faults as data: what goes wrong in a run, and when. The virtual network and the live proxy understand the same list.
import type { LinkOptions } from './link-options.ts'

/** Hosts by name; '*' is every host (in `to`: every other host). */
export type HostNames = readonly string[] | '*'

export type FaultAction =
  /** Packets between the two sides are lost, or held until 'heal' with `hold`. `oneWay`: only those from `from` to `to`. */
  | {
      readonly kind: 'partition'
      readonly from: HostNames
      readonly to: HostNames
      readonly oneWay?: boolean
      readonly hold?: boolean
    }
  /** Ends partitions between the two sides (default: all of them), both ways; packets that were held arrive. */
  | { readonly kind: 'heal'; readonly from?: HostNames; readonly to?: HostNames }
  /** Changes the links from `from` to `to`, that direction only; what `options` leaves out stays. */
  | { readonly kind: 'link'; readonly from: HostNames; readonly to: HostNames; readonly options: LinkOptions }
  /** Both ends of every open stream between the two sides see `ECONNRESET`. */
  | { readonly kind: 'cut-connections'; readonly from: HostNames; readonly to: HostNames }
  /** The machine stops dead: memory and unsynced writes are gone, nobody is told. Live: SIGKILL. */
  | { readonly kind: 'crash'; readonly host: string }
  /** The machine comes back with what its disk had synced, and starts its program. */
  | { readonly kind: 'restart'; readonly host: string }
  /**
   * Flips `bits` bits (default 1) in the stream bytes from `from` to `to`: in the byte `offset` (from 0) of the
   * `connection`th (from 1, default 1) stream between the two in which that direction carries so many bytes,
   * counted from the moment this fault is armed. `port`: only streams to or from this listening port.
   * The checksum does not notice. Fires once.
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

/** An action at a time: milliseconds after the run began. */
export type Fault = FaultAction & { readonly atMs: number }
