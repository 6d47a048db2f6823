// Inspections for tests of checks: of a world in which all is well, but for what is given.
import type { HostHoldings, Inspection, LinkAccount } from '../../src/host/inspection.ts'
import { RunRecord } from '../../src/trace/run-record.ts'

export function inspected(parts: Partial<Inspection>): RunRecord {
  const record = new RunRecord()
  const sent = { sentPackets: 5, sentBytes: 700 }
  const streams = { writtenBytes: 600, readBytes: 500, faults: [] }
  record.inspection = { links: [], ...sent, streams, hosts: [], packetsInUse: 0, waitingEvents: 0, ...parts }
  return record
}

export function account(parts: Partial<LinkAccount>): LinkAccount {
  const owed = { owedPackets: 0, owedBytes: 0, underWayPackets: 0, underWayBytes: 0 }
  return { from: 'a', to: 'b', protocol: 'tcp', ...owed, ...parts }
}

export function holdings(parts: Partial<HostHoldings>): HostHoldings {
  const nothing = { listeners: 0, datagramSockets: 0, connections: 0, orphans: 0, stuck: 0, timers: 0 }
  return { host: 'a', isRunning: true, ...nothing, ...parts }
}
