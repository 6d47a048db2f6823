// Checks on what the programs printed and how they ended.
import type { ProgramEnd } from '../host/backing.ts'
import { type Check, failed, passed, plural } from './check.ts'
import { listSome } from './completion.ts'

/** The host's whole output matches. */
export function prints(host: string, pattern: RegExp | string, name?: string): Check {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
  return {
    name: name ?? `${host} prints ${shown}`,
    verify(record) {
      const { output } = record.host(host)
      const index = typeof pattern === 'string' ? output.indexOf(pattern) : output.search(pattern)
      if (index === -1) return failed(`not among the ${plural(output.length, 'character')} that ${host} printed`)
      return passed(`found at character ${index}`)
    },
  }
}

/** The last program of the host ended by itself with this exit code. */
export function exitsWith(host: string, code: number): Check {
  return {
    name: `${host} exits with ${code}`,
    verify(record) {
      const end = record.host(host).ends.at(-1)
      const detail = end === undefined ? `${host} is still running` : `${host} ended: ${describeEnd(end)}`
      return end?.kind === 'exit' && end.code === code ? passed(detail) : failed(detail)
    },
  }
}

export const NO_UNCAUGHT_ERRORS = 'no program fails with an uncaught error'

/** No program ended with an error that nobody caught. Every run is held to it. */
export function noUncaughtErrors(): Check {
  return {
    name: NO_UNCAUGHT_ERRORS,
    verify(record) {
      const errors = record.hosts.flatMap(({ name, ends }) =>
        ends.filter((end) => end.kind === 'error').map((end) => `${name}: ${describeEnd(end)}`),
      )
      return errors.length === 0 ? passed(plural(record.hosts.length, 'host')) : failed(listSome(errors))
    },
  }
}

export function describeEnd(end: ProgramEnd): string {
  switch (end.kind) {
    case 'exit':
      return `exit ${end.code}`
    case 'crash':
      return 'crashed'
    case 'error':
      return firstLines(end.error.stack ?? String(end.error), 4)
  }
}

function firstLines(text: string, count: number): string {
  return text
    .split('\n')
    .slice(0, count)
    .map((line) => line.trim())
    .join(' ')
}
