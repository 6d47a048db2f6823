// Errors shaped as Node's own: message, code, errno, syscall and what they are about.
import type { ErrorCode, SystemError } from '../host/errors.ts'

/** Linux numbers as libuv gives them, negative; names that libuv made up lie at −3000. */
const ERRNO: Partial<Record<ErrorCode, number>> = {
  EACCES: -13,
  EADDRINUSE: -98,
  EADDRNOTAVAIL: -99,
  EAI_AGAIN: -3001,
  EBADF: -9,
  ECONNREFUSED: -111,
  ECONNRESET: -104,
  EEXIST: -17,
  EHOSTUNREACH: -113,
  EINVAL: -22,
  EIO: -5,
  EISDIR: -21,
  EMSGSIZE: -90,
  ENETUNREACH: -101,
  ENOENT: -2,
  ENOSPC: -28,
  ENOTDIR: -20,
  ENOTEMPTY: -39,
  ENOTFOUND: -3008,
  EPIPE: -32,
  EROFS: -30,
  ETIMEDOUT: -110,
}

/** What libuv says in the message, where it says more than code and syscall. */
const DISK_TEXT: Partial<Record<ErrorCode, string>> = {
  EACCES: 'permission denied',
  EBADF: 'bad file descriptor',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EIO: 'i/o error',
  EISDIR: 'illegal operation on a directory',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EROFS: 'read-only file system',
}

function systemError(message: string, code: ErrorCode, fields: Partial<SystemError>): SystemError {
  const error: SystemError = Object.assign(new Error(message), { errno: ERRNO[code], code })
  return Object.assign(error, fields)
}

/** `connect ECONNREFUSED 10.0.0.1:80` */
export function networkError(code: ErrorCode, syscall: string, address?: string, port?: number): SystemError {
  const where = address === undefined ? '' : port === undefined ? ` ${address}` : ` ${address}:${port}`
  const fields: Partial<SystemError> = { syscall }
  if (address !== undefined) fields.address = address
  if (port !== undefined) fields.port = port
  return systemError(`${syscall} ${code}${where}`, code, fields)
}

/** `listen EADDRINUSE: address already in use 0.0.0.0:80` */
export function addressInUse(syscall: 'listen' | 'bind', address: string, port: number): SystemError {
  const text = syscall === 'listen' ? 'EADDRINUSE: address already in use' : 'EADDRINUSE'
  return systemError(`${syscall} ${text} ${address}:${port}`, 'EADDRINUSE', { syscall, address, port })
}

/** `getaddrinfo ENOTFOUND nowhere` */
export function lookupError(code: 'ENOTFOUND' | 'EAI_AGAIN', syscall: string, hostname: string): SystemError {
  return systemError(`${syscall} ${code} ${hostname}`, code, { syscall, hostname } as Partial<SystemError>)
}

/** `ENOENT: no such file or directory, open 'a.txt'` */
export function diskError(code: ErrorCode, syscall: string, path?: string): SystemError {
  const where = path === undefined ? '' : ` '${path}'`
  const fields: Partial<SystemError> = path === undefined ? { syscall } : { syscall, path }
  return systemError(`${code}: ${DISK_TEXT[code] ?? code}, ${syscall}${where}`, code, fields)
}

/** Errors that Node itself makes, with its texts. */
const NODE_TEXT = {
  ERR_SERVER_ALREADY_LISTEN: 'Listen method has been called more than once without closing.',
  ERR_SERVER_NOT_RUNNING: 'Server is not running.',
  ERR_SOCKET_ALREADY_BOUND: 'Socket is already bound',
  ERR_SOCKET_BUFFER_SIZE: 'Could not get or set buffer size: the socket is not bound',
  ERR_SOCKET_CLOSED: 'Socket is closed',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'Socket closed before the connection was established',
  ERR_SOCKET_DGRAM_IS_CONNECTED: 'Already connected',
  ERR_SOCKET_DGRAM_NOT_CONNECTED: 'Not connected',
  ERR_SOCKET_DGRAM_NOT_RUNNING: 'Not running',
  ERR_STREAM_ALREADY_FINISHED: 'Cannot call end after a stream was finished',
  ERR_STREAM_DESTROYED: 'Cannot call write after a stream was destroyed',
  ERR_STREAM_WRITE_AFTER_END: 'write after end',
} as const satisfies Partial<Record<ErrorCode, string>>

export function nodeError(code: keyof typeof NODE_TEXT, message: string = NODE_TEXT[code]): SystemError {
  return Object.assign(new Error(message), { code })
}

/** Throws the RangeError with which Node refuses a port that is not one. */
export function checkPort(port: number, name = 'options.port', allowZero = true): void {
  if (Number.isInteger(port) && port >= (allowZero ? 0 : 1) && port < 65_536) return
  const least = allowZero ? '>= 0' : '> 0'
  throw Object.assign(new RangeError(`${name} should be ${least} and < 65536. Received ${String(port)}.`), {
    code: 'ERR_SOCKET_BAD_PORT',
  })
}
