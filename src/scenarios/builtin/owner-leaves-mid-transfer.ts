// The owner of a file goes away in the middle of it: says goodbye, is interrupted, or its machine stops dead.
import { type Check, failed, passed } from '../../check/check.ts'
import { everyHostCompletes } from '../../check/completion.ts'
import { filesEqual } from '../../check/files.ts'
import { prints } from '../../check/programs.ts'
import { neverReports, reportsExactly } from '../../check/reports.ts'
import { insist, keepUp } from '../errand.ts'
import { integer, text } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import {
  asksForFile,
  chatServerHost,
  fetches,
  haveHeard,
  haveJoined,
  says,
  saysInRoom,
  someBytes,
  userHost,
} from './chat-cast.ts'
import { areInTouch, UNCHECKED_TALK } from './talk.ts'

const USERS = ['leaver', 'stayer', 'fetcher']
const FILE = 'film.webm'
const OTHER_FILE = 'song.ogg'

function leaves(stage: Stage, how: string): void {
  if (how === 'exit') stage.type('leaver', 'x')
  else if (how === 'interrupt') stage.interrupt('leaver')
  else stage.crash('leaver')
}

/** What the fetcher has on its disk is the file that came, and nothing of the one that did not. */
function nothingIsLeftOf(file: string): Check {
  return {
    name: `nothing is left of ${file}`,
    async verify(record) {
      const files = await record.listFiles('fetcher')
      const left = files.filter((path) => path.endsWith(file) || path.endsWith('.part'))
      return left.length === 0 ? passed(`on disk: ${files.join(', ')}`) : failed(`still there: ${left.join(', ')}`)
    },
  }
}

/** The same, by users who begin anew when they must, until the owner has left. */
async function underChaos(stage: Stage, how: string, calmAtMs: number): Promise<void> {
  let hasLeft = false
  void keepUp(stage, 'leaver', () => hasLeft)
  void keepUp(stage, 'stayer')
  const success = fetches(stage, 'fetcher', 'stayer', OTHER_FILE)
  await insist(stage, 'fetcher', {
    when: { event: 'joined' },
    does: () => asksForFile(stage, 'fetcher', 'leaver', FILE),
    done: { event: 'chunk-received', where: { file: FILE, chunk: 1 } },
    failed: [{ event: 'file-failed', where: { file: FILE } }],
  })
  hasLeft = true
  leaves(stage, how)
  await success
  await areInTouch(stage, calmAtMs)
  await haveJoined(stage, ['fetcher', 'stayer'])
  await saysInRoom(stage, 'fetcher', 'it is gone')
  await stage.prints('stayer', 'fetcher: it is gone')
}

export default defineScenario({
  name: 'owner-leaves-mid-transfer',
  purpose: 'The owner of a file leaves in the middle of it: is the requester told, and does everything else go on?',
  params: {
    size: integer(1_000_000, 'size of each of two files, bytes', { min: 300_000, max: 1_000_000_000 }),
    how: text('exit', 'how the owner leaves', ['exit', 'interrupt', 'crash']),
  },

  hosts: ({ params: { size } }) => [
    chatServerHost({ idleLimitMs: 5000 }),
    userHost('leaver', { [FILE]: someBytes(size, 1) }),
    userHost('stayer', { [OTHER_FILE]: someBytes(size, 2) }),
    userHost('fetcher'),
  ],

  network: () => ({ everywhere: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, bandwidthBps: 8_000_000 } }),

  async script(stage, { params: { how }, calmAtMs }) {
    await haveJoined(stage, USERS)
    if (calmAtMs > 0) return underChaos(stage, how, calmAtMs)
    asksForFile(stage, 'fetcher', 'leaver', FILE)
    asksForFile(stage, 'fetcher', 'stayer', OTHER_FILE)
    await stage.reports('fetcher', 'chunk-received', { file: FILE, chunk: 1 })
    leaves(stage, how)
    const failure = stage.reports('fetcher', 'file-failed', { file: FILE })
    const success = stage.reports('fetcher', 'file-complete', { file: OTHER_FILE })
    await Promise.all([failure, success])
    says(stage, 'fetcher', 'it is gone')
    await haveHeard(stage, ['stayer'], 1, 0)
    await stage.reports('server', 'departed', { name: 'leaver' })
  },

  checks: ({ params: { size } }) => [
    prints('fetcher', `cannot get ${FILE} from leaver: `, 'the requester is told'),
    reportsExactly(1, { event: 'file-failed', host: 'fetcher' }, 'it is told once'),
    neverReports({ event: 'file-complete', host: 'fetcher', where: { file: FILE } }, 'half a file is no file'),
    nothingIsLeftOf(FILE),
    everyHostCompletes({ hosts: ['fetcher'], file: OTHER_FILE }),
    filesEqual(['fetcher'], () => OTHER_FILE, someBytes(size, 2), 'the other transfer is not touched by it'),
    prints('stayer', 'fetcher: it is gone', 'the chat goes on'),
    reportsExactly(1, { event: 'departed', host: 'server' }, 'the server removes the owner, and nobody else'),
  ],

  chaos: () => {
    const reason = 'chaos breaks transfers and sends users away, too, and who has died is told nothing'
    return {
      spanMs: 1500,
      spares: [
        UNCHECKED_TALK,
        { kinds: ['crash'], hosts: ['leaver'], reason: 'how the owner leaves, and that it stays away, is the story' },
      ],
      waives: [
        { check: 'the requester is told', reason },
        { check: 'it is told once', reason },
        { check: 'the server removes the owner, and nobody else', reason },
        { check: 'half a file is no file', reason: 'the owner may be slow to leave: then the file is there, whole' },
        {
          check: `nothing is left of ${FILE}`,
          reason: 'the owner may be slow to leave: then the file is there, whole',
        },
      ],
    }
  },

  metrics(record) {
    const [failure] = record.reported('file-failed', {}, 'fetcher')
    const lastPiece = record.reported('chunk-received', { file: FILE }, 'fetcher').at(-1)
    return { noticedMs: (failure?.atMs ?? Number.NaN) - (lastPiece?.atMs ?? Number.NaN) }
  },
})
