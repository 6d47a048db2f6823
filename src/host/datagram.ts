// A datagram socket: the structural subset of `dgram.Socket`. A real `dgram.Socket` is one.
import type { Emitter } from './emitter.ts'
import type { SystemError } from './errors.ts'
import type { AddressInfo } from './server.ts'

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
  /** Throws `ERR_SOCKET_DGRAM_NOT_RUNNING` when closed already. */
  close(callback?: () => void): this
  /** Throws `EBADF` before it is bound. */
  address(): AddressInfo
  /** Asks for a receive buffer of so many bytes; the system gives at most its own limit. Throws before `bind`. */
  setRecvBufferSize(sizeBytes: number): void
  setSendBufferSize(sizeBytes: number): void
}
