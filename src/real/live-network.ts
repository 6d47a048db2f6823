// The live backing with all hosts in this process.
import { LiveBacking, type LiveOptions } from './live/live-backing.ts'
import { sharedProcess } from './live/shared-process.ts'

/**
 * Real sockets on loopback addresses (Linux), temporary folders as disks, wall time. A crash resets what the program had
 * open and drops the program; programs that end with an error take only themselves down.
 */
export class LiveNetwork extends LiveBacking {
  constructor(options: LiveOptions) {
    super(options, sharedProcess)
  }
}
