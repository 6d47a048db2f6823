#!/usr/bin/env node
// The command `datagram-chat-server`: reads its arguments and runs the server of the datagram chat on this machine.
import {
  DEFAULT_ALIVE_LIMIT_MS,
  DEFAULT_ANSWER_LIMIT_MS,
  DEFAULT_FILES_FOLDER,
  DEFAULT_FIRST_PORT,
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_KEEP_ALIVE_MS,
  DEFAULT_MAX_CONNECTIONS_PER_PORT,
  DEFAULT_MAX_DOWNLOADS,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MAX_SENDS_PER_PACKET,
  DEFAULT_MAX_WAITING_BYTES,
  DEFAULT_PAUSE_PERCENT,
  DEFAULT_PORT_COUNT,
  DEFAULT_QUIT_LIMIT_MS,
  DEFAULT_STALL_LIMIT_MS,
  DEFAULT_STYLE_WAIT_MS,
  MIN_MAX_MESSAGE_BYTES,
} from '../../nodes/datagram-chat/limits.ts'
import { LARGEST_MESSAGE_BYTES } from '../../nodes/datagram-chat/options.ts'
import { datagramChatServer } from '../../nodes/datagram-chat/programs.ts'
import { DEFAULT_MAX_NAME_CHARACTERS, LARGEST_MAX_NAME_CHARACTERS } from '../../wire/user-name.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, single, UsageError, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'datagram-chat-server'
const MAX_PORT = 65_535

/** An option that takes a value, with its default as text. */
function value(describe: string, fallback?: string | number) {
  return { type: 'string' as const, describe, ...(fallback === undefined ? {} : { default: String(fallback) }) }
}

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .usage('$0 [options]\n\nA chat server whose users can download the files of a folder over UDP. Ctrl-C ends it.')
  .options({
    'first-port': value('First port to listen on; 0: any free ones', DEFAULT_FIRST_PORT),
    ports: value('How many ports', DEFAULT_PORT_COUNT),
    'max-connections': value('Connections at a time on each port; more are refused', DEFAULT_MAX_CONNECTIONS_PER_PORT),
    files: value('The folder of the files', DEFAULT_FILES_FOLDER),
    'decimal-numbers': { type: 'boolean', default: false, describe: 'Sequence numbers as text, for old clients' },
    'pause-percent': value('Wait for "proceed" after so much of a file; 0: do not', DEFAULT_PAUSE_PERCENT),
    rate: value('Bytes a second to each download [default: what gets through]'),
    'max-message-bytes': value('The longest message that is taken', DEFAULT_MAX_MESSAGE_BYTES),
    'max-name-characters': value('The longest name', DEFAULT_MAX_NAME_CHARACTERS),
    'max-downloads': value('Downloads of one connection at a time', DEFAULT_MAX_DOWNLOADS),
    'max-sends': value('Packets sent for each of a file’s before a download is stopped', DEFAULT_MAX_SENDS_PER_PACKET),
    'max-waiting-bytes': value('Bytes that may wait for a client who does not read', DEFAULT_MAX_WAITING_BYTES),
    'style-ms': value('How long a first message without a newline is waited for', DEFAULT_STYLE_WAIT_MS),
    'idle-ms': value('Silence after which a connection is closed', DEFAULT_IDLE_LIMIT_MS),
    'alive-ms': value('The same for clients that give signs of life, as ours do', DEFAULT_ALIVE_LIMIT_MS),
    'keep-alive-ms': value('Silence after which TCP asks whether the client is there', DEFAULT_KEEP_ALIVE_MS),
    'stall-ms': value('Silence after which a download is stopped', DEFAULT_STALL_LIMIT_MS),
    'answer-ms': value('How long a user may take to say "proceed"', DEFAULT_ANSWER_LIMIT_MS),
    'quit-ms': value('How long quitting waits for connections', DEFAULT_QUIT_LIMIT_MS),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const milliseconds = (flag: string, text: unknown) => wholeNumber(flag, text, 1, MAX_TIMER_MS)
  const count = (flag: string, text: unknown) => wholeNumber(flag, text, 1, 1_000_000_000)
  const firstPort = wholeNumber('--first-port', flags.firstPort, 0, MAX_PORT)
  const portCount = wholeNumber('--ports', flags.ports, 1, 1000)
  if (firstPort + portCount - 1 > MAX_PORT) throw new UsageError(`the ports end above ${MAX_PORT}`)
  const start = datagramChatServer({
    firstPort,
    portCount,
    maxConnectionsPerPort: count('--max-connections', flags.maxConnections),
    filesFolder: single('--files', flags.files) ?? DEFAULT_FILES_FOLDER,
    decimalNumbers: flags.decimalNumbers === true,
    pausePercent: wholeNumber('--pause-percent', flags.pausePercent, 0, 100),
    ...(flags.rate === undefined ? {} : { rateBytesPerSecond: count('--rate', flags.rate) }),
    maxMessageBytes: wholeNumber(
      '--max-message-bytes',
      flags.maxMessageBytes,
      MIN_MAX_MESSAGE_BYTES,
      LARGEST_MESSAGE_BYTES,
    ),
    maxNameCharacters: wholeNumber('--max-name-characters', flags.maxNameCharacters, 1, LARGEST_MAX_NAME_CHARACTERS),
    maxDownloads: count('--max-downloads', flags.maxDownloads),
    maxSendsPerPacket: count('--max-sends', flags.maxSends),
    maxWaitingBytes: count('--max-waiting-bytes', flags.maxWaitingBytes),
    styleWaitMs: milliseconds('--style-ms', flags.styleMs),
    idleLimitMs: milliseconds('--idle-ms', flags.idleMs),
    aliveLimitMs: milliseconds('--alive-ms', flags.aliveMs),
    keepAliveMs: milliseconds('--keep-alive-ms', flags.keepAliveMs),
    stallLimitMs: milliseconds('--stall-ms', flags.stallMs),
    answerLimitMs: milliseconds('--answer-ms', flags.answerMs),
    quitLimitMs: milliseconds('--quit-ms', flags.quitMs),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})
