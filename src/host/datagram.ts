// A datagram socket: the structural subset of `dgram.Socket`. A real `dgram.Socket` is one.
import type { Emitter } from './emitter.ts'
import type { SystemError } from './errors.ts'
import type { AddressInfo } from './server.ts'

export type DatagramType = 'udp4' | 'udp6'

export interface DatagramSocketOptions {
  type: DatagramType
  /** True: a 'udp6' socket bound to '::' hears no IPv4. Default false: it does, from addresses like '::ffff:10.0.0.1'. */
  ipv6Only?: boolean
}

/** Where a datagram came from. */
export interface RemoteInfo {
  address: string
  family: 'IPv4' | 'IPv6'
  port: number
  /** Bytes of payload. */
  size: number
}

export interface DatagramSocketEvents {
  /** One whole datagram. */
  message: [bytes: Uint8Array, from: RemoteInfo]
  listening: []
  /** `connect()` has taken effect. */
  connect: []
  /** For instance `EADDRINUSE` after `bind()`. */
  error: [error: SystemError]
  close: []
}

export interface DatagramSocket extends Emitter<DatagramSocketEvents> {
  /** Port 0 (the default) picks a free one; 'listening' follows. */
  bind(options: { port?: number; address?: string }, onListening?: () => void): this
  /**
   * Sends one datagram of at most 65,507 bytes, larger: `EMSGSIZE`. An unbound socket is bound first. No news is no proof
   * of arrival. The callback comes when the operating system has taken the bytes.
   */
  send(bytes: Uint8Array, port: number, address: string, callback?: (error: Error | null, bytes: number) => void): void
  /** To where `connect()` said; without that it throws `ERR_SOCKET_BAD_PORT`. */
  send(bytes: Uint8Array, callback?: (error: Error | null, bytes: number) => void): void
  /**
   * From now on it sends to this address and port alone, and hears nobody else; nobody there is an 'error' `ECONNREFUSED`
   * after a send. 'connect' or 'error' follows; with a callback that gets both. Throws `ERR_SOCKET_DGRAM_IS_CONNECTED` when it is connected.
   */
  connect(port: number, address?: string, callback?: (error?: Error) => void): void
  /** Throws `ERR_SOCKET_DGRAM_NOT_CONNECTED` when it is not connected. */
  disconnect(): void
  /** Throws `ERR_SOCKET_DGRAM_NOT_CONNECTED` when it is not connected. */
  remoteAddress(): AddressInfo
  /** Throws `ERR_SOCKET_DGRAM_NOT_RUNNING` when closed already. */
  close(callback?: () => void): this
  /** Throws `EBADF` before it is bound. */
  address(): AddressInfo
  /** Asks for a receive buffer of so many bytes; the system gives at most its own limit. Throws before `bind`. */
  setRecvBufferSize(sizeBytes: number): void
  setSendBufferSize(sizeBytes: number): void
}
