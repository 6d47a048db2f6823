// What the scenarios of one download share: a user fetches the file from the server. They differ by the link between the two.
import type { RunRecord } from '../../trace/run-record.ts'
import type { Scene } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import {
  areConnected,
  downloads,
  everyoneGetsTheFilm,
  LEFTOVERS_MAY_ROT,
  SERVER,
  serverHost,
  userHost,
} from './datagram-chat-cast.ts'
import { UNCHECKED_TALK } from './talk.ts'

const USER = 'user'

type OfSize = Scene<{ size: number }>

export const oneDownload = {
  hosts: ({ params: { size } }: OfSize) => [serverHost(size), userHost(USER)],

  async script(stage: Stage) {
    await stage.reports(SERVER, 'listening')
    await areConnected(stage, USER)
    await downloads(stage, USER)
  },

  checks: ({ params: { size } }: OfSize) => everyoneGetsTheFilm([USER], size),

  chaos: () => ({ spanMs: 5000, mayRot: LEFTOVERS_MAY_ROT, spares: [UNCHECKED_TALK] }),

  metrics(record: RunRecord, { params: { size } }: OfSize) {
    const [begun] = record.reported('download-started', {}, USER)
    const [whole] = record.reported('download-whole', {}, USER)
    const transferMs = (whole?.atMs ?? Number.NaN) - (begun?.atMs ?? Number.NaN)
    return { goodputBps: (size * 8000) / transferMs, transferMs }
  },
}
