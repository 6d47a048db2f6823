// A listener for stream connections: the structural subset of `net.Server`. A real `net.Server` is one.
import type { Emitter } from './emitter.ts'
import type { SystemError } from './errors.ts'
import type { Socket } from './socket.ts'

export interface ServerEvents<S extends Socket = Socket> {
  connection: [socket: S]
  listening: []
  /** For instance `EADDRINUSE` after `listen()`. */
  error: [error: SystemError]
  /** The listener is closed and every connection it accepted has ended. */
  close: []
  /** A connection was closed because of `maxConnections`. */
  drop: [
    connection?: {
      localAddress?: string | undefined
      localPort?: number | undefined
      localFamily?: string | undefined
      remoteAddress?: string | undefined
      remotePort?: number | undefined
      remoteFamily?: string | undefined
    },
  ]
}

export interface AddressInfo {
  address: string
  family: string
  port: number
}

export interface ServerOptions {
  allowHalfOpen?: boolean
  /** Accepted sockets start paused. */
  pauseOnConnect?: boolean
  /** As `setNoDelay()` and `setKeepAlive()` on each accepted socket. */
  noDelay?: boolean
  keepAlive?: boolean
  keepAliveInitialDelay?: number
}

export interface ListenOptions {
  /** 0..65535; 0 picks a free one, which `address()` tells. */
  port: number
  /**
   * The address to listen on. Default: '0.0.0.0', every IPv4 address of the host. '::' is every address of both families; IPv4
   * ones then show as '::ffff:10.0.0.1'.
   */
  host?: string
  /** True: '::' is every IPv6 address alone. */
  ipv6Only?: boolean
  /** Connections that may wait to be accepted. Default 511. */
  backlog?: number
}

export interface Server<S extends Socket = Socket> extends Emitter<ServerEvents<S>> {
  readonly listening: boolean
  /** Above this many open connections, new ones are closed at once. */
  maxConnections?: number
  /** Errors come as 'error' events, except a port out of range, which throws `ERR_SOCKET_BAD_PORT`. */
  listen(options: ListenOptions, onListening?: () => void): this
  /** Stops accepting; open connections go on. The callback gets `ERR_SERVER_NOT_RUNNING` when it was not listening. */
  close(callback?: (error?: Error) => void): this
  /** How many accepted connections are open. */
  getConnections(callback: (error: Error | null, count: number) => void): this
  /** Null until listening. */
  address(): AddressInfo | string | null
}
