// One client says all the time that everything is missing.
import { prints } from '../../check/programs.ts'
import { reportsExactly } from '../../check/reports.ts'
import type { StartProgram } from '../../host/program.ts'
import { packetCount } from '../../wire/datagram-chat/packet.ts'
import { integer } from '../params.ts'
import { behave } from '../habits.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import {
  areConnected,
  connecting,
  downloading,
  everyoneGetsTheFilm,
  LEFTOVERS_MAY_ROT,
  PORT,
  SERVER,
  serverHost,
  staysConnected,
  type,
  userHost,
} from './datagram-chat-cast.ts'
import { FILE } from './film.ts'
import { UNCHECKED_TALK } from './talk.ts'

const USER = 'user'
const TALKER = 'talker'
const STORMER = 'stormer'
/** What the stormer hears in the end. */
const TOLD = 'download stopped: packets were asked for again too often'
/** Unless the user is not there. */
const HEARD_WITHIN_MS = 10_000
/** Where the stormer wants its datagrams. */
const STORM_PORT = 4000

export default defineScenario({
  name: 'nack-storm',
  purpose:
    'A client asks for every packet again, all the time: is it stopped, and do the others download and talk as ever?',
  params: {
    size: integer(40_000, 'size of the file, bytes', { min: 8173, max: 10_000_000 }),
    periodMs: integer(10, 'time between two lists of everything, ms', { min: 1, max: 10_000 }),
    maxSends: integer(5, 'packets sent for each of the file before the server stops the download', {
      min: 2,
      max: 1000,
    }),
  },

  hosts: ({ params: { size, periodMs, maxSends } }) => [
    serverHost(size, { maxSendsPerPacket: maxSends, pausePercent: 0 }),
    { name: STORMER, start: stormer(packetCount(size), periodMs), startsOff: true },
    userHost(USER, { alwaysProceed: true }),
    userHost(TALKER),
  ],

  network: () => ({ everywhere: { latency: 5, bandwidthBps: 100_000_000, queuePackets: 200 } }),

  async script(stage) {
    await stage.reports(SERVER, 'listening')
    await areConnected(stage, USER, TALKER)
    await stage.start(STORMER)
    await stage.reports(SERVER, 'download-started')
    const isComplete = { event: 'file-complete', where: { file: FILE } }
    const complete = behave(stage, USER, [...connecting(USER), ...downloading('proceed')], isComplete)
    // Who has the file stays in the room, to be spoken to.
    void complete.then(() => staysConnected(stage, USER, PORT))
    await isHeard(stage)
    await complete
    await stage.reports(SERVER, 'download-stopped', { user: STORMER })
    await stage.prints(STORMER, TOLD)
  },

  checks: ({ params: { size } }) => [
    reportsExactly(1, { event: 'download-stopped', host: SERVER, where: { user: STORMER } }, 'the storm is stopped'),
    prints(STORMER, TOLD),
    ...everyoneGetsTheFilm([USER], size),
  ],

  chaos: () => {
    const burst = 'a burst that outlasts the patience of TCP cuts a connection, too'
    const reason = 'who storms, and who talks meanwhile, is the story: the stormer does not come back, the talker stays'
    return {
      spanMs: 30_000,
      mayRot: LEFTOVERS_MAY_ROT,
      spares: [
        UNCHECKED_TALK,
        { kinds: ['cut-connections', 'partition', 'crash', 'dns'], hosts: [STORMER, TALKER], reason },
        { kinds: ['burst-loss'], hosts: [STORMER, TALKER], reason: `${burst}: ${reason}` },
        { kinds: ['crash'], hosts: [SERVER], reason },
      ],
    }
  },
})

/** The talker says hello to the user, and says it again when the user was not there. */
async function isHeard(stage: Stage): Promise<void> {
  for (let hasHeard = false; !hasHeard; ) {
    type(stage, TALKER, 'hello', USER)
    hasHeard = await stage.reports(USER, 'heard', { text: `${TALKER}: hello` }, { withinMs: HEARD_WITHIN_MS }).then(
      () => true,
      () => false,
    )
  }
}

/** A client of the seed's kind that never has a packet. */
function stormer(packets: number, periodMs: number): StartProgram {
  const everything = Array.from({ length: packets }, (_, packet) => packet).join(' ')
  return (host) => {
    const datagrams = host.dgram.createSocket('udp4')
    datagrams.bind({ port: STORM_PORT })
    const socket = host.net.connect({ host: SERVER, port: PORT }, () => socket.write(`connect|${STORMER}\n`))
    const storm = () => {
      socket.write(`${everything}\n`)
      host.clock.setTimeout(storm, periodMs)
    }
    socket.on('error', () => host.exit(1))
    const onLine = (line: string) => {
      if (line === 'connected') socket.write(`download|${FILE}\n`)
      if (!line.endsWith(`|${packets}`)) return
      socket.write(`${STORM_PORT}\n`)
      storm()
    }
    const decoder = new TextDecoder()
    let begun = ''
    socket.on('data', (bytes) => {
      const text = decoder.decode(bytes, { stream: true })
      host.terminal.write(text)
      const lines = `${begun}${text}`.split('\n')
      begun = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
    return { interrupt: () => host.exit(0) }
  }
}
