// What every run is held to, whatever its scenario promises.
import type { RunRecord } from '../trace/run-record.ts'
import type { Check } from './check.ts'
import { everyLinkConservesBytes } from './conservation.ts'
import { noHostLeaks } from './leaks.ts'
import { noUncaughtErrors } from './programs.ts'
import { streamsArriveAsWritten } from './streams.ts'

/** On real sockets only the programs can be looked at. */
export function checksOfEveryRun({ inspection }: RunRecord): Check[] {
  if (inspection === null) return [noUncaughtErrors()]
  return [everyLinkConservesBytes(), streamsArriveAsWritten(), noHostLeaks(), noUncaughtErrors()]
}
