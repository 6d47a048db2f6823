#!/usr/bin/env node
// The command `chat-server`: reads its arguments and runs a chat server on this machine.
import {
  DEFAULT_ANSWER_LIMIT_MS,
  DEFAULT_IDLE_LIMIT_MS,
  DEFAULT_MAX_MESSAGE_BYTES,
  DEFAULT_MAX_TRANSFERS,
  DEFAULT_MAX_WAITING_BYTES,
  DEFAULT_REGISTER_LIMIT_MS,
  DEFAULT_SERVER_MAX_CONNECTIONS,
  DEFAULT_SLOW_LIMIT_MS,
} from '../../nodes/menu-chat/limits.ts'
import { LARGEST_MESSAGE_BYTES } from '../../nodes/menu-chat/options.ts'
import { chatServer } from '../../nodes/menu-chat/programs.ts'
import { DEFAULT_MAX_NAME_CHARACTERS, LARGEST_MAX_NAME_CHARACTERS } from '../../wire/user-name.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, value, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'chat-server'
const MAX_PORT = 65_535

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .command('$0 <port>', 'Forwards what users say to all others, and brings files from one to another.', (command) =>
    command.positional('port', { type: 'string', demandOption: true, describe: 'Port to listen on, 0: any free one' }),
  )
  .options({
    'max-connections': value('Users and file connections at a time; more are refused', DEFAULT_SERVER_MAX_CONNECTIONS),
    'max-message-bytes': value('The longest message that is forwarded', DEFAULT_MAX_MESSAGE_BYTES),
    'max-name-characters': value('The longest name of a user', DEFAULT_MAX_NAME_CHARACTERS),
    'max-waiting-bytes': value('What may wait for a user who does not read', DEFAULT_MAX_WAITING_BYTES),
    'slow-ms': value('How long the others wait for one of whom half of that waits', DEFAULT_SLOW_LIMIT_MS),
    'max-transfers': value('Files that one user may be fetching at a time', DEFAULT_MAX_TRANSFERS),
    'idle-ms': value('Silence after which a user is taken for gone', DEFAULT_IDLE_LIMIT_MS),
    'register-ms': value('Time in which a connection must name its user', DEFAULT_REGISTER_LIMIT_MS),
    'answer-ms': value('How long the owner of a file may take to answer', DEFAULT_ANSWER_LIMIT_MS),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const count = (flag: string, text: unknown) => wholeNumber(flag, text, 1, 2 ** 31 - 1)
  const milliseconds = (flag: string, text: unknown) => wholeNumber(flag, text, 1, MAX_TIMER_MS)
  const start = chatServer({
    port: wholeNumber('<port>', flags.port, 0, MAX_PORT),
    maxConnections: count('--max-connections', flags.maxConnections),
    maxMessageBytes: wholeNumber('--max-message-bytes', flags.maxMessageBytes, 1, LARGEST_MESSAGE_BYTES),
    maxNameCharacters: wholeNumber('--max-name-characters', flags.maxNameCharacters, 1, LARGEST_MAX_NAME_CHARACTERS),
    maxWaitingBytes: count('--max-waiting-bytes', flags.maxWaitingBytes),
    slowLimitMs: milliseconds('--slow-ms', flags.slowMs),
    maxTransfers: count('--max-transfers', flags.maxTransfers),
    idleLimitMs: milliseconds('--idle-ms', flags.idleMs),
    registerLimitMs: milliseconds('--register-ms', flags.registerMs),
    answerLimitMs: milliseconds('--answer-ms', flags.answerMs),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})
