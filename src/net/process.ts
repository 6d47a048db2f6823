// A program's process on a virtual machine: whether it still runs, and what the system must close when it ends.
import type { HostClock } from './faults/host-clock.ts'
import { Processor } from './faults/processor.ts'
import type { Kernel } from './kernel.ts'
import { type Nanos, nanosToMillis } from './nanos.ts'
import type { Resolver } from './resolver.ts'
import type { Scheduler } from './scheduler.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Something a program has open. */
export interface Closeable {
  /** The program has ended: give back what the kernel holds for it, and call it no more. */
  abandon(): void
  /** The process has got or lost a `processor`, that what the kernel tells has to wait for. */
  paceChanged?(): void
}

export class Process {
  readonly kernel: Kernel
  readonly scheduler: Scheduler
  /** Milliseconds of the run at which it was started. */
  readonly startedMs: number
  /** The clock that the program has of its `Host`; null until that is made. */
  programClock: VirtualClock | null = null
  readonly resolver: Resolver
  /** False once the program has ended: nothing of it may run any more. */
  alive = true
  readonly open = new Set<Closeable>()
  /** What the program's events wait for while it is paused or slow; null: for nothing. */
  processor: Processor | null = null
  /** The machine's clock when it is wrong. */
  clock: HostClock | null = null
  /** Timers of the program that wait. */
  timers = 0

  constructor(kernel: Kernel, resolver: Resolver) {
    this.resolver = resolver
    this.kernel = kernel
    this.scheduler = kernel.scheduler
    this.startedMs = nanosToMillis(kernel.scheduler.now)
  }

  /** Call before running code of the program. */
  enter(): void {
    this.scheduler.currentHost = this.kernel.host
    this.scheduler.userCodeRan = true
  }

  setPace(isPaused: boolean, eventTime: Nanos): void {
    if (this.processor === null && (isPaused || eventTime > 0))
      this.#setProcessor(new Processor(this, () => this.#setProcessor(null)))
    this.processor?.setPace(isPaused, eventTime)
  }

  end(): void {
    this.alive = false
    this.scheduler.noteCancelled(this.timers)
    this.timers = 0
    for (const thing of this.open) thing.abandon()
    this.open.clear()
  }

  #setProcessor(processor: Processor | null): void {
    this.processor = processor
    for (const thing of this.open) thing.paceChanged?.()
  }
}
