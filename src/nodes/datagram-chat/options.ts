// What the two programs of the datagram chat can be told, as plain data, and what they take when they are not.
import { invariant } from '../../host/errors.ts'
import { MAX_PACKETS } from '../../wire/datagram-chat/packet.ts'
import { DEFAULT_MAX_NAME_CHARACTERS, LARGEST_MAX_NAME_CHARACTERS } from '../../wire/user-name.ts'
import { MAX_INT32, requireWhole } from '../common/require-whole.ts'
import {
  DEFAULT_ALIVE_LIMIT_MS,
  DEFAULT_ANSWER_LIMIT_MS,
  DEFAULT_CONNECT_LIMIT_MS,
  DEFAULT_FILES_FOLDER,
  DEFAULT_FIRST_PORT,
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_KEEP_ALIVE_MS,
  DEFAULT_MAX_CONNECTIONS_PER_PORT,
  DEFAULT_MAX_DOWNLOADS,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MAX_PACKETS,
  DEFAULT_MAX_SENDS_PER_PACKET,
  DEFAULT_MAX_TIMEOUTS,
  DEFAULT_MAX_WAITING_BYTES,
  DEFAULT_PAUSE_PERCENT,
  DEFAULT_PING_MS,
  DEFAULT_PORT_COUNT,
  DEFAULT_QUIT_LIMIT_MS,
  DEFAULT_REPORT_MS,
  DEFAULT_STALL_LIMIT_MS,
  DEFAULT_STYLE_WAIT_MS,
  MIN_MAX_MESSAGE_BYTES,
} from './limits.ts'

const MAX_PORT = 65_535
/** Text longer than this is no message, whatever an option says. */
export const LARGEST_MESSAGE_BYTES = 2 ** 28

export interface DatagramChatServerOptions {
  /** The first of its ports, 0..65535. Default 55000. 0: each port is any free one. */
  readonly firstPort?: number
  /** How many ports, 1..1000. Default 16. */
  readonly portCount?: number
  /** Connections at a time on each port, at least 1. Default 15. */
  readonly maxConnectionsPerPort?: number
  /** Below the host's folder. Default 'files'. */
  readonly filesFolder?: string
  /** Sequence numbers as decimal text, for old clients that expect it. Default false. */
  readonly decimalNumbers?: boolean
  /** After so much of a file the server waits for 'proceed', 0..100; 0 and 100: it does not. Default 50. */
  readonly pausePercent?: number
  /** Bytes of the file a second to each download. Default: what gets through. */
  readonly rateBytesPerSecond?: number
  /** Bytes of one message, 1024..2^28. Default 1 MiB. */
  readonly maxMessageBytes?: number
  /** Characters of a name, 1..256. Default 64. */
  readonly maxNameCharacters?: number
  /** How long a first message without a newline is waited for. Default 50. */
  readonly styleWaitMs?: number
  /** Silence after which a connection is closed. Default an hour. */
  readonly idleLimitMs?: number
  /** The same for a client that gives signs of life, as ours does. Default 90,000. */
  readonly aliveLimitMs?: number
  /** Silence after which TCP asks whether the other end is there. Default 10,000. */
  readonly keepAliveMs?: number
  /** Bytes that may wait for a client who does not read. Default 4 MiB. */
  readonly maxWaitingBytes?: number
  /** Downloads of one connection at a time. Default 4. */
  readonly maxDownloads?: number
  /** A download is stopped when so many packets were sent for each of the file's. Default 50. */
  readonly maxSendsPerPacket?: number
  /** How long a client may be silent within a download. Default 60,000. */
  readonly stallLimitMs?: number
  /** How long a user may take to say 'proceed'. Default an hour. */
  readonly answerLimitMs?: number
  /** How long quitting waits for connections. Default 3000. */
  readonly quitLimitMs?: number
}

export interface DatagramChatClientOptions {
  /** Our own address. Default: the client asks. */
  readonly ownAddress?: string
  /** Name or address of the server. Default: the client asks. */
  readonly serverHost?: string
  /** 1..65535. Default: the client asks. */
  readonly serverPort?: number
  /** Commands go on while a download runs. Default: on a terminal yes, on a pipe each download is waited for. */
  readonly background?: boolean
  /** 'proceed' without asking. Default false. */
  readonly alwaysProceed?: boolean
  /** Goes the seed's own way in downloads, as an old client does. Default false. */
  readonly plainDownloads?: boolean
  /** Bytes of one message, 1024..2^28. Default 1 MiB. */
  readonly maxMessageBytes?: number
  /** Packets of a file that is fetched, at most 805,306,368. Default 33,554,432: 64 GB. */
  readonly maxPackets?: number
  /** Waits in vain for a packet, in a row, before a download is given up. Default 50. */
  readonly maxTimeouts?: number
  /** How often the server is told what has arrived. Default 25. */
  readonly reportMs?: number
  /** How often the server is told that we are there; must be below its `aliveLimitMs`. Default 30,000. */
  readonly pingMs?: number
  readonly keepAliveMs?: number
  /** How long connecting may take. Default 10,000. */
  readonly connectLimitMs?: number
  /** How long leaving waits for the connection. Default 3000. */
  readonly quitLimitMs?: number
}

