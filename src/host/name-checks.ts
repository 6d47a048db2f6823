// Checks of names, addresses and ports within data.
import { aNumber, type DataCheck, either, isText, listOf, type Problems } from './data-check.ts'

export const port: DataCheck = aNumber('a port', { min: 1, max: 65_535, whole: true })

/** Of a host of this run. */
export const hostName: DataCheck = (value, path, problems) => {
  if (typeof value !== 'string' || value === '') problems.add(path, 'must be the name of a host', value)
  else if (problems.hosts !== null && !problems.hosts.has(value)) {
    problems.found.push(`${path}: there is no host named '${value}'; there are ${someOf(problems)}`)
  }
}

/** `HostNames`. */
export const hostNames: DataCheck = allOrList(hostName, 'hosts')

/** Names of hosts that need not exist. */
export const names: DataCheck = allOrList((value, path, problems) => {
  if (!isText(value)) problems.add(path, 'must be a name', value)
}, 'names')

const MOST_NAMED = 8

function someOf({ hosts }: Problems): string {
  const known = [...(hosts ?? [])]
  const shown = known.slice(0, MOST_NAMED).join(', ')
  return known.length > MOST_NAMED ? `${shown} and ${known.length - MOST_NAMED} more` : shown
}

function allOrList(item: DataCheck, what: string): DataCheck {
  return either(
    `must be a list of ${what}, or "*" for all`,
    [(value) => value === '*', () => {}],
    [Array.isArray, listOf(item, what, 1)],
  )
}
