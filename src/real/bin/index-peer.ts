#!/usr/bin/env node
// The command `index-peer`: reads its configuration file and its arguments, which win, and runs a peer on this machine.
import { readFileSync } from 'node:fs'
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
  DEFAULT_ROUND_PAUSE_MS,
  DEFAULT_SERVER_PORT,
  DEFAULT_STALL_LIMIT_MS,
  MAX_PAUSE_MS,
} from '../../nodes/index/limits.ts'
import { indexPeer } from '../../nodes/index/programs.ts'
import { FileVector } from '../../wire/index/file-vector.ts'
import { DEFAULT_MAX_MESSAGE_BYTES, MIN_MAX_MESSAGE_BYTES } from '../../wire/index/messages.ts'
import { MAX_CLIENT_ID, MAX_PORT, type PeerConfig, parsePeerConfig } from '../../wire/index/peer-config.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, single, UsageError, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'index-peer'
/** A configuration has four lines; a larger file than this is none. */
const MAX_CONFIG_BYTES = 65_536

/** An option that takes a value, with its default as text. */
function value<Default extends string | number | undefined>(describe: string, fallback: Default, alias?: string) {
  const options = { type: 'string' as const, describe, ...(alias === undefined ? {} : { alias }) }
  return { ...options, default: fallback === undefined ? undefined : String(fallback) }
}

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .usage('$0 [options]\n\nFetches files from other peers and serves those it has. Type f to fetch a file, q to quit.')
  .options({
    config: value('File with SERVERPORT, CLIENTID, MYPORT, FILE_VECTOR', undefined, 'c'),
    id: value('Our id, unlike every other peer’s', undefined, 'i'),
    port: value('Our listening port [default: any free one]', undefined, 'p'),
    'server-port': value(`The server’s port [default: ${DEFAULT_SERVER_PORT}]`, undefined, 's'),
    'server-host': value('The server’s name or address', 'localhost', 'n'),
    vector: value('64 characters of 0 and 1: the files we have [default: none]', undefined, 'v'),
    'pause-ms': value('Pause after each block that is sent', DEFAULT_PAUSE_MS),
    'max-bad-attempts': value('Bad attempts from one sender before another is asked', DEFAULT_MAX_BAD_ATTEMPTS),
    resume: { type: 'boolean', default: false, describe: 'Go on from the missing block when a sender vanishes' },
    stay: { type: 'boolean', default: false, describe: 'Keep serving when the input ends' },
    'max-connections': value('Uploads at a time; more are refused', DEFAULT_PEER_MAX_CONNECTIONS),
    'max-message-bytes': value('The longest message that is taken', DEFAULT_MAX_MESSAGE_BYTES),
    'max-sends': value('How often one connection is sent the same file', DEFAULT_MAX_SENDS),
    'max-rounds': value('How often a download goes through all senders', DEFAULT_MAX_ROUNDS),
    'round-pause-ms': value('Pause between two such rounds', DEFAULT_ROUND_PAUSE_MS),
    'idle-ms': value('Silence after which the other end is taken for gone', DEFAULT_IDLE_LIMIT_MS),
    'connect-ms': value('How long connecting may take', DEFAULT_CONNECT_LIMIT_MS),
    'stall-ms': value('How much later than announced a block may come', DEFAULT_STALL_LIMIT_MS),
    'answer-ms': value('How long a download waits for the server', DEFAULT_ANSWER_LIMIT_MS),
    'quit-ms': value('How long quitting waits for open connections', DEFAULT_QUIT_LIMIT_MS),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const config = readConfig(single('--config', flags.config))
  const number = (flag: string, text: unknown, least: number, most: number, fallback?: number) =>
    text === undefined && fallback !== undefined ? fallback : wholeNumber(flag, text, least, most)
  const milliseconds = (flag: string, text: unknown) => wholeNumber(flag, text, 1, MAX_TIMER_MS)
  if (flags.id === undefined && config.clientId === undefined) throw new UsageError('--id or CLIENTID is needed')
  const start = indexPeer({
    id: number('--id', flags.id, 0, MAX_CLIENT_ID, config.clientId),
    port: number('--port', flags.port, 0, MAX_PORT, config.myPort ?? 0),
    serverHost: single('--server-host', flags.serverHost) ?? 'localhost',
    serverPort: number('--server-port', flags.serverPort, 1, MAX_PORT, config.serverPort ?? DEFAULT_SERVER_PORT),
    fileVector: readVector(single('--vector', flags.vector), config),
    pauseMs: wholeNumber('--pause-ms', flags.pauseMs, 0, MAX_PAUSE_MS),
    maxBadAttempts: wholeNumber('--max-bad-attempts', flags.maxBadAttempts, 1, 1000),
    resume: flags.resume === true,
    stay: flags.stay === true,
    maxConnections: wholeNumber('--max-connections', flags.maxConnections, 1, 1_000_000),
    maxMessageBytes: wholeNumber('--max-message-bytes', flags.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, 2 ** 31),
    maxSends: wholeNumber('--max-sends', flags.maxSends, 1, 1_000_000),
    maxRounds: wholeNumber('--max-rounds', flags.maxRounds, 1, 1_000_000),
    roundPauseMs: milliseconds('--round-pause-ms', flags.roundPauseMs),
    idleLimitMs: milliseconds('--idle-ms', flags.idleMs),
    connectLimitMs: milliseconds('--connect-ms', flags.connectMs),
    stallLimitMs: milliseconds('--stall-ms', flags.stallMs),
    answerLimitMs: milliseconds('--answer-ms', flags.answerMs),
    quitLimitMs: milliseconds('--quit-ms', flags.quitMs),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})

function readConfig(path: string | undefined): PeerConfig {
  if (path === undefined) return {}
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new UsageError(`cannot read the configuration: ${(error as Error).message}`)
  }
  if (bytes.length > MAX_CONFIG_BYTES) throw new UsageError(`${path} has ${bytes.length} bytes: it is no configuration`)
  const parsed = parsePeerConfig(new TextDecoder().decode(bytes))
  if (parsed.ok) return parsed.config
  throw new UsageError(parsed.errors.map(({ line, reason }) => `${path}:${line}: ${reason}`).join('; '))
}

function readVector(flag: string | undefined, config: PeerConfig): string {
  if (flag === undefined) return (config.fileVector ?? new FileVector()).toString()
  const vector = FileVector.parse(flag)
  if (!vector.ok) throw new UsageError(`--vector: ${vector.reason}`)
  return flag
}
