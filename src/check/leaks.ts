// Checks on what hosts hold at the end: nothing that nobody can use any more, and where a scenario knows better, no more than
// so much.
import type { HostHoldings } from '../host/inspection.ts'
import { type Check, failed, passed, plural } from './check.ts'
import { listSome } from './completion.ts'

/**
 * A host whose program has ended holds no listener, no datagram socket, no timer and no connection but those that finish by
 * themselves; and no connection anywhere waits for ever. Every virtual run is held to it.
 */
export function noHostLeaks(): Check {
  return {
    name: 'no host leaks sockets or timers',
    verify({ inspection }) {
      if (inspection === null) return failed('the backing keeps no account of its hosts')
      const leaks = inspection.hosts.flatMap((host) => leaksOf(host).map((leak) => `${host.host}: ${leak}`))
      if (leaks.length > 0) return failed(listSome(leaks))
      const connections = inspection.hosts.reduce((sum, host) => sum + host.connections + host.orphans, 0)
      const timers = inspection.hosts.reduce((sum, host) => sum + host.timers, 0)
      return passed(`${plural(connections, 'connection')} and ${plural(timers, 'timer')} in use at the end`)
    },
  }
}

function leaksOf({ isRunning, listeners, datagramSockets, connections, stuck, timers }: HostHoldings): string[] {
  const leaks: string[] = []
  if (stuck > 0) leaks.push(`${plural(stuck, 'connection')} that nobody holds and nothing ends`)
  if (isRunning) return leaks
  if (listeners > 0) leaks.push(plural(listeners, 'listener'))
  if (datagramSockets > 0) leaks.push(plural(datagramSockets, 'datagram socket'))
  if (connections > 0) leaks.push(plural(connections, 'connection'))
  if (timers > 0) leaks.push(plural(timers, 'timer'))
  return leaks.map((leak) => `${leak} of a program that has ended`)
}

export interface HoldingLimits {
  readonly connections?: number
  readonly listeners?: number
  readonly datagramSockets?: number
  readonly timers?: number
}

/**
 * At the end the host holds at most so much: what a program forgets to close is its own affair for `noHostLeaks`, because
 * only who knows the program knows how much it needs.
 */
export function holdsAtMost(host: string, limits: HoldingLimits): Check {
  const entries = Object.entries(limits) as [keyof HoldingLimits, number][]
  const shown = entries.map(([what, limit]) => `${limit} ${WORDS[what]}`).join(', ')
  return {
    name: `${host} holds at most ${shown} at the end`,
    verify({ inspection }) {
      const held = inspection?.hosts.find((candidate) => candidate.host === host)
      if (held === undefined) return failed(`the backing keeps no account of ${host}`)
      const detail = entries.map(([what]) => `${held[what]} ${WORDS[what]}`).join(', ')
      return entries.every(([what, limit]) => held[what] <= limit) ? passed(detail) : failed(detail)
    },
  }
}

const WORDS: Readonly<Record<keyof HoldingLimits, string>> = {
  connections: 'connections',
  listeners: 'listeners',
  datagramSockets: 'datagram sockets',
  timers: 'timers',
}
