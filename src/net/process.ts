// A program's process on a virtual machine: whether it still runs, and what the system must close when it ends.
import type { Kernel } from './kernel.ts'
import type { Scheduler } from './scheduler.ts'

/** Something a program has open. */
export interface Closeable {
  /** The program has ended: give back what the kernel holds for it, and call it no more. */
  abandon(): void
}

export class Process {
  readonly kernel: Kernel
  readonly scheduler: Scheduler
  /** False once the program has ended: nothing of it may run any more. */
  alive = true
  readonly open = new Set<Closeable>()

  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.scheduler = kernel.scheduler
  }

  /** Call before running code of the program. */
  enter(): void {
    this.scheduler.currentHost = this.kernel.host
    this.scheduler.userCodeRan = true
  }

  end(): void {
    this.alive = false
    for (const thing of this.open) thing.abandon()
    this.open.clear()
  }
}
