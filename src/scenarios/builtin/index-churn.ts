// Peers of the index swarm come and go, by quitting and by dying, while others fetch files.
import { noBadHashIsAccepted } from '../../check/completion.ts'
import { type Check, failed, passed } from '../../check/check.ts'
import { type Random, pick, shuffle } from '../../host/random.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { FILE_COUNT } from '../../wire/index/generated-file.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { areRegistered, asksFor, peerWith, rightHashes, SERVER } from './index-cast.ts'

const ALL_FILES = Array.from({ length: FILE_COUNT }, (_, file) => file)
/** Silence after which the server forgets a peer: the dead are in its answers for so long. */
const IDLE_LIMIT_MS = 3000

export default defineScenario({
  name: 'index-churn',
  purpose: 'Peers quit, die and come back while others fetch files: does everyone get what someone present has?',
  params: {
    peers: integer(8, 'peers, which share the 64 files among them', { min: 4, max: 32 }),
    rounds: integer(12, 'times that a peer leaves, two others fetch a file, and it comes back', { min: 1, max: 1000 }),
    pauseMs: integer(10, 'pause of a supplier after each block, ms', { max: 60_000 }),
  },

  hosts: ({ params: { peers, pauseMs } }) => [
    { name: SERVER, start: indexServer({ idleLimitMs: IDLE_LIMIT_MS }) },
    ...namesOf(peers).map((name, id) => ({
      name,
      start: peerWith(filesOf(id, peers), { id, pauseMs, connectLimitMs: 1000, stallLimitMs: 2000 }),
    })),
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 1, maxMs: 40 }, bandwidthBps: 10_000_000 },
  }),

  async script(stage, { params: { peers, rounds }, random }) {
    const names = namesOf(peers)
    const held = names.map((_, id) => new Set(filesOf(id, peers)))
    await areRegistered(stage, ...names)
    for (let round = 0; round < rounds; round++) {
      const [leaver = 0, ...others] = shuffle(random, [...names.keys()])
      const comeBack = await leave(stage, names[leaver] ?? '', random)
      held[leaver] = new Set(filesOf(leaver, peers))
      const wanted = others.slice(0, 2).map((id) => ({ id, file: wantedFile(id, leaver, peers, held, random) }))
      for (const { id, file } of wanted) asksFor(stage, names[id] ?? '', file)
      for (const { id, file } of wanted) await stage.reports(names[id] ?? '', 'file-complete', { file })
      for (const { id, file } of wanted) held[id]?.add(file)
      await comeBack()
      await areRegistered(stage, names[leaver] ?? '')
    }
  },

  checks: ({ params: { peers } }) => [
    noBadHashIsAccepted(rightHashes(ALL_FILES)),
    serverKnowsExactly(peers),
  ],

  metrics: (record) => ({
    downloads: record.reported('file-complete').length,
    suppliersLost: record.reported('supplier-lost').length,
  }),

  limitMs: ({ rounds }) => 60_000 + rounds * 60_000,
})

function namesOf(peers: number): string[] {
  return Array.from({ length: peers }, (_, id) => `peer-${id}`)
}

/** Every file has one home, whose peer holds it from the start. */
function filesOf(id: number, peers: number): number[] {
  return ALL_FILES.filter((file) => file % peers === id)
}

/** By Ctrl-C or by death; the result brings it back. */
async function leave(stage: Stage, peer: string, random: Random): Promise<() => Promise<void>> {
  const dies = random.below(2) === 0
  if (dies) stage.crash(peer)
  else stage.interrupt(peer)
  await stage.ends(peer)
  return async () => (dies ? stage.restart(peer) : stage.start(peer))
}

/** A file that the peer lacks and whose home is there. When it has them all, one that it had before the last crash. */
function wantedFile(id: number, leaver: number, peers: number, held: readonly Set<number>[], random: Random): number {
  const lacks = ALL_FILES.filter((file) => file % peers !== leaver && held[id]?.has(file) !== true)
  return pick(random, lacks) ?? 0
}

function serverKnowsExactly(peers: number): Check {
  return {
    name: 'the server knows exactly the peers that are there',
    verify(record) {
      const registered = record.reported('registered', {}, SERVER).length
      const departed = record.reported('departed', {}, SERVER).length
      const detail = `${registered} registered, ${departed} departed`
      return registered - departed === peers ? passed(detail) : failed(`${detail}, and ${peers} are there`)
    },
  }
}
