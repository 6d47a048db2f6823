// Checks on what lies on a host's disk at the end.
import type { RunRecord } from '../trace/run-record.ts'
import { type Check, type CheckOutcome, failed, passed } from './check.ts'
import { listSome } from './completion.ts'

/** Each host's file at `path(host)` has exactly these bytes. */
export function filesEqual(
  hosts: readonly string[],
  path: (host: string) => string,
  expected: Uint8Array,
  name = 'every copy on disk equals the original',
): Check {
  return {
    name,
    async verify(record) {
      const problems: string[] = []
      for (const host of hosts) {
        const outcome = await compare(record, host, path(host), expected)
        if (!outcome.passed) problems.push(`${host}: ${outcome.detail}`)
      }
      if (problems.length > 0) return failed(listSome(problems))
      return passed(`${hosts.length} ${hosts.length === 1 ? 'copy' : 'copies'} of ${expected.length} bytes`)
    },
  }
}

async function compare(record: RunRecord, host: string, path: string, expected: Uint8Array): Promise<CheckOutcome> {
  const bytes = await record.readFile(host, path)
  if (bytes === null) return failed(`there is no ${path}`)
  if (bytes.length !== expected.length) return failed(`${path} has ${bytes.length} bytes`)
  // A swarm has a thousand copies of a megabyte: looking at each byte from JavaScript would take longer than the run.
  if (Buffer.compare(bytes, expected) === 0) return passed(path)
  return failed(`${path} differs at byte ${expected.findIndex((byte, index) => bytes[index] !== byte)}`)
}
