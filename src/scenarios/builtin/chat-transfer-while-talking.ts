// Two users fetch files from each other, several at a time, and everyone goes on talking.
import { type Check, failed, passed } from '../../check/check.ts'
import { everyHostCompletes } from '../../check/completion.ts'
import { everyoneHearsEveryone, whoStaysHearsWhoStays } from '../../check/conversation.ts'
import { filesEqual } from '../../check/files.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import { eventually } from '../errand.ts'
import { integer, number } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import {
  chatServerHost,
  comeBack,
  fetches,
  haveHeard,
  haveJoined,
  saysInRoom,
  someBytes,
  userHost,
} from './chat-cast.ts'
import { linesOf, SOME_ARE_CUT_OFF, UNCHECKED_TALK } from './talk.ts'

const USERS = ['ada', 'ben', 'cleo']
/** Who fetches what from whom, all at the same time. */
const WISHES = [
  { by: 'ada', from: 'ben', file: 'song.ogg' },
  { by: 'ada', from: 'ben', file: 'notes.txt' },
  { by: 'ben', from: 'ada', file: 'photo.jpg' },
  { by: 'ben', from: 'ada', file: 'film.webm' },
]
const contents = (file: string, size: number) => someBytes(size, file.length)

/** Messages that came to a user between the beginning and the end of the user's transfers. */
function heardMeanwhile(record: RunRecord, user: string): number {
  const startedMs = Math.min(...record.reported('file-started', {}, user).map(({ atMs }) => atMs))
  const completeMs = Math.max(...record.reported('file-complete', {}, user).map(({ atMs }) => atMs))
  const heard = record.reported('message-received', {}, user)
  return heard.filter(({ atMs }) => atMs > startedMs && atMs < completeMs).length
}

function talkGoesOn(user: string, lines: number): Check {
  return {
    name: `${user} hears others while files are on their way`,
    verify(record) {
      const count = heardMeanwhile(record, user)
      const detail = `${count} messages between the first byte and the last`
      return count >= lines ? passed(detail) : failed(`${detail}, expected ${lines} at least`)
    },
  }
}

export default defineScenario({
  name: 'chat-transfer-while-talking',
  purpose: 'Do files and talk go on side by side, in both directions, and does each file come byte for byte?',
  params: {
    size: integer(500_000, 'size of each file, bytes', { min: 300_000, max: 1_000_000_000 }),
    lines: integer(10, 'messages of each user while the files are on their way', { min: 1, max: 40 }),
    loss: number(0.01, 'packets lost on every link, as a ratio', { max: 0.5 }),
    mbps: number(8, 'bandwidth of every link, Mbit/s; 0: unlimited', { max: 100_000 }),
  },

  hosts({ params: { size } }) {
    const filesOf = (owner: string) => {
      const own = WISHES.filter(({ from }) => from === owner)
      return Object.fromEntries(own.map(({ file }) => [file, contents(file, size)]))
    }
    return [chatServerHost(), ...USERS.map((user) => userHost(user, filesOf(user)))]
  },

  network: ({ params: { loss, mbps } }) => ({
    everywhere: {
      latency: { kind: 'uniform', minMs: 5, maxMs: 15 },
      lossRatio: loss,
      bandwidthBps: mbps * 1_000_000,
    },
  }),

  async script(stage, { params: { lines }, calmAtMs }) {
    await haveJoined(stage, USERS)
    if (calmAtMs > 0) comeBack(stage, USERS)
    const hasHeard = calmAtMs > 0 ? null : haveHeard(stage, USERS, (USERS.length - 1) * lines, 0)
    const complete = WISHES.map(({ by, from, file }) => fetches(stage, by, from, file))
    for (const user of ['ada', 'ben']) await eventually(stage, user, { event: 'file-started' })
    const said = linesOf(USERS, lines)
    for (let n = 0; n < lines; n++) {
      for (const [user, texts] of said) await saysInRoom(stage, user, texts[n] ?? '')
      await stage.sleep(5)
    }
    await Promise.all(complete)
    await (hasHeard ?? haveHeard(stage, USERS, 0, calmAtMs))
  },

  checks: ({ params: { size, lines } }) => [
    ...WISHES.map(({ by, file }) => everyHostCompletes({ hosts: [by], file })),
    ...WISHES.map(({ by, file }) =>
      filesEqual([by], () => file, contents(file, size), `${by} has ${file}, byte for byte`),
    ),
    talkGoesOn('ada', lines),
    talkGoesOn('ben', lines),
    everyoneHearsEveryone(USERS, linesOf(USERS, lines)),
    whoStaysHearsWhoStays(USERS, linesOf(USERS, lines)),
  ],

  chaos: () => {
    const slow = 'talk and files come when the links let them, not at a time'
    return {
      spanMs: 2000,
      spares: [UNCHECKED_TALK],
      waives: [
        { check: 'ada hears others while files are on their way', reason: slow },
        { check: 'ben hears others while files are on their way', reason: slow },
        SOME_ARE_CUT_OFF,
      ],
    }
  },

  metrics: (record) => ({ heardMeanwhile: heardMeanwhile(record, 'ada') + heardMeanwhile(record, 'ben') }),
})
