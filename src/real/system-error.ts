// Operating errors that no system call made: the same shape and wording as those of Node.
import type { SystemError } from '../host/errors.ts'

export interface SystemErrorDetails {
  readonly code: string
  readonly syscall: string
  /** What the code means, in libuv's words ('permission denied'). */
  readonly reason?: string
  readonly address?: string
  readonly port?: number
  readonly path?: string
}

/** An error like `EACCES: permission denied, open 'x'` or `listen EADDRINUSE: address already in use 127.0.0.1:80`. */
export function systemError(details: SystemErrorDetails): SystemError {
  const { code, syscall, reason, address, port, path } = details
  const place = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`
  const message =
    path === undefined
      ? `${syscall} ${code}${reason === undefined ? '' : `: ${reason}`}${place}`
      : `${code}: ${reason ?? 'failed'}, ${syscall} '${path}'`
  const error: SystemError = new Error(message)
  error.code = code
  error.syscall = syscall
  if (address !== undefined) error.address = address
  if (port !== undefined) error.port = port
  if (path !== undefined) error.path = path
  return error
}
