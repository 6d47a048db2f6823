// The programs as users run them: real processes, real sockets on loopback, real files. Beside each stands the least that a
// Node program has to do for the same result.
import { chunkRequestRows } from './live/chunk-requests.ts'
import { fileRows } from './live/files.ts'
import type { Suite } from './suite.ts'

export const live: Suite = {
  name: 'live',
  purpose: 'the real programs on loopback, beside bare programs that do the same work',
  run: async (options) => [...(await fileRows(options)), ...(await chunkRequestRows(options))],
}
