// The user takes a long time to say whether to go on.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { prints } from '../../check/programs.ts'
import { neverReports, reportsExactly } from '../../check/reports.ts'
import { integer } from '../params.ts'
import { behave } from '../habits.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import {
  areConnected,
  connecting,
  downloading,
  downloads,
  LEFTOVERS_MAY_ROT,
  SERVER,
  serverHost,
  sha256,
  type,
  userHost,
} from './datagram-chat-cast.ts'
import { FILE, filmBytes } from './film.ts'
import { UNCHECKED_TALK } from './talk.ts'

const PATIENT = 'patient'
const LEAVER = 'leaver'

const LAST_WORD = 'the server has the last word'
const lastWordOf = (size: number) =>
  `User ${PATIENT} downloaded 100% out of file. Last byte is: ${filmBytes(size).at(-1)}`

/** The server's word that it has stopped comes within this, unless the connection is gone. */
const STOPPED_WITHIN_MS = 20_000

async function stopsAtHalf(stage: Stage): Promise<void> {
  for (let hasStopped = false; !hasStopped; ) {
    const habits = [...connecting(LEAVER), ...downloading(null)]
    const { event } = await behave(stage, LEAVER, habits, { event: 'download-paused' }, { event: 'file-complete' })
    // Who had half of it before the connection broke is not asked again.
    if (event === 'file-complete') return
    type(stage, LEAVER, 'no thanks')
    hasStopped = await stage.prints(LEAVER, 'download stopped\n', { withinMs: STOPPED_WITHIN_MS }).then(
      () => true,
      () => false,
    )
  }
}

export default defineScenario({
  name: 'download-paused-at-half',
  purpose:
    'At half of the file the server waits: does it send nothing meanwhile, go on at proceed, and stop at anything else?',
  params: {
    size: integer(200_000, 'size of the file, bytes', { min: 8173, max: 100_000_000 }),
    waitMs: integer(60_000, 'how long the user thinks, ms', { max: 3_000_000 }),
  },

  hosts: ({ params: { size } }) => [serverHost(size), userHost(PATIENT), userHost(LEAVER)],

  network: () => ({ everywhere: { latency: 10, bandwidthBps: 10_000_000, queuePackets: 100, lossRatio: 0.02 } }),

  async script(stage, { params: { waitMs } }) {
    await stage.reports(SERVER, 'listening')
    await areConnected(stage, PATIENT, LEAVER)
    await behave(stage, PATIENT, [...connecting(PATIENT), ...downloading(null)], { event: 'download-paused' })
    await stopsAtHalf(stage)
    await stage.sleep(waitMs)
    await downloads(stage, PATIENT)
  },

  checks: ({ params: { size } }) => [
    reportsExactly(2, { event: 'download-paused', host: SERVER }, 'the server waits for both'),
    reportsExactly(1, { event: 'download-proceeds', host: SERVER }, 'it goes on for one'),
    reportsExactly(1, { event: 'download-stopped', host: SERVER, where: { user: LEAVER } }, 'it stops for the other'),
    prints(PATIENT, lastWordOf(size), LAST_WORD),
    everyHostCompletes({ hosts: [PATIENT], file: FILE }),
    neverReports({ event: 'file-complete', host: LEAVER }, 'who stopped has no file'),
    noBadHashIsAccepted({ [FILE]: sha256(filmBytes(size)) }),
  ],

  chaos: () => {
    const reason = 'a download that chaos breaks begins anew, and waits at half again'
    return {
      spanMs: 30_000,
      mayRot: LEFTOVERS_MAY_ROT,
      spares: [UNCHECKED_TALK],
      waives: [
        { check: 'the server waits for both', reason },
        { check: 'it goes on for one', reason },
        { check: 'it stops for the other', reason },
        {
          check: 'who stopped has no file',
          reason: 'who has half already, from a download that broke, is not asked again',
        },
        {
          check: LAST_WORD,
          reason: 'with the connection the last word of the server may be lost: the file is here all the same',
        },
      ],
    }
  },

  limitMs: ({ waitMs }) => 600_000 + waitMs,
})
