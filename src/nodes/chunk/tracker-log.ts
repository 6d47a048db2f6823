// The tracker's memory on disk: a log with one JSON record a line, only ever appended to, and rewritten whole once it is much
// longer than the swarm. A record counts as kept when its fsync has come back; records that come meanwhile share the next one.
// When the disk fails, nobody is held up, and the log is rewritten whole as soon as the disk takes it.
import type { Disk } from '../../host/disk.ts'
import type { SystemError } from '../../host/errors.ts'
import type { Host } from '../../host/host.ts'
import { replaceFile, writeAll } from '../common/durable-file.ts'
import type { SwarmRecord } from './tracker-swarm.ts'

/** Below so many lines a rewrite is not worth it. */
const MIN_COMPACTION_LINES = 1_000
/** A log this many times longer than a fresh one is rewritten. */
const COMPACTION_FACTOR = 4
/** A disk that failed is tried again after this time. */
const RETRY_MS = 1000

const utf8 = new TextEncoder()
const lenientUtf8 = new TextDecoder()

/** What it says of the disk: one word when it fails, whatever the number of vain tries, and one when it is well again. */
export interface TrackerLogEvents {
  /** The log cannot be read: `open` waits until it can. */
  onUnreadable(error: SystemError): void
  /** What is appended from now on may be lost. */
  onFailed(error: SystemError): void
  /** Everything is safe, what came meanwhile included. */
  onKeptAgain(): void
}

export class TrackerLog {
  readonly #host: Host
  readonly #disk: Disk
  readonly #path: string
  readonly #snapshot: () => Iterable<SwarmRecord>
  readonly #events: TrackerLogEvents
  #fd = -1
  #lines: string[] = []
  #waiting: (() => void)[] = []
  #isBusy = false
  #hasFailed = false
  #linesInFile = 0
  #linesWhenFresh = 0

  constructor(host: Host, path: string, snapshot: () => Iterable<SwarmRecord>, events: TrackerLogEvents) {
    this.#host = host
    this.#disk = host.disk
    this.#path = path
    this.#snapshot = snapshot
    this.#events = events
  }

  /**
   * Hands on every record of the log, then rewrites it and calls back. A last line without an end was torn by a crash and
   * is left out, as is any line that is no record.
   */
  open(onRecord: (record: SwarmRecord) => void, callback: () => void): void {
    this.#isBusy = true
    const folder = this.#path.split('/').slice(0, -1).join('/')
    if (folder === '') return this.#read(onRecord, callback)
    this.#disk.mkdir(folder, () => this.#read(onRecord, callback))
  }

  #read(onRecord: (record: SwarmRecord) => void, callback: () => void): void {
    this.#disk.readFile(this.#path, (error, bytes) => {
      if (error !== null && error.code !== 'ENOENT') {
        // A log that began anew would be the end of all that this one holds.
        if (!this.#hasFailed) this.#events.onUnreadable(error)
        this.#hasFailed = true
        this.#host.clock.setTimeout(() => this.#read(onRecord, callback), RETRY_MS)
        return
      }
      this.#hasFailed = false
      const lines = error === null ? lenientUtf8.decode(bytes).split('\n').slice(0, -1) : []
      for (const line of lines) {
        const record = parseRecord(line)
        if (record !== null) onRecord(record)
      }
      this.#lines = []
      this.#rewrite(callback)
    })
  }

  append(record: SwarmRecord): void {
    // After a failure the snapshot has it, unless that is being written.
    if (!this.#hasFailed || this.#isBusy) this.#lines.push(`${JSON.stringify(record)}\n`)
  }

  /** Calls back once everything appended so far is safe (at once when it is, or when the disk has failed). */
  whenSafe(callback: () => void): void {
    if (this.#hasFailed || (this.#lines.length === 0 && !this.#isBusy)) return callback()
    this.#waiting.push(callback)
    if (!this.#isBusy) this.#flush()
  }

  #flush(): void {
    const lines = this.#lines
    const waiting = this.#waiting
    this.#lines = []
    this.#waiting = []
    if (lines.length === 0) return release(waiting)
    this.#isBusy = true
    writeAll(this.#disk, this.#fd, utf8.encode(lines.join('')), null, (writeError) => {
      if (writeError !== null) return this.#fail(writeError, waiting)
      this.#disk.fsync(this.#fd, (syncError) => {
        if (syncError !== null) return this.#fail(syncError, waiting)
        this.#linesInFile += lines.length
        release(waiting)
        const limit = Math.max(MIN_COMPACTION_LINES, COMPACTION_FACTOR * this.#linesWhenFresh)
        if (this.#linesInFile > limit) this.#rewrite(() => undefined)
        else this.#next()
      })
    })
  }

  /** What was appended before is in the snapshot, so its lines are not needed any more. */
  #rewrite(callback: () => void): void {
    this.#isBusy = true
    const lines: string[] = []
    for (const record of this.#snapshot()) lines.push(`${JSON.stringify(record)}\n`)
    const waiting = this.#waiting
    this.#lines = []
    this.#waiting = []
    replaceFile(this.#disk, this.#path, utf8.encode(lines.join('')), (error, fd) => {
      if (error !== null) this.#fail(error, waiting)
      else {
        if (this.#fd !== -1) this.#disk.close(this.#fd, () => undefined)
        this.#fd = fd
        if (this.#hasFailed) this.#events.onKeptAgain()
        this.#hasFailed = false
        this.#linesInFile = lines.length
        this.#linesWhenFresh = lines.length
        release(waiting)
        this.#next()
      }
      callback()
    })
  }

  #next(): void {
    this.#isBusy = false
    if (this.#lines.length > 0 || this.#waiting.length > 0) this.#flush()
  }

  #fail(error: SystemError, waiting: (() => void)[] = []): void {
    this.#isBusy = false
    this.#lines = []
    if (!this.#hasFailed) this.#events.onFailed(error)
    this.#hasFailed = true
    this.#host.clock.setTimeout(() => this.#rewrite(() => undefined), RETRY_MS)
    release(waiting)
    release(this.#waiting)
    this.#waiting = []
  }
}

function release(waiting: readonly (() => void)[]): void {
  for (const callback of waiting) callback()
}

/** Our own file, but a disk may return anything: what is not of the form of a record is none. */
function parseRecord(line: string): SwarmRecord | null {
  try {
    const record = JSON.parse(line) as Partial<Record<string, unknown>>
    if (typeof record.k !== 'string') return null
    if (record.left === true) return { k: record.k, left: true }
    const isHolding = typeof record.f === 'string' && typeof record.s === 'number' && Array.isArray(record.c)
    return isHolding ? (record as unknown as SwarmRecord) : null
  } catch {
    return null
  }
}
