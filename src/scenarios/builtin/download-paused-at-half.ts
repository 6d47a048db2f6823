// The user takes a long time to say whether to go on.
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { prints } from '../../check/programs.ts'
import { neverReports, reportsExactly } from '../../check/reports.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  areConnected,
  FILE,
  filmBytes,
  savesIt,
  SERVER,
  serverHost,
  sha256,
  type,
  userHost,
} from './datagram-chat-cast.ts'

const PATIENT = 'patient'
const LEAVER = 'leaver'

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
    type(stage, PATIENT, 'download', FILE)
    await stage.prints(PATIENT, `50% of ${FILE} is downloaded`)
    type(stage, LEAVER, 'download', FILE)
    await stage.prints(LEAVER, `50% of ${FILE} is downloaded`)
    type(stage, LEAVER, 'no thanks')
    await stage.prints(LEAVER, 'download stopped\n')
    await stage.sleep(waitMs)
    type(stage, PATIENT, 'proceed')
    await savesIt(stage, PATIENT)
  },

  checks: ({ params: { size } }) => [
    reportsExactly(2, { event: 'download-paused', host: SERVER }, 'the server waits for both'),
    reportsExactly(1, { event: 'download-proceeds', host: SERVER }, 'it goes on for one'),
    reportsExactly(1, { event: 'download-stopped', host: SERVER, where: { user: LEAVER } }, 'it stops for the other'),
    prints(PATIENT, `User ${PATIENT} downloaded 100% out of file. Last byte is: ${filmBytes(size).at(-1)}`),
    everyHostCompletes({ hosts: [PATIENT], file: FILE }),
    neverReports({ event: 'file-complete', host: LEAVER }, 'who stopped has no file'),
    noBadHashIsAccepted({ [FILE]: sha256(filmBytes(size)) }),
  ],

  limitMs: ({ waitMs }) => 600_000 + waitMs,
})
