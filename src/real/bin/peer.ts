#!/usr/bin/env node
// The command `peer`: a peer with a console, and `peer get`, which fetches one whole file.
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { DOWNLOAD } from '../../nodes/chunk/download-options.ts'
import { PEER_LIMITS } from '../../nodes/chunk/limits.ts'
import { MAX_SERVED_NEIGHBOURS } from '../../nodes/chunk/peer-console.ts'
import { peer, peerGet } from '../../nodes/chunk/programs.ts'
import { parsePeerKey } from '../../wire/peer-key.ts'
import { makeFolderSync } from '../make-folder.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, single, UsageError, value, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'peer'
const MAX_PORT = 65_535

const shared = {
  'max-connections': value('Connections at a time; more are refused', PEER_LIMITS.maxConnections),
  'max-message-bytes': value('The longest message that is taken', PEER_LIMITS.maxMessageBytes),
  'idle-ms': value('Silence after which a connection is closed', PEER_LIMITS.idleMs),
  'document-ms': value('How long a message may take to come', PEER_LIMITS.documentMs),
  log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
}

type SharedFlags = { readonly [F in 'maxConnections' | 'maxMessageBytes' | 'idleMs' | 'documentMs']?: unknown }

function limitsFrom(flags: SharedFlags) {
  return {
    maxConnections: wholeNumber('--max-connections', flags.maxConnections, 1, 1_000_000),
    maxMessageBytes: wholeNumber('--max-message-bytes', flags.maxMessageBytes, 1, 2 ** 30),
    idleMs: wholeNumber('--idle-ms', flags.idleMs, 1, MAX_TIMER_MS),
    documentMs: wholeNumber('--document-ms', flags.documentMs, 1, MAX_TIMER_MS),
  }
}

// What a peer makes anew is small and soon forgotten; left alone, the room for that grows by 20 MB in a large transfer.
setFlagsFromString('--semi-space-growth-factor=1')

const words = hideBin(process.argv)

if (words[0] === 'get') readGet(words.slice(1))
else readConsole(words)

function readConsole(given: readonly string[]): void {
  const parser = yargs(given)
    .scriptName(NAME)
    .command(
      '$0 <tracker-port> <port> <name> [files..]',
      'Shares files of the folder ./<name>/ and fetches chunks of others.\n"peer get --help" tells how to fetch a whole file.',
      (command) =>
        command
          .positional('tracker-port', { type: 'string', demandOption: true, describe: 'The port of the tracker' })
          .positional('port', { type: 'string', demandOption: true, describe: 'The port others reach this peer at' })
          .positional('name', { type: 'string', demandOption: true, describe: 'The name of this peer and its folder' })
          .positional('files', { type: 'string', array: true, default: [], describe: 'Files in that folder to share' }),
    )
    .options({
      'tracker-host': value('The host of the tracker', '127.0.0.1'),
      'max-neighbours': value('Peers that one file is served to in the binary form', MAX_SERVED_NEIGHBOURS),
      ...shared,
    })
  parseArguments(NAME, parser, (flags) => {
    const start = peer({
      trackerHost: single('--tracker-host', flags.trackerHost) ?? '127.0.0.1',
      trackerPort: wholeNumber('<tracker-port>', flags.trackerPort, 1, MAX_PORT),
      port: wholeNumber('<port>', flags.port, 0, MAX_PORT),
      name: String(flags.name),
      files: (flags.files as readonly unknown[]).map(String),
      maxNeighbours: wholeNumber('--max-neighbours', flags.maxNeighbours, 1, 10_000),
      ...limitsFrom(flags),
    })
    runProgram({ name: NAME, start, logLevel: flags.log })
  })
}

function readGet(given: readonly string[]): void {
  const parser = yargs(given)
    .scriptName(`${NAME} get`)
    .command('$0 <file>', 'Fetches a whole file from the peers that a tracker knows.', (command) =>
      command.positional('file', { type: 'string', demandOption: true, describe: 'The name of the file' }),
    )
    .options({
      tracker: { type: 'string', demandOption: true, describe: 'The tracker: <host>:<port>' },
      port: value('The port others reach this peer at; 0: any free one', 0),
      out: { type: 'string', describe: 'The folder that the file goes to [default: the current one]' },
      seed: { type: 'boolean', default: false, describe: 'Stay and serve the file when it is here' },
      'patience-ms': value('Give up after so long without anything new', 120_000),
      'unknown-ms': value('Give up after so long when nobody shares the file', 5_000),
      'max-neighbours': value('Peers that chunks are exchanged with at a time', DOWNLOAD.maxNeighbours),
      'max-file-bytes': value('Refuse a file that is larger', 64 * 2 ** 30),
      ...shared,
    })
  parseArguments(`${NAME} get`, parser, (flags) => {
    const address = parsePeerKey(single('--tracker', flags.tracker) ?? '')
    if (!address.ok) throw new UsageError(`--tracker: ${address.reason}`)
    const start = peerGet({
      trackerHost: address.value.host,
      trackerPort: address.value.port,
      file: String(flags.file),
      port: wholeNumber('--port', flags.port, 0, MAX_PORT),
      seed: flags.seed === true,
      patienceMs: wholeNumber('--patience-ms', flags.patienceMs, 1, MAX_TIMER_MS),
      unknownMs: wholeNumber('--unknown-ms', flags.unknownMs, 0, MAX_TIMER_MS),
      maxNeighbours: wholeNumber('--max-neighbours', flags.maxNeighbours, 1, 10_000),
      maxFileBytes: wholeNumber('--max-file-bytes', flags.maxFileBytes, 0, 2 ** 40),
      ...limitsFrom(flags),
    })
    runProgram({ name: NAME, start, logLevel: flags.log, root: folder(single('--out', flags.out)) })
  })
}

/** The folder, made when it is missing: what the program writes stays in it. */
function folder(path: string | undefined): string {
  const root = resolve(path ?? '.')
  try {
    makeFolderSync(root)
  } catch (error) {
    throw new UsageError(`--out: ${(error as Error).message}`)
  }
  return root
}
