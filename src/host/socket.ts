// A stream connection: the structural subset of `net.Socket` that nodes use. A real `net.Socket` is one.
import type { Emitter } from './emitter.ts'
import type { SystemError } from './errors.ts'

export interface SocketEvents {
  /** The connection is made (outgoing sockets only). */
  connect: []
  /** A name was resolved, or could not be; not for addresses. */
  lookup: [error: SystemError | null, address: string, family: number | null, name: string]
  /** Right after 'connect'. */
  ready: []
  /** Bytes arrived, in order; how they are cut into events means nothing. Attaching a listener makes the stream flow. */
  data: [bytes: Uint8Array]
  /** `write()` returned false before, and the buffer is empty again. */
  drain: []
  /** The other end has sent its FIN and everything before it was read. */
  end: []
  /** Comes before 'close'; `err.code` is one of `NetworkErrorCode`. Unhandled, it is a crash of the program. */
  error: [error: SystemError]
  /** Nothing was sent or received for as long as `setTimeout` says. The socket stays open: whoever set it decides. */
  timeout: []
  /** The last event. */
  close: [hadError: boolean]
}

export interface Socket extends Emitter<SocketEvents> {
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  /** 'IPv4' or 'IPv6'. */
  readonly localFamily?: string | undefined
  readonly remoteFamily?: string | undefined
  /** Payload bytes received so far. */
  readonly bytesRead: number
  /** Payload bytes accepted from `write()` so far, those still buffered included. */
  readonly bytesWritten: number
  /** True until 'connect' (or failure). */
  readonly connecting: boolean
  /** True until it is connected: before `connect()`, while connecting, and after the end. */
  readonly pending: boolean
  /** 'opening', 'open', 'readOnly', 'writeOnly' or 'closed'. */
  readonly readyState: string
  /** What `setTimeout` was told; undefined before. */
  readonly timeout?: number | undefined
  readonly destroyed: boolean
  /** Bytes written and not yet taken by the operating system. */
  readonly writableLength: number
  /** True after `write()` returned false, until 'drain'. */
  readonly writableNeedDrain: boolean
  /** True once `end()` was called. */
  readonly writableEnded: boolean
  /** True once 'end' was emitted. */
  readonly readableEnded: boolean

  /**
   * Queues bytes (text as UTF-8). False: stop writing until 'drain'. The callback comes when the operating system has
   * taken the bytes, after which the array may be used again. After `end()`: an 'error' with `ERR_STREAM_WRITE_AFTER_END`.
   */
  write(data: Uint8Array | string, callback?: (error?: Error | null) => void): boolean
  /** Writes what is given, then sends FIN after all that is buffered. The socket still reads. */
  end(callback?: () => void): this
  end(data: Uint8Array | string, callback?: () => void): this
  /** Closes at once; what is buffered is thrown away. 'close' follows, after 'error' when an error is given. */
  destroy(error?: Error): this
  /** Destroys once all that was written has gone out. */
  destroySoon(): void
  /** Closes at once with a RST: the other end sees `ECONNRESET`. */
  resetAndDestroy(): this
  pause(): this
  resume(): this
  isPaused(): boolean
  /** 'timeout' after so many milliseconds without traffic; 0 turns it off. */
  setTimeout(timeoutMs: number, callback?: () => void): this
  setNoDelay(noDelay?: boolean): this
  setKeepAlive(enable?: boolean, initialDelayMs?: number): this
  /** Holds writes back until `uncork()`, so that many small ones travel together. */
  cork(): void
  uncork(): void
}

export interface ConnectOptions {
  /** Name or address. Default: the host itself ('localhost'). */
  host?: string
  /** 1..65535. */
  port: number
  /** False (the default): the socket ends its own side when the other end has ended. */
  allowHalfOpen?: boolean
  /**
   * True: the bytes of a 'data' event are only lent, until its listeners return, so that the system can read into the same
   * memory again. For connections that carry much; a backing may ignore it.
   */
  lendsBytes?: boolean
  /** 4 or 6: only addresses of that family. Default: the first address of the name. */
  family?: 0 | 4 | 6
  /** The address to connect from. Default: the host's own first of the same family. Not its own: `EADDRNOTAVAIL`. */
  localAddress?: string
  /** True: the addresses of a name are tried one after the other (RFC 8305), each for `autoSelectFamilyAttemptTimeout` ms. */
  autoSelectFamily?: boolean
  /** Default 250, at least 10. */
  autoSelectFamilyAttemptTimeout?: number
  /** As `setNoDelay()`, `setKeepAlive()` and `setTimeout()` at once. */
  noDelay?: boolean
  keepAlive?: boolean
  keepAliveInitialDelay?: number
  timeout?: number
}
