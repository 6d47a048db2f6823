// The errors a host's network and disk report: Node's own codes, the same from every backing.

/** Codes of the network, as in Node's `err.code`. */
export type NetworkErrorCode =
  | 'EACCES'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EAI_AGAIN'
  | 'ECONNABORTED'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EHOSTUNREACH'
  | 'EMSGSIZE'
  | 'ENETUNREACH'
  | 'ENOTFOUND'
  | 'EPIPE'
  | 'ETIMEDOUT'
  | 'ERR_SERVER_ALREADY_LISTEN'
  | 'ERR_SERVER_NOT_RUNNING'
  | 'ERR_SOCKET_ALREADY_BOUND'
  | 'ERR_SOCKET_BAD_PORT'
  | 'ERR_SOCKET_BUFFER_SIZE'
  | 'ERR_SOCKET_CLOSED'
  | 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION'
  | 'ERR_SOCKET_DGRAM_IS_CONNECTED'
  | 'ERR_SOCKET_DGRAM_NOT_CONNECTED'
  | 'ERR_SOCKET_DGRAM_NOT_RUNNING'
  | 'ERR_STREAM_ALREADY_FINISHED'
  | 'ERR_STREAM_DESTROYED'
  | 'ERR_STREAM_WRITE_AFTER_END'

/** Codes of the disk, as in Node's `err.code`. */
export type DiskErrorCode =
  | 'EACCES'
  | 'EBADF'
  | 'EEXIST'
  | 'EINVAL'
  | 'EIO'
  | 'EISDIR'
  | 'ENOENT'
  | 'ENOSPC'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'EROFS'

export type ErrorCode = NetworkErrorCode | DiskErrorCode

/** An operating error: something outside the program went wrong. Shaped as Node's `ErrnoException`. */
export interface SystemError extends Error {
  /** One of `ErrorCode`; typed as string because a real system knows more of them. */
  code?: string | undefined
  syscall?: string | undefined
  address?: string | undefined
  port?: number | undefined
  path?: string | undefined
}

/** A bug in our own code. Only a runner catches it, and prints the seed with it. */
export class InvariantError extends Error {
  override name = 'InvariantError'
}

/**
 * Throws `InvariantError` unless `condition` holds. For bugs only: the outside world gets results. Where it is asked often, the
 * message is a function: to put a text together costs more than to look whether it is needed.
 */
export function invariant(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === 'string' ? message : message())
}
