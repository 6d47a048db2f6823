// How V8 and the system's allocator should work in a process whose business is to play worlds. Applies to the whole process,
// so a library that is used in somebody else's must not call it.
import { setFlagsFromString } from 'node:v8'

/** The largest block that moves glibc's thresholds (DEFAULT_MMAP_THRESHOLD_MAX), less what it adds. */
const LARGEST_BLOCK_BYTES = 32 * 1024 * 1024 - 64 * 1024

/** Bytecode that V8 lets a compiled function take in from those that it calls, in all; by default 920. */
const INLINED_BYTECODE = 1400

/**
 * `worlds`: one, maybe a long one, or many small ones.
 *
 * A world goes through memory of buffers at a rate that few programs do. By default V8 frees such memory on another thread, and
 * counts it as used until the next collection; then it takes the process for one that is about to burst, and looks through
 * its whole heap for every 64 MiB that moved.
 *
 * The way of a packet is one of many small functions. Put together into fewer compiled ones it takes fewer instructions, and stays in
 * the processor's cache for them; but that takes V8 longer to compile, which small worlds do not earn back.
 *
 * What each gave: docs/decisions/engine-speed.md.
 */
export function settleProcess(worlds: 'one' | 'many'): void {
  setFlagsFromString('--no-concurrent-array-buffer-sweeping')
  if (worlds === 'one') setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTECODE}`)
  // glibc gives freed memory back to the system, page by page to be cleared when it is used again. How much it keeps depends on the
  // largest block that was ever freed: this one, which nobody writes to, makes it 64 MiB. Elsewhere it does nothing.
  Buffer.allocUnsafeSlow(LARGEST_BLOCK_BYTES)
}
