// Checks that what was acknowledged is not lost: who got a positive answer may rely on it, also after crashes.
import type { Report } from '../host/report.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { type Check, failed, passed, plural } from './check.ts'
import { listSome } from './completion.ts'

export interface Acknowledged {
  readonly name: string
  /** What was acknowledged in the course of the run, in words; the same words as in `kept`. */
  acknowledged(record: RunRecord): readonly string[]
  /** What is there at the end. */
  kept(record: RunRecord): ReadonlySet<string> | Promise<ReadonlySet<string>>
}

/** Everything that was ever acknowledged is there at the end. At least one thing must have been. */
export function nothingAcknowledgedIsLost({ name, acknowledged, kept }: Acknowledged): Check {
  return {
    name,
    async verify(record) {
      const all = [...new Set(acknowledged(record))]
      if (all.length === 0) return failed('nothing was acknowledged: that shows nothing')
      const there = await kept(record)
      const lost = all.filter((what) => !there.has(what))
      if (lost.length === 0) return passed(`${plural(all.length, 'thing')} acknowledged, all there at the end`)
      return failed(`${lost.length} of ${plural(all.length, 'thing')} acknowledged and lost: ${listSome(lost)}`)
    },
  }
}

export interface SavedFiles {
  /** Which report says that the host has saved a file. Default 'file-complete'. */
  readonly event?: string
  /** Where on its disk the file must lie. */
  path(report: Report): string
  /** Whether these bytes are what the report says was saved. */
  isIntact(bytes: Uint8Array, report: Report): boolean
}

/** Each file that a host said it has saved lies on its disk at the end, whole: a crash of the host does not undo it. */
export function savedFilesStay({ event = 'file-complete', path, isIntact }: SavedFiles): Check {
  const words = (report: Report) => `${path(report)} of ${report.host}`
  return nothingAcknowledgedIsLost({
    name: 'every file that was said to be complete is there at the end',
    acknowledged: (record) => record.reported(event).map(words),
    async kept(record) {
      const kept = new Set<string>()
      for (const report of record.reported(event)) {
        const bytes = await record.readFile(report.host, path(report))
        if (bytes !== null && isIntact(bytes, report)) kept.add(words(report))
      }
      return kept
    },
  })
}