type Asked = 'ownAddress' | 'serverHost' | 'serverPort' | 'background'

export type ServerSettings = Required<Omit<DatagramChatServerOptions, 'rateBytesPerSecond'>> &
  Pick<DatagramChatServerOptions, 'rateBytesPerSecond'>
export type ClientSettings = Required<Omit<DatagramChatClientOptions, Asked>> & Pick<DatagramChatClientOptions, Asked>

/** Throws `InvariantError` when an option is out of its range. */
export function serverSettings(options: DatagramChatServerOptions): ServerSettings {
  const settings: ServerSettings = {
    firstPort: DEFAULT_FIRST_PORT,
    portCount: DEFAULT_PORT_COUNT,
    maxConnectionsPerPort: DEFAULT_MAX_CONNECTIONS_PER_PORT,
    filesFolder: DEFAULT_FILES_FOLDER,
    decimalNumbers: false,
    pausePercent: DEFAULT_PAUSE_PERCENT,
    maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
    maxNameCharacters: DEFAULT_MAX_NAME_CHARACTERS,
    styleWaitMs: DEFAULT_STYLE_WAIT_MS,
    idleLimitMs: DEFAULT_IDLE_LIMIT_MS,
    aliveLimitMs: DEFAULT_ALIVE_LIMIT_MS,
    keepAliveMs: DEFAULT_KEEP_ALIVE_MS,
    maxWaitingBytes: DEFAULT_MAX_WAITING_BYTES,
    maxDownloads: DEFAULT_MAX_DOWNLOADS,
    maxSendsPerPacket: DEFAULT_MAX_SENDS_PER_PACKET,
    stallLimitMs: DEFAULT_STALL_LIMIT_MS,
    answerLimitMs: DEFAULT_ANSWER_LIMIT_MS,
    quitLimitMs: DEFAULT_QUIT_LIMIT_MS,
    ...options,
  }
  requireWhole('firstPort', settings.firstPort, 0, MAX_PORT)
  requireWhole('portCount', settings.portCount, 1, 1000)
  invariant(settings.firstPort + settings.portCount - 1 <= MAX_PORT, `the ports end above ${MAX_PORT}`)
  requireWhole('pausePercent', settings.pausePercent, 0, 100)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, LARGEST_MESSAGE_BYTES)
  requireWhole('maxNameCharacters', settings.maxNameCharacters, 1, LARGEST_MAX_NAME_CHARACTERS)
  if (settings.rateBytesPerSecond !== undefined) {
    requireWhole('rateBytesPerSecond', settings.rateBytesPerSecond, 1, Number.MAX_SAFE_INTEGER)
  }
  for (const name of SERVER_POSITIVE) requireWhole(name, settings[name], 1, MAX_INT32)
  return settings
}

const SERVER_POSITIVE = [
  'maxConnectionsPerPort',
  'styleWaitMs',
  'idleLimitMs',
  'aliveLimitMs',
  'keepAliveMs',
  'maxWaitingBytes',
  'maxDownloads',
  'maxSendsPerPacket',
  'stallLimitMs',
  'answerLimitMs',
  'quitLimitMs',
] as const

/** Throws `InvariantError` when an option is out of its range. */
export function clientSettings(options: DatagramChatClientOptions): ClientSettings {
  const settings: ClientSettings = {
    alwaysProceed: false,
    plainDownloads: false,
    maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
    maxPackets: DEFAULT_MAX_PACKETS,
    maxTimeouts: DEFAULT_MAX_TIMEOUTS,
    reportMs: DEFAULT_REPORT_MS,
    pingMs: DEFAULT_PING_MS,
    keepAliveMs: DEFAULT_KEEP_ALIVE_MS,
    connectLimitMs: DEFAULT_CONNECT_LIMIT_MS,
    quitLimitMs: DEFAULT_QUIT_LIMIT_MS,
    ...options,
  }
  if (settings.serverPort !== undefined) requireWhole('serverPort', settings.serverPort, 1, MAX_PORT)
  requireWhole('maxMessageBytes', settings.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, LARGEST_MESSAGE_BYTES)
  requireWhole('maxPackets', settings.maxPackets, 1, MAX_PACKETS)
  for (const name of CLIENT_POSITIVE) requireWhole(name, settings[name], 1, MAX_INT32)
  return settings
}

const CLIENT_POSITIVE = ['maxTimeouts', 'reportMs', 'pingMs', 'keepAliveMs', 'connectLimitMs', 'quitLimitMs'] as const
