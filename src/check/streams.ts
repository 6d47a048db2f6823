// The check that streams carry what was written: what a program read is the beginning of what the other end's program wrote.
import { type Check, failed, passed } from './check.ts'
import { listSome } from './completion.ts'

/** In order, once, and nothing else, whatever the network did; but for streams of which a fault flips bits. Of every virtual run. */
export function streamsArriveAsWritten(): Check {
  return {
    name: 'what is read from a stream is what was written to it',
    verify({ inspection }) {
      if (inspection === null) return failed('the backing keeps no account of its streams')
      const { writtenBytes, readBytes, faults } = inspection.streams
      const detail = `${readBytes} bytes read of ${writtenBytes} written`
      if (faults.length === 0) return passed(detail)
      const shown = faults.map(({ from, to, offset, problem }) => `${from}→${to} at byte ${offset}: ${problem}`)
      return failed(`${detail}; ${listSome(shown)}`)
    },
  }
}
