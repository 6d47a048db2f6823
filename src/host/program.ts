// What runs on a host.
import type { Host } from './host.ts'

/** A running program. */
export interface Program {
  /** Ctrl-C: close what is open in good order, save what must be kept, then call `host.exit(code)`. */
  interrupt(): void
}

/** Starts a program on a host. Called again, on a new `Host`, after a crash and restart. */
export type StartProgram = (host: Host) => Program
