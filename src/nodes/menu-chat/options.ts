// What the two programs of the menu chat can be told, as plain data, and what they take when they are not.
import { DEFAULT_MAX_NAME_CHARACTERS, LARGEST_MAX_NAME_CHARACTERS } from '../../wire/user-name.ts'
import { MAX_INT32, requireWhole } from '../common/require-whole.ts'
import {
  DEFAULT_ANSWER_LIMIT_MS,
  DEFAULT_CLIENT_MAX_CONNECTIONS,
  DEFAULT_CLIENT_MAX_MESSAGE_BYTES,
  DEFAULT_CONNECT_LIMIT_MS,
  DEFAULT_GRACE_MS,
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_MAX_DOWNLOADS,
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MAX_TRANSFERS,
  DEFAULT_MAX_UPLOADS,
  DEFAULT_MAX_WAITING_BYTES,
  DEFAULT_REGISTER_LIMIT_MS,
  DEFAULT_SERVER_MAX_CONNECTIONS,
  DEFAULT_SLOW_LIMIT_MS,
  DEFAULT_STALL_LIMIT_MS,
} from './limits.ts'

const MAX_PORT = 65_535
/** Text longer than this is no message, whatever an option says. */
export const LARGEST_MESSAGE_BYTES = 2 ** 28

export interface ChatServerOptions {
  /** Where it listens, 0..65535; 0 takes a free port. */
  readonly port: number
  /** Users and data connections at a time, at least 1. Default 1000. */
  readonly maxConnections?: number
  /** Bytes of a message's text, 1..2^28. Default 65,536. */
  readonly maxMessageBytes?: number
  /** Characters of a name, 1..256. Default 64. */
  readonly maxNameCharacters?: number
  /** Silence after which a user is removed. Default 30,000. */
  readonly idleLimitMs?: number
  /** Time in which a new connection must say who it is. Default 10,000. */
  readonly registerLimitMs?: number
  /** Bytes that may wait for a user who does not read. Default 4 MiB. */
  readonly maxWaitingBytes?: number
  /** How long a user may have half of that waiting, and everyone who speaks waits for it. Default 2000. */
  readonly slowLimitMs?: number
  /** Transfers that one user has open. Default 64. */
  readonly maxTransfers?: number
  /** How long the owner of a file may take to answer, and both ends to come for a relay. Default 30,000. */
  readonly answerLimitMs?: number
}

export interface ChatClientOptions {
  /** Where it listens for requesters of files, 0..65535; 0 takes a free port. */
  readonly port: number
  /** Name or address. Default 'localhost'. */
  readonly serverHost?: string
  /** 1..65535. */
  readonly serverPort: number
  /** Default: the client asks for it. */
  readonly name?: string
  /** Whether it stays when its input ends. Default false: it leaves, after the files on their way. */
  readonly stay?: boolean
  /** Bytes of a message that it takes. Default 1 MiB. */
  readonly maxMessageBytes?: number
  /** Files fetched at a time. Default 16. */
  readonly maxDownloads?: number
  /** Files sent at a time. Default 16. */
  readonly maxUploads?: number
  /** Connections at the port for files. Default 64. */
  readonly maxConnections?: number
  /** How long connecting may take, to the server or to an owner. Default 10,000. */
  readonly connectLimitMs?: number
  /** How long a transfer may stand still. Default 30,000. */
  readonly stallLimitMs?: number
  /** How long files on their way get at `x` on a pipe; 0: none. Default 1000. */
  readonly graceMs?: number
  /** A larger file is not fetched. Default 64 GiB. */
  readonly maxFileBytes?: number
}

export type ServerSettings = Required<ChatServerOptions>
export type ClientSettings = Required<Omit<ChatClientOptions, 'name'>> & { readonly name: string | null }

/** Throws `InvariantError` when an option is out of its range. */
export function serverSettings(options: ChatServerOptions): ServerSettings {
  const settings = {
    maxConnections: DEFAULT_SERVER_MAX_CONNECTIONS,
    maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
    maxNameCharacters: DEFAULT_MAX_NAME_CHARACTERS,
    idleLimitMs: DEFAULT_IDLE_LIMIT_MS,
    registerLimitMs: DEFAULT_REGISTER_LIMIT_MS,
    maxWaitingBytes: DEFAULT_MAX_WAITING_BYTES,
    slowLimitMs: DEFAULT_SLOW_LIMIT_MS,
    maxTransfers: DEFAULT_MAX_TRANSFERS,
    answerLimitMs: DEFAULT_ANSWER_LIMIT_MS,
    ...options,
  }
  requireWhole('port', settings.port, 0, MAX_PORT)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, 1, LARGEST_MESSAGE_BYTES)
  requireWhole('maxNameCharacters', settings.maxNameCharacters, 1, LARGEST_MAX_NAME_CHARACTERS)
  const positive = [
    'maxConnections',
    'idleLimitMs',
    'registerLimitMs',
    'maxWaitingBytes',
    'slowLimitMs',
    'maxTransfers',
    'answerLimitMs',
  ] as const
  for (const name of positive) requireWhole(name, settings[name], 1, MAX_INT32)
  return settings
}

/** Throws `InvariantError` when an option is out of its range. */
export function clientSettings({ name, ...options }: ChatClientOptions): ClientSettings {
  const settings = {
    serverHost: 'localhost',
    stay: false,
    maxMessageBytes: DEFAULT_CLIENT_MAX_MESSAGE_BYTES,
    maxDownloads: DEFAULT_MAX_DOWNLOADS,
    maxUploads: DEFAULT_MAX_UPLOADS,
    maxConnections: DEFAULT_CLIENT_MAX_CONNECTIONS,
    connectLimitMs: DEFAULT_CONNECT_LIMIT_MS,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    graceMs: DEFAULT_GRACE_MS,
    maxFileBytes: DEFAULT_MAX_FILE_BYTES,
    ...options,
    name: name ?? null,
  }
  requireWhole('port', settings.port, 0, MAX_PORT)
  requireWhole('serverPort', settings.serverPort, 1, MAX_PORT)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, 1, LARGEST_MESSAGE_BYTES)
  requireWhole('graceMs', settings.graceMs, 0, MAX_INT32)
  requireWhole('maxFileBytes', settings.maxFileBytes, 0, Number.MAX_SAFE_INTEGER)
  const positive = ['maxDownloads', 'maxUploads', 'maxConnections', 'connectLimitMs', 'stallLimitMs'] as const
  for (const option of positive) requireWhole(option, settings[option], 1, MAX_INT32)
  return settings
}
