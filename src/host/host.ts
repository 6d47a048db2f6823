// The contract: one host is one machine, and all a node ever sees of the world.
// Nodes know `Host`; they never know whether the virtual network (`src/net`) or real sockets (`src/real`) stand behind it.
import type { Clock } from './clock.ts'
import type { Crypto } from './crypto.ts'
import type { DatagramSocket, DatagramSocketOptions, DatagramType, RemoteInfo } from './datagram.ts'
import type { Disk } from './disk.ts'
import type { SystemError } from './errors.ts'
import type { Random } from './random.ts'
import type { ReportDetails } from './report.ts'
import type { Server, ServerOptions } from './server.ts'
import type { ConnectOptions, Socket } from './socket.ts'
import type { Terminal } from './terminal.ts'

/** Streams, as `node:net` has them. */
export interface Net {
  /** Starts connecting; 'connect' or 'error' (`ECONNREFUSED`, `ENOTFOUND`, `EHOSTUNREACH`, `ENETUNREACH`, `ETIMEDOUT`) follows. */
  connect(options: ConnectOptions, onConnect?: () => void): Socket
  createServer(options: ServerOptions, onConnection?: (socket: Socket) => void): Server
}

/** Datagrams, as `node:dgram` has them. */
export interface Dgram {
  createSocket(
    type: DatagramType | DatagramSocketOptions,
    onMessage?: (bytes: Uint8Array, from: RemoteInfo) => void,
  ): DatagramSocket
}

export interface LookupOptions {
  /** 4 or 6: only addresses of that family. Default 0: of any. */
  family?: 0 | 4 | 6
}

export interface LookupAddress {
  address: string
  family: number
}

/** Names, as `node:dns` has them. */
export interface Dns {
  /** The first address of a name. An address comes back as it is. Errors: `ENOTFOUND`, `EAI_AGAIN`. */
  lookup(name: string, callback: (error: SystemError | null, address: string, family: number) => void): void
  lookup(
    name: string,
    options: LookupOptions & { all: true },
    callback: (error: SystemError | null, addresses: LookupAddress[]) => void,
  ): void
  lookup(
    name: string,
    options: LookupOptions & { all?: false },
    callback: (error: SystemError | null, address: string, family: number) => void,
  ): void
  /** The names of an address; `ENOTFOUND` when it has none. */
  reverse(address: string, callback: (error: SystemError | null, names: string[]) => void): void
}

export interface Host {
  readonly name: string
  /** The address others reach this host at; on a real machine without one of its own, '127.0.0.1'. */
  readonly address: string
  readonly net: Net
  readonly dgram: Dgram
  readonly dns: Dns
  readonly clock: Clock
  readonly random: Random
  readonly crypto: Crypto
  readonly disk: Disk
  readonly terminal: Terminal
  /**
   * Says what the protocol did ('block-sent', 'ack', …), for tables, checks and traces. Details are flat values. It goes
   * into the fingerprint of a run, is a debug line in the log of a real program, and must not be used to decide anything.
   */
  report(event: string, details: ReportDetails): void
  /**
   * A place where the node can be cruel to itself and still be right: a shorter read, an earlier timeout, a smaller window.
   * True with this probability (0..1), drawn from the seed, in runs that ask for it and for the places (`name`) that such a
   * run has on; else false, and on real sockets always.
   */
  buggify(name: string, probability: number): boolean
  /** Ends the program: the system closes all it had open. Calls after it do nothing. 0 means success. */
  exit(code: number): void
}
