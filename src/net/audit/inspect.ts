// Looks at a world from outside at one moment: what its accounts say, beside what is really there. It changes nothing.
import type { HostHoldings, Inspection, LinkAccount } from '../../host/inspection.ts'
import type { Fabric } from '../fabric.ts'
import type { Link } from '../link.ts'
import type { Machine } from '../machine.ts'
import { Packet, type PacketView } from '../packet.ts'
import * as Protocol from '../protocol.ts'
import type { Audit } from './audit.ts'

/** O(hosts + links + what waits). */
export function inspect(fabric: Fabric, machines: readonly Machine[], audit: Audit): Inspection {
  return {
    links: linkAccounts(fabric),
    sentPackets: audit.ledger.sentPackets,
    sentBytes: audit.ledger.sentBytes,
    streams: audit.streams.totals(fabric.hostNames),
    hosts: machines.map((machine) => holdingsOf(machine)),
    packetsInUse: fabric.pool.inUse,
    waitingEvents: fabric.scheduler.pending,
  }
}

/** Packets that are on a link, wait for the end of a partition, or were overtaken. */
function* packetsUnderWay(fabric: Fabric): Generator<PacketView> {
  for (const link of fabric.everyLink()) yield* link.underWay()
  for (const event of fabric.scheduler.waiting()) if (event instanceof Packet) yield event
}

type Account = { -readonly [Field in keyof LinkAccount]: LinkAccount[Field] }

/** Links on which nothing is and nothing should be are left out: there may be hundreds of thousands. */
function linkAccounts(fabric: Fabric): LinkAccount[] {
  const accounts = new Map<string, Account>()
  const accountOf = (source: number, destination: number, protocol: number): Account => {
    const key = `${source} ${destination} ${protocol}`
    const account = accounts.get(key) ?? emptyAccount(fabric.hostNames, source, destination, protocol)
    accounts.set(key, account)
    return account
  }
  const owes = (link: Link, protocol: number, packets: number, bytes: number) => {
    if (packets === 0 && bytes === 0) return
    const account = accountOf(link.source, link.destination, protocol)
    account.owedPackets = packets
    account.owedBytes = bytes
  }
  for (const link of fabric.everyLink()) {
    owes(link, Protocol.tcp, link.owedTcpPackets, link.owedTcpBytes)
    owes(link, Protocol.udp, link.owedUdpPackets, link.owedUdpBytes)
  }
  for (const { source, destination, protocol, length } of packetsUnderWay(fabric)) {
    const account = accountOf(source, destination, protocol)
    account.underWayPackets++
    account.underWayBytes += length
  }
  return [...accounts.values()]
}

function emptyAccount(names: readonly string[], source: number, destination: number, protocol: number): Account {
  return {
    from: names[source] as string,
    to: names[destination] as string,
    protocol: protocol === Protocol.tcp ? 'tcp' : 'udp',
    owedPackets: 0,
    owedBytes: 0,
    underWayPackets: 0,
    underWayBytes: 0,
  }
}

function holdingsOf(machine: Machine): HostHoldings {
  return {
    host: machine.spec.name,
    isRunning: machine.isRunning,
    ...(machine.kernel?.holdings() ?? NOTHING),
    timers: machine.timers,
  }
}

const NOTHING = { listeners: 0, datagramSockets: 0, connections: 0, orphans: 0, stuck: 0 }
