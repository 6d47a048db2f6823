#!/usr/bin/env node
// The command `datagram-chat-client`: reads its arguments and runs a client of the datagram chat on this terminal.
import {
  DEFAULT_CONNECT_LIMIT_MS,
  DEFAULT_KEEP_ALIVE_MS,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MAX_PACKETS,
  DEFAULT_MAX_TIMEOUTS,
  DEFAULT_PING_MS,
  DEFAULT_QUIT_LIMIT_MS,
  DEFAULT_REPORT_MS,
  MIN_MAX_MESSAGE_BYTES,
} from '../../nodes/datagram-chat/limits.ts'
import { LARGEST_MESSAGE_BYTES } from '../../nodes/datagram-chat/options.ts'
import { datagramChatClient } from '../../nodes/datagram-chat/programs.ts'
import { MAX_PACKETS } from '../../wire/datagram-chat/packet.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, single, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'datagram-chat-client'
const MAX_PORT = 65_535

/** An option that takes a value, with its default as text. */
function value(describe: string, fallback?: string | number) {
  return { type: 'string' as const, describe, ...(fallback === undefined ? {} : { default: String(fallback) }) }
}

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .usage(
    '$0 [options]\n\nA chat client that can download files. Type connect, disconnect, get_users, get_list_file, download;\nanything else is a message.',
  )
  .options({
    address: value('Our own address; empty: any [default: asks]'),
    server: value('The server’s name or address [default: asks]'),
    port: value('The server’s port [default: asks]'),
    background: { type: 'boolean', describe: 'Take commands while a download runs [default: on a terminal]' },
    'always-proceed': { type: 'boolean', default: false, describe: 'Download without asking half-way' },
    'plain-downloads': { type: 'boolean', default: false, describe: 'Download as an old client does' },
    'max-message-bytes': value('The longest message that is taken', DEFAULT_MAX_MESSAGE_BYTES),
    'max-packets': value('Packets of a file that is fetched', DEFAULT_MAX_PACKETS),
    'max-timeouts': value('Waits in vain before a download is given up', DEFAULT_MAX_TIMEOUTS),
    'report-ms': value('How often the server is told what has arrived', DEFAULT_REPORT_MS),
    'ping-ms': value('How often the server is told that we are there', DEFAULT_PING_MS),
    'keep-alive-ms': value('Silence after which TCP asks whether the server is there', DEFAULT_KEEP_ALIVE_MS),
    'connect-ms': value('How long connecting may take', DEFAULT_CONNECT_LIMIT_MS),
    'quit-ms': value('How long leaving waits for the server', DEFAULT_QUIT_LIMIT_MS),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const milliseconds = (flag: string, text: unknown) => wholeNumber(flag, text, 1, MAX_TIMER_MS)
  const serverHost = single('--server', flags.server)
  const start = datagramChatClient({
    ...(flags.address === undefined ? {} : { ownAddress: String(flags.address) }),
    ...(serverHost === undefined ? {} : { serverHost }),
    ...(flags.port === undefined ? {} : { serverPort: wholeNumber('--port', flags.port, 1, MAX_PORT) }),
    ...(flags.background === undefined ? {} : { background: flags.background === true }),
    alwaysProceed: flags.alwaysProceed === true,
    plainDownloads: flags.plainDownloads === true,
    maxMessageBytes: wholeNumber(
      '--max-message-bytes',
      flags.maxMessageBytes,
      MIN_MAX_MESSAGE_BYTES,
      LARGEST_MESSAGE_BYTES,
    ),
    maxPackets: wholeNumber('--max-packets', flags.maxPackets, 1, MAX_PACKETS),
    maxTimeouts: wholeNumber('--max-timeouts', flags.maxTimeouts, 1, 1_000_000),
    reportMs: milliseconds('--report-ms', flags.reportMs),
    pingMs: milliseconds('--ping-ms', flags.pingMs),
    keepAliveMs: milliseconds('--keep-alive-ms', flags.keepAliveMs),
    connectLimitMs: milliseconds('--connect-ms', flags.connectMs),
    quitLimitMs: milliseconds('--quit-ms', flags.quitMs),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})
