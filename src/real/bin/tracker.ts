#!/usr/bin/env node
// The command `tracker`: reads its arguments and runs a tracker on this machine.
import { TRACKER_LIMITS } from '../../nodes/chunk/limits.ts'
import { tracker } from '../../nodes/chunk/programs.ts'
import { LIVENESS } from '../../nodes/chunk/tracker-liveness.ts'
import { SWARM_LIMITS } from '../../nodes/chunk/tracker-swarm.ts'
import { hideBin, yargs } from '../yargs.ts'
import { MAX_TIMER_MS, parseArguments, single, value, wholeNumber } from './command-line.ts'
import { LOG_LEVELS, runProgram } from './run-program.ts'

const NAME = 'tracker'
const MAX_PORT = 65_535

const parser = yargs(hideBin(process.argv))
  .scriptName(NAME)
  .command('$0 <port>', 'Knows which peer has which chunks of which file.', (command) =>
    command.positional('port', { type: 'string', demandOption: true, describe: 'The port peers connect to' }),
  )
  .options({
    state: {
      type: 'string',
      describe: 'Where the swarm is kept, in the current folder [default: .seednet/tracker-<port>.log]',
    },
    memory: { type: 'boolean', default: false, describe: 'Keep nothing: a restart begins with nobody' },
    quiet: { type: 'boolean', default: false, describe: 'Do not print who connects and what is said' },
    'max-connections': value('Connections at a time; more are refused', TRACKER_LIMITS.maxConnections),
    'max-message-bytes': value('The longest message that is taken', TRACKER_LIMITS.maxMessageBytes),
    'idle-ms': value('Silence after which a connection is closed', TRACKER_LIMITS.idleMs),
    'document-ms': value('How long a message may take to come', TRACKER_LIMITS.documentMs),
    'max-files': value('Files the tracker remembers', SWARM_LIMITS.maxFiles),
    'max-peers': value('Peers the tracker remembers', SWARM_LIMITS.maxPeers),
    'probe-after-ms': value('Silence after which a peer is looked at; 0: never', LIVENESS.probeAfterMs),
    'probe-timeout-ms': value('How long a peer may take to accept that', LIVENESS.probeTimeoutMs),
    log: { choices: LOG_LEVELS, default: 'warn' as const, describe: 'Level of the log on standard error' },
  })

parseArguments(NAME, parser, (flags) => {
  const port = wholeNumber('<port>', flags.port, 0, MAX_PORT)
  const stateFile = single('--state', flags.state) ?? `.seednet/tracker-${port}.log`
  const count = (flag: string, text: unknown) => wholeNumber(flag, text, 1, 100_000_000)
  const milliseconds = (flag: string, text: unknown, least = 1) => wholeNumber(flag, text, least, MAX_TIMER_MS)
  const start = tracker({
    port,
    ...(flags.memory === true ? {} : { stateFile }),
    quiet: flags.quiet === true,
    maxConnections: count('--max-connections', flags.maxConnections),
    maxMessageBytes: count('--max-message-bytes', flags.maxMessageBytes),
    idleMs: milliseconds('--idle-ms', flags.idleMs),
    documentMs: milliseconds('--document-ms', flags.documentMs),
    maxFiles: count('--max-files', flags.maxFiles),
    maxPeers: count('--max-peers', flags.maxPeers),
    probeAfterMs: milliseconds('--probe-after-ms', flags.probeAfterMs, 0),
    probeTimeoutMs: milliseconds('--probe-timeout-ms', flags.probeTimeoutMs),
  })
  runProgram({ name: NAME, start, logLevel: flags.log })
})
