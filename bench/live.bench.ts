// The programs as users run them: real processes, real sockets on loopback, real files. Beside each stands the least that a
// Node program has to do for the same result.
import { chunkRequestRows } from './live/chunk-requests.ts'
import { fileRows } from './live/files.ts'
import { indexRows } from './live/index-transfers.ts'
import { trackerRows } from './live/tracker.ts'
import type { Row, Suite } from './suite.ts'

export const live: Suite = {
  name: 'live',
  purpose: 'the real programs on loopback, beside bare programs that do the same work',
  async run(options) {
    const rows: Row[] = []
    for (const part of [fileRows, chunkRequestRows, trackerRows, indexRows]) rows.push(...(await part(options)))
    return rows
  },
}
