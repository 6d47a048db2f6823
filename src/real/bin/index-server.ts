#!/usr/bin/env node
// The command `index-server`: reads its arguments and runs the index server on this machine.
import {
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_QUIT_LIMIT_MS,
  DEFAULT_REGISTER_LIMIT_MS,
  DEFAULT_SERVER_MAX_CONNECTIONS,
  DEFAULT_SERVER_PORT,
} from '../../nodes/index/limits.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { DEFAULT_MAX_MESSAGE_BYTES, MIN_MAX_MESSAGE_BYTES } from '../../wire/index/messages.ts'
import { MAX_PORT } from '../../wire/index/peer-config.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'index-server'

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .usage('$0 [options]\n\nKnows which peer has which of the 64 files. Type q to quit.')
  .options({
    port: {
      alias: 'p',
      type: 'string',
      default: String(DEFAULT_SERVER_PORT),
      describe: 'Port to listen on, 0: any free one',
    },
    'max-connections': {
      type: 'string',
      default: String(DEFAULT_SERVER_MAX_CONNECTIONS),
      describe: 'Peers at a time; more are refused',
    },
    'max-message-bytes': {
      type: 'string',
      default: String(DEFAULT_MAX_MESSAGE_BYTES),
      describe: 'The longest message that is taken',
    },
    'idle-ms': {
      type: 'string',
      default: String(DEFAULT_IDLE_LIMIT_MS),
      describe: 'Silence after which a peer is taken for gone',
    },
    'register-ms': {
      type: 'string',
      default: String(DEFAULT_REGISTER_LIMIT_MS),
      describe: 'Time in which a new connection must register',
    },
    'quit-ms': {
      type: 'string',
      default: String(DEFAULT_QUIT_LIMIT_MS),
      describe: 'How long quitting waits for the peers',
    },
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const start = indexServer({
    port: wholeNumber('--port', flags.port, 0, MAX_PORT),
    maxConnections: wholeNumber('--max-connections', flags.maxConnections, 1, 1_000_000),
    maxMessageBytes: wholeNumber('--max-message-bytes', flags.maxMessageBytes, MIN_MAX_MESSAGE_BYTES, 2 ** 31),
    idleLimitMs: wholeNumber('--idle-ms', flags.idleMs, 1, MAX_TIMER_MS),
    registerLimitMs: wholeNumber('--register-ms', flags.registerMs, 1, MAX_TIMER_MS),
    quitLimitMs: wholeNumber('--quit-ms', flags.quitMs, 1, MAX_TIMER_MS),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})
