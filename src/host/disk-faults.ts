// Faults of disks, as data.
import type { HostNames, Lasting } from './faults.ts'

/** What a program does with a disk: 'name' is open, stat, rename, unlink, mkdir and readdir. */
export type DiskOperation = 'read' | 'write' | 'sync' | 'name'

export type DiskFault =
  /**
   * Room for `freeBytes` (default 0) more than there is now, then `ENOSPC`; a write that only fits in part writes that
   * part. What is removed makes room.
   */
  | ({ readonly kind: 'disk-full'; readonly hosts: HostNames; readonly freeBytes?: number } & Lasting)
  /** Every operation takes `latencyMs` longer, and the bytes of reads and writes pass one after the other at a rate. */
  | ({
      readonly kind: 'disk-slow'
      readonly hosts: HostNames
      readonly latencyMs?: number
      readonly bytesPerSecond?: number
    } & Lasting)
  /**
   * Operations of these kinds (default: read and write) fail with `EIO` and do nothing: each with the chance `ratio`, or
   * the `nth` alone (from 1, counted on each host since the fault began). `path`: only files that it fits (see 'bit-rot').
   */
  | ({
      readonly kind: 'disk-errors'
      readonly hosts: HostNames
      readonly operations?: readonly DiskOperation[]
      readonly path?: string
      readonly ratio?: number
      readonly nth?: number
    } & Lasting)
  /** Ends 'disk-full', 'disk-slow' and 'disk-errors'. */
  | { readonly kind: 'heal-disk'; readonly hosts: HostNames }
  /**
   * Flips `bits` (default 1) bits, drawn from the seed, in what lies on the disk, synced or not: in the files whose path
   * fits `path` (default: all; '*' is any run of characters). A disk without such bytes is left alone.
   */
  | { readonly kind: 'bit-rot'; readonly hosts: HostNames; readonly path?: string; readonly bits?: number }
