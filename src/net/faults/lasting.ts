// How faults tell what came of them, and how those with a `forMs` end.
import type { FaultAction, FaultEvent, Lasting } from '../../host/faults.ts'
import { millisToNanos } from '../nanos.ts'
import type { Scheduler } from '../scheduler.ts'

export type Tell = (event: FaultEvent) => void

/** Takes a fault back when its time is over; `undo` answers false when somebody else has done so meanwhile. */
export class Endings {
  readonly #scheduler: Scheduler
  readonly #tell: Tell

  constructor(scheduler: Scheduler, tell: Tell) {
    this.#scheduler = scheduler
    this.#tell = tell
  }

  /** Does nothing for a fault that stays. */
  plan(fault: FaultAction & Lasting, undo: () => boolean): void {
    if (fault.forMs === undefined) return
    const fire = () => {
      if (undo()) this.#tell({ kind: 'over', fault })
    }
    this.#scheduler.after(millisToNanos(fault.forMs), { fire })
  }
}
