// How V8 should work in a process whose business is to play worlds. Applies to the whole process, so a library that is
// used in somebody else's must not call it.
import { setFlagsFromString } from 'node:v8'

/**
 * A world goes through memory of buffers at a rate that few programs do. By default V8 frees such memory on another thread, and
 * counts it as used until the next collection; then it takes the process for one that is about to burst, and looks through
 * its whole heap for every 64 MiB that moved. What it gave: docs/decisions/engine-speed.md.
 */
export function settleV8(): void {
  setFlagsFromString('--no-concurrent-array-buffer-sweeping')
}
