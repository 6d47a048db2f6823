// Checks that files arrive: complete, in time, and never with a wrong hash.
import type { Report } from '../host/report.ts'
import { type Check, failed, passed, plural } from './check.ts'

export interface CompletionOptions {
  readonly hosts: readonly string[]
  /** The file's name as reported; any file when left out. */
  readonly file?: string | number
  /** Counted from the beginning of the run. Default: no limit. */
  readonly withinMs?: number
}

/** Every one of the hosts reports a complete file. */
export function everyHostCompletes({ hosts, file, withinMs = Infinity }: CompletionOptions): Check {
  const limit = withinMs === Infinity ? '' : ` within ${withinMs} ms`
  const what = file === undefined ? 'a file' : `file ${file}`
  return {
    name: `${hosts.length === 1 ? hosts[0] : 'everyone'} completes ${what}${limit}`,
    verify(record) {
      const where = file === undefined ? {} : { file }
      const firsts = hosts.map((host) => record.reported('file-complete', where, host)[0])
      const times = firsts.filter((report) => report !== undefined).map((report: Report) => report.atMs)
      const missing = hosts.filter((_, index) => firsts[index] === undefined)
      const lastMs = times.reduce((latest, atMs) => Math.max(latest, atMs), 0)
      const detail = `${times.length} of ${plural(hosts.length, 'host')}, the last at ${lastMs.toFixed(3)} ms`
      if (missing.length > 0) return failed(`${detail}; not ${listSome(missing)}`)
      return lastMs <= withinMs ? passed(detail) : failed(`${detail}, expected${limit}`)
    },
  }
}

/** Whatever file anyone takes for complete has the hash it should have. `hashes` maps the file, as reported, to it. */
export function noBadHashIsAccepted(hashes: Readonly<Record<string, string>>): Check {
  return {
    name: 'no file is accepted with a wrong hash',
    verify(record) {
      const complete = record.reported('file-complete')
      const bad = complete.filter(({ details }) => details.hash !== hashes[String(details.file)])
      const detail = `${plural(complete.length, 'file')} accepted`
      if (bad.length === 0) return passed(`${detail}, all with the right hash`)
      const shown = bad.map(({ host, details }) => `${host}: file ${details.file} with ${details.hash}`)
      return failed(`${detail}, ${bad.length} with a wrong hash: ${listSome(shown)}`)
    },
  }
}

/** The first few, and how many more there are. */
export function listSome(items: readonly string[]): string {
  const shown = items.slice(0, 5).join(', ')
  return items.length <= 5 ? shown : `${shown} and ${items.length - 5} more`
}
