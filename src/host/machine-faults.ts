// Faults of machines, as data: power, pauses, slowness, clocks.
import type { HostNames, Lasting } from './faults.ts'

/**
 * What becomes of bytes and names that were written and not synced when the power goes.
 * 'lost' (the default): nothing of it survives.
 * 'prefix': of each file a part survives, up to a byte that the seed draws; of the names changed, the first few.
 * 'sectors': any of a file's changed sectors survive, each with even chances; of the names changed, the first few.
 */
export type Unsynced = 'lost' | 'prefix' | 'sectors'

export interface PowerLoss extends Lasting {
  readonly unsynced?: Unsynced
  /** What 'sectors' is counted in: 512 (the default) or 4096. */
  readonly sectorBytes?: 512 | 4096
}

export type MachineFault =
  /**
   * The machine stops dead: memory and unsynced writes are gone, nobody is told. Live: SIGKILL. With `forMs` it comes
   * back after that time, and starts its program if one was running.
   */
  | ({ readonly kind: 'crash'; readonly host: string } & PowerLoss)
  /** The same of several machines, at the same moment. */
  | ({ readonly kind: 'power-loss'; readonly hosts: HostNames } & PowerLoss)
  /** The machine comes back with what its disk had synced, and starts its program. */
  | { readonly kind: 'restart'; readonly host: string }
  /**
   * The program stands still, as in a long garbage collection: its timers, messages and callbacks wait, and come late, in
   * their order. Its kernel goes on: it acknowledges and buffers as long as there is room. Live: SIGSTOP.
   */
  | ({ readonly kind: 'pause'; readonly hosts: HostNames } & Lasting)
  /** Ends pauses. */
  | { readonly kind: 'resume'; readonly hosts: HostNames }
  /**
   * Every event of the program (a timer, a message, a callback) takes `perEventMs` of its processor, or `factor` times
   * the 0.02 ms that one is taken to need; events wait for each other. It survives a restart. 0 ends it.
   */
  | ({ readonly kind: 'slow-cpu'; readonly hosts: HostNames; readonly perEventMs: number } & Lasting)
  | ({ readonly kind: 'slow-cpu'; readonly hosts: HostNames; readonly factor: number } & Lasting)
  /**
   * What the machine's clocks show. `stepMs` is added to the date (back in time when negative); `driftPpm` is how many
   * millionths its clocks, timers included, run too fast from now on (too slow when negative). What is absent stays.
   */
  | {
      readonly kind: 'clock'
      readonly hosts: HostNames
      readonly stepMs?: number
      readonly driftPpm?: number
    }
