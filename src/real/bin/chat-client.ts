#!/usr/bin/env node
// The command `chat-client`: reads its arguments and runs a chat client on this machine, in the current folder.
import {
  DEFAULT_CLIENT_MAX_CONNECTIONS,
  DEFAULT_CLIENT_MAX_MESSAGE_BYTES,
  DEFAULT_CONNECT_LIMIT_MS,
  DEFAULT_GRACE_MS,
  DEFAULT_MAX_DOWNLOADS,
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_UPLOADS,
  DEFAULT_STALL_LIMIT_MS,
} from '../../nodes/menu-chat/limits.ts'
import { LARGEST_MESSAGE_BYTES } from '../../nodes/menu-chat/options.ts'
import { chatClient } from '../../nodes/menu-chat/programs.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, UsageError, value, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'chat-client'
const MAX_PORT = 65_535

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .usage(
    '$0 -l <port> -p <port> [options]\n\nTalks to everyone at a chat server, and exchanges files of the current folder.',
  )
  .options({
    listen: {
      alias: 'l',
      type: 'string',
      demandOption: true,
      describe: 'Port at which others fetch our files, 0: any free one',
    },
    port: { alias: 'p', type: 'string', demandOption: true, describe: 'The port of the chat server' },
    host: { alias: 'h', ...value('The name or address of the chat server', 'localhost') },
    name: { type: 'string', describe: 'Our name [default: it is asked for]' },
    stay: { type: 'boolean', default: false, describe: 'Stay when the input ends' },
    'max-message-bytes': value('The longest message that is shown', DEFAULT_CLIENT_MAX_MESSAGE_BYTES),
    'max-downloads': value('Files fetched at a time', DEFAULT_MAX_DOWNLOADS),
    'max-uploads': value('Files sent at a time', DEFAULT_MAX_UPLOADS),
    'max-connections': value('Connections at our port for files; more are refused', DEFAULT_CLIENT_MAX_CONNECTIONS),
    'max-file-bytes': value('The largest file that is fetched', DEFAULT_MAX_FILE_BYTES),
    'connect-ms': value('How long connecting may take', DEFAULT_CONNECT_LIMIT_MS),
    'stall-ms': value('How long a transfer may stand still', DEFAULT_STALL_LIMIT_MS),
    'grace-ms': value('On a pipe: how long x waits for files on their way', DEFAULT_GRACE_MS),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(
  NAME,
  parser,
  (flags) => {
    const count = (flag: string, text: unknown) => wholeNumber(flag, text, 1, 1_000_000)
    const milliseconds = (flag: string, text: unknown, least = 1) => wholeNumber(flag, text, least, MAX_TIMER_MS)
    const host = flags.host
    if (typeof host !== 'string' || host === '') throw new UsageError('--host takes one value')
    if (flags.name !== undefined && typeof flags.name !== 'string') throw new UsageError('--name takes one value')
    const start = chatClient({
      port: wholeNumber('--listen', flags.listen, 0, MAX_PORT),
      serverPort: wholeNumber('--port', flags.port, 1, MAX_PORT),
      serverHost: host,
      // An empty one is told so by the program, like any other that is no name.
      ...(flags.name === undefined ? {} : { name: flags.name }),
      stay: flags.stay === true,
      maxMessageBytes: wholeNumber('--max-message-bytes', flags.maxMessageBytes, 1, LARGEST_MESSAGE_BYTES),
      maxDownloads: count('--max-downloads', flags.maxDownloads),
      maxUploads: count('--max-uploads', flags.maxUploads),
      maxConnections: count('--max-connections', flags.maxConnections),
      maxFileBytes: wholeNumber('--max-file-bytes', flags.maxFileBytes, 0, Number.MAX_SAFE_INTEGER),
      connectLimitMs: milliseconds('--connect-ms', flags.connectMs),
      stallLimitMs: milliseconds('--stall-ms', flags.stallMs),
      graceMs: milliseconds('--grace-ms', flags.graceMs, 0),
    })
    runProgram({ name: NAME, start, logLevel: flags.log })
  },
  // -h is the host.
  { helpAlias: '?' },
)
