// What a backing knows of itself that no program tells: what is under way, what hosts hold, what streams carried. Data, for
// checks; the virtual network can give it, real sockets cannot.

/** What a link owes, per direction and protocol. Only links with something under way, or with an account that says so. */
export interface LinkAccount {
  readonly from: string
  readonly to: string
  readonly protocol: 'tcp' | 'udp'
  /** Sent and duplicated, less what arrived, was lost, found the queue full, was cut off, or found the host down. */
  readonly owedPackets: number
  readonly owedBytes: number
  /** Found on the way, or held by a partition. */
  readonly underWayPackets: number
  readonly underWayBytes: number
}

/** A byte that a program read is not the one that the other end's program wrote there, or none was written. */
export interface StreamFault {
  /** `host:port` of the writer, and of the reader. */
  readonly from: string
  readonly to: string
  /** Of the first byte that is wrong, from 0. Bytes are looked at in samples, so it may lie a little before. */
  readonly offset: number
  readonly problem: 'differs' | 'never written'
}

export interface StreamTotals {
  readonly writtenBytes: number
  readonly readBytes: number
  /** A few at most. Streams of which a fault has flipped bits are left out. */
  readonly faults: readonly StreamFault[]
}

/** What a host's system holds. */
export interface HostHoldings {
  readonly host: string
  readonly isRunning: boolean
  readonly listeners: number
  readonly datagramSockets: number
  /** Connections that a socket of the program holds. */
  readonly connections: number
  /** Connections that finish by themselves: the program has closed them, or has not accepted them yet. */
  readonly orphans: number
  /** Connections that nobody holds and that no timer will end. */
  readonly stuck: number
  /** Timers of programs that have not fired. */
  readonly timers: number
}

export interface Inspection {
  readonly links: readonly LinkAccount[]
  /** Over all links; bytes are payload. */
  readonly sentPackets: number
  readonly sentBytes: number
  readonly streams: StreamTotals
  readonly hosts: readonly HostHoldings[]
  /** Packets that were taken from the pool and not given back. */
  readonly packetsInUse: number
  /** Events that wait. */
  readonly waitingEvents: number
}
