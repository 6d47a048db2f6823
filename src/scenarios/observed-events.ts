// Shows an observer the little that a live run lets one see: reports, outputs and ends, at the wall's times.
import type { BackingEvents } from '../host/backing.ts'
import type { BackingSetup } from './open-backing.ts'

const NANOS_PER_MS = 1e6

/** Tells both the events' own listener and the observer. The first event is the time's origin. */
export function observedEvents({ events, observer, hostNames }: BackingSetup): BackingEvents {
  const indices = new Map(hostNames.map((name, index) => [name, index]))
  const indexOf = (host: string) => indices.get(host) ?? -1
  const startedAt = performance.now()
  const nowNanos = () => Math.round((performance.now() - startedAt) * NANOS_PER_MS)
  return {
    onReport(report) {
      const { host, event, details, atMs } = report
      observer.report(Math.round(atMs * NANOS_PER_MS), indexOf(host), event, details)
      events.onReport(report)
    },
    onOutput(host, text) {
      observer.output(nowNanos(), indexOf(host), text)
      events.onOutput(host, text)
    },
    onFault(atMs, event) {
      observer.fault(Math.round(atMs * NANOS_PER_MS), event)
      events.onFault?.(atMs, event)
    },
    onEnd(host, end) {
      observer.end(nowNanos(), indexOf(host), end)
      events.onEnd(host, end)
    },
  }
}
