// The live backing with a process for each host.
import { type ChildEntry, childProcesses } from './live/child-process.ts'
import { LiveBacking, type LiveOptions } from './live/live-backing.ts'

/**
 * As `LiveNetwork`, but a crash is SIGKILL, and a restart a new process on the same folder. `HostSpec.start` is not called
 * here: the entry module calls `runHostInChild` (live/child-host.ts), which builds the host again in the child, by its name.
 */
export class LiveProcesses extends LiveBacking {
  constructor(options: LiveOptions & ChildEntry) {
    super(options, childProcesses(options))
  }
}
