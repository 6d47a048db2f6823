// Several peers ask the tracker at the same time, while it dies and comes back and the network breaks.
import { isLinearizable } from '../../check/linearizability/is-linearizable.ts'
import { trackerHistory } from '../../check/linearizability/tracker-history.ts'
import { trackerModel } from '../../check/linearizability/tracker-model.ts'
import { reportsAtLeast } from '../../check/reports.ts'
import type { Fault } from '../../host/faults.ts'
import { type Random, shuffle } from '../../host/random.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { TRACKER, TRACKER_PORT, TRACKER_REMEMBERS, trackerHost, UNCHECKED_DOCUMENTS } from './chunk-cast.ts'
import { trackerUser } from './tracker-user.ts'

const PEER_PORT = 26_560
/** The tracker dies at some moment within this after a registration: a sync of its disk takes half a millisecond. */
const LAST_MOMENTS_MS = 0.6
const FILES = ['film.bin', 'song.ogg']

export default defineScenario({
  name: 'tracker-linearizable',
  purpose: 'Does the tracker answer as if it served one request at a time and forgot nothing, whatever breaks?',
  params: {
    users: integer(4, 'peers that ask it', { min: 1, max: 20 }),
    questions: integer(30, 'questions of each', { min: 1, max: 200 }),
    pauseMs: integer(40, 'mean pause of a peer between an answer and its next question, ms', { max: 60_000 }),
    crashes: integer(3, 'times that the tracker dies and comes back', { max: 20 }),
    cuts: integer(3, 'times that some of the peers are cut off from it for a while', { max: 20 }),
  },

  hosts: ({ params: { users, questions, pauseMs } }) => [
    trackerHost(),
    ...userNames(users).map((name) => ({
      name,
      start: trackerUser({
        trackerHost: TRACKER,
        trackerPort: TRACKER_PORT,
        port: PEER_PORT,
        files: FILES,
        questions,
        pauseMs,
      }),
      startsOff: true,
    })),
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 1, maxMs: 20 }, lossRatio: 0.01, duplicateRatio: 0.01 },
  }),

  faults: ({ params: { users, questions, pauseMs, cuts }, random }) =>
    someAreCutOff(cuts, spanMsOf(questions, pauseMs), userNames(users), random),

  async script(stage, { params: { users, questions, pauseMs, crashes }, random }) {
    await stage.reports(TRACKER, 'listening')
    for (const name of userNames(users)) await stage.start(name)
    const done = Promise.all(userNames(users).map((name) => stage.reports(name, 'questions-done')))
    const dies = trackerDies(stage, crashes, spanMsOf(questions, pauseMs) / (crashes + 1), random)
    await Promise.race([done, dies.then(() => done)])
  },

  checks: ({ params: { users, questions } }) => [
    isLinearizable({
      name: 'the tracker is linearizable',
      model: trackerModel,
      history: (record) => trackerHistory(record, { tracker: TRACKER, files: FILES }),
      minOperations: (users * questions) / 10,
    }),
    reportsAtLeast(users, { event: 'questions-done' }, 'everyone gets to ask all it wants'),
  ],

  chaos: ({ params: { questions, pauseMs } }) => ({
    spanMs: spanMsOf(questions, pauseMs),
    spares: [
      UNCHECKED_DOCUMENTS,
      TRACKER_REMEMBERS,
      { kinds: ['crash'], hosts: [TRACKER], reason: 'when the tracker dies and comes back is the story' },
    ],
  }),

  metrics: (record) => ({
    answered: record.reported('tracker-answered').length,
    silent: record.reported('tracker-silent').length,
    dropped: record.reported('peer-dropped').length,
  }),
})

/** About how long the questions take: each some four ways of 10 ms, and the pause. */
function spanMsOf(questions: number, pauseMs: number): number {
  return questions * (pauseMs + 45)
}

function userNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index + 1}`)
}

/** Each time just after a registration came in, when what is on its disk and what it told others may differ most. */
async function trackerDies(stage: Stage, times: number, everyMs: number, random: Random): Promise<void> {
  for (let time = 0; time < times; time++) {
    await stage.sleep(everyMs * random.next())
    await stage.reports(TRACKER, 'chunks-registered', {}, { fromNow: true })
    await stage.sleep(LAST_MOMENTS_MS * random.next())
    stage.crash(TRACKER)
    await stage.sleep(everyMs * random.next())
    stage.restart(TRACKER)
  }
}

/** Half of them, one way or both, their packets lost or held. */
function someAreCutOff(times: number, spanMs: number, users: readonly string[], random: Random): Fault[] {
  return Array.from({ length: times }, (): Fault[] => {
    const atMs = Math.round(spanMs * random.next())
    const from = shuffle(random, [...users]).slice(0, Math.ceil(users.length / 2))
    const options = { oneWay: random.below(3) === 0, hold: random.below(2) === 0 }
    return [
      { atMs, kind: 'partition', from, to: [TRACKER], ...options },
      { atMs: atMs + 200 + random.below(2000), kind: 'heal', from, to: [TRACKER] },
    ]
  }).flat()
}
