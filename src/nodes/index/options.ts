// What the two programs of the index swarm can be told, as plain data, and what they take when they are not.
import { invariant } from '../../host/errors.ts'
import { FileVector } from '../../wire/index/file-vector.ts'
import { DEFAULT_MAX_MESSAGE_BYTES, MIN_MAX_MESSAGE_BYTES } from '../../wire/index/messages.ts'
import { MAX_CLIENT_ID, MAX_PORT } from '../../wire/index/peer-config.ts'
import { requireWhole } from '../common/require-whole.ts'
import {
  DEFAULT_ANSWER_LIMIT_MS,
  DEFAULT_CONNECT_LIMIT_MS,
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_MAX_BAD_ATTEMPTS,
  DEFAULT_MAX_ROUNDS,
  DEFAULT_MAX_SENDS,
  DEFAULT_PAUSE_MS,
  DEFAULT_PEER_MAX_CONNECTIONS,
  DEFAULT_QUIT_LIMIT_MS,
  DEFAULT_REGISTER_LIMIT_MS,
  DEFAULT_ROUND_PAUSE_MS,
  DEFAULT_SERVER_MAX_CONNECTIONS,
  DEFAULT_SERVER_PORT,
  DEFAULT_STALL_LIMIT_MS,
  MAX_PAUSE_MS,
} from './limits.ts'

export interface IndexServerOptions {
  /** Where it listens, 0..65535. Default 5000; 0 takes a free port. */
  readonly port?: number
  /** Peers at a time, at least 1. Default 1000. */
  readonly maxConnections?: number
  /** At least 1024. Default 4096. */
  readonly maxMessageBytes?: number
  /** Silence after which a peer is taken for gone. Default 60,000. */
  readonly idleLimitMs?: number
  /** Time in which a new connection must register. Default 10,000. */
  readonly registerLimitMs?: number
  /** How long quitting waits for the peers. Default 10,000. */
  readonly quitLimitMs?: number
}

export interface IndexPeerOptions {
  /** 0..2^32 - 1, unlike every other peer's. */
  readonly id: number
  /** Where it listens for other peers, 0..65535. Default 0: a free port. */
  readonly port?: number
  /** Name or address. Default 'localhost'. */
  readonly serverHost?: string
  /** 1..65535. Default 5000. */
  readonly serverPort?: number
  /** 64 characters of 0 and 1, file 0 first. Default: no file. */
  readonly fileVector?: string
  /** Pause after each block that is sent, 0..60,000. Default 1000. */
  readonly pauseMs?: number
  /** Bad attempts from one sender before another is asked, at least 1. Default 3. */
  readonly maxBadAttempts?: number
  /** Whether a download goes on from the block that was missing when its supplier vanished. Default false. */
  readonly resume?: boolean
  /** Whether it keeps serving when its input ends. Default false: it quits, after the download in progress. */
  readonly stay?: boolean
  /** Uploads at a time, at least 1. Default 100. */
  readonly maxConnections?: number
  /** At least 1024. Default 4096. */
  readonly maxMessageBytes?: number
  /** Silence after which the server, or a requester that owes an answer, is taken for gone. Default 60,000. */
  readonly idleLimitMs?: number
  /** How long connecting may take. Default 10,000. */
  readonly connectLimitMs?: number
  /** How much later than the supplier's own pause a block may come. Default 10,000. */
  readonly stallLimitMs?: number
  /** How long a download waits for the server. Default 30,000. */
  readonly answerLimitMs?: number
  /** How often one connection is sent the same file. Default 100. */
  readonly maxSends?: number
  /** How often a download goes through all suppliers there are. Default 3. */
  readonly maxRounds?: number
  /** The pause between two such rounds. Default 5000. */
  readonly roundPauseMs?: number
  /** How long quitting waits for open connections. Default 10,000. */
  readonly quitLimitMs?: number
}

export type ServerSettings = Required<IndexServerOptions>
export type PeerSettings = Required<Omit<IndexPeerOptions, 'fileVector'>> & { readonly fileVector: FileVector }

/** Throws `InvariantError` when an option is out of its range. */
export function serverSettings(options: IndexServerOptions): ServerSettings {
  const settings = {
    port: DEFAULT_SERVER_PORT,
    maxConnections: DEFAULT_SERVER_MAX_CONNECTIONS,
    maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
    idleLimitMs: DEFAULT_IDLE_LIMIT_MS,
    registerLimitMs: DEFAULT_REGISTER_LIMIT_MS,
    quitLimitMs: DEFAULT_QUIT_LIMIT_MS,
    ...options,
  }
  requireWhole('port', settings.port, 0, MAX_PORT)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, 2 ** 31)
  for (const name of ['maxConnections', 'idleLimitMs', 'registerLimitMs', 'quitLimitMs'] as const) {
    requireWhole(name, settings[name], 1, 2 ** 31 - 1)
  }
  return settings
}

/** Throws `InvariantError` when an option is out of its range. */
export function peerSettings({ fileVector, ...options }: IndexPeerOptions): PeerSettings {
  const settings = {
    port: 0,
    serverHost: 'localhost',
    serverPort: DEFAULT_SERVER_PORT,
    pauseMs: DEFAULT_PAUSE_MS,
    maxBadAttempts: DEFAULT_MAX_BAD_ATTEMPTS,
    resume: false,
    stay: false,
    maxConnections: DEFAULT_PEER_MAX_CONNECTIONS,
    maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
    idleLimitMs: DEFAULT_IDLE_LIMIT_MS,
    connectLimitMs: DEFAULT_CONNECT_LIMIT_MS,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    answerLimitMs: DEFAULT_ANSWER_LIMIT_MS,
    maxSends: DEFAULT_MAX_SENDS,
    maxRounds: DEFAULT_MAX_ROUNDS,
    roundPauseMs: DEFAULT_ROUND_PAUSE_MS,
    quitLimitMs: DEFAULT_QUIT_LIMIT_MS,
    ...options,
    fileVector: requireVector(fileVector),
  }
  requireWhole('id', settings.id, 0, MAX_CLIENT_ID)
  requireWhole('port', settings.port, 0, MAX_PORT)
  requireWhole('serverPort', settings.serverPort, 1, MAX_PORT)
  requireWhole('pauseMs', settings.pauseMs, 0, MAX_PAUSE_MS)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, 2 ** 31)
  for (const name of POSITIVE) requireWhole(name, settings[name], 1, 2 ** 31 - 1)
  return settings
}

const POSITIVE = [
  'maxBadAttempts',
  'maxConnections',
  'idleLimitMs',
  'connectLimitMs',
  'stallLimitMs',
  'answerLimitMs',
  'maxSends',
  'maxRounds',
  'roundPauseMs',
  'quitLimitMs',
] as const

function requireVector(text: string | undefined): FileVector {
  if (text === undefined) return new FileVector()
  const vector = FileVector.parse(text)
  invariant(vector.ok, vector.ok ? '' : `fileVector: ${vector.reason}`)
  return vector.value
}
