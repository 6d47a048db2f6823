// Peers of the index swarm come and go, by quitting and by dying, while others fetch files.
import { noBadHashIsAccepted } from '../../check/completion.ts'
import { type Check, failed, passed } from '../../check/check.ts'
import { type Random, pick, shuffle } from '../../host/random.ts'
import { indexServer } from '../../nodes/index/programs.ts'
import { FILE_COUNT } from '../../wire/index/generated-file.ts'
import { calm } from '../errand.ts'
import { integer } from '../params.ts'
import { defineScenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { areRegistered, fetches, peerWith, rightHashes, SERVER, SERVER_PORT, UNCHECKED_MESSAGES } from './index-cast.ts'

/** Silence after which the server forgets a peer: the dead are in its answers for so long. */
const IDLE_LIMIT_MS = 3000
/** In a calm network a peer that has lost the server is back by then. */
const RETURN_MS = 45_000
/** The same after a restart, so that the server knows its peer again. */
const PEER_PORT = 26_001

export default defineScenario({
  name: 'index-churn',
  purpose: 'Peers quit, die and come back while others fetch files: does everyone get what someone present has?',
  params: {
    peers: integer(8, 'peers', { min: 4, max: 32 }),
    files: integer(16, 'files that they share among them', { min: 1, max: FILE_COUNT }),
    rounds: integer(12, 'times that a peer leaves, two others fetch a file, and it comes back', { min: 1, max: 1000 }),
    pauseMs: integer(10, 'pause of a supplier after each block, ms', { max: 60_000 }),
  },

  hosts: ({ params: { peers, files, pauseMs } }) => [
    { name: SERVER, start: indexServer({ port: SERVER_PORT, idleLimitMs: IDLE_LIMIT_MS }) },
    ...namesOf(peers).map((name, id) => ({
      name,
      start: peerWith(homeFiles(id, peers, files), {
        id,
        port: PEER_PORT,
        pauseMs,
        connectLimitMs: 1000,
        stallLimitMs: 2000,
      }),
    })),
  ],

  network: () => ({
    everywhere: { latency: { kind: 'uniform', minMs: 1, maxMs: 40 }, bandwidthBps: 10_000_000 },
  }),

  async script(stage, { params: { peers, files, rounds }, random, calmAtMs }) {
    const names = namesOf(peers)
    const held = names.map((_, id) => new Set(homeFiles(id, peers, files)))
    await areRegistered(stage, ...names)
    for (let round = 0; round < rounds; round++) {
      const [leaver = 0, ...others] = shuffle(random, [...names.keys()])
      const comeBack = await leave(stage, names[leaver] ?? '', random)
      held[leaver] = new Set(homeFiles(leaver, peers, files))
      const wishes = others.slice(0, 2).flatMap((id) => wish(id, leaver, { peers, files, held, random }))
      await Promise.all(wishes.map(({ id, file }) => fetches(stage, names[id] ?? '', file)))
      for (const { id, file } of wishes) held[id]?.add(file)
      await comeBack()
      await areRegistered(stage, names[leaver] ?? '')
    }
    await calm(stage, calmAtMs, RETURN_MS)
    await areRegistered(stage, ...names)
    stage.crash(names[0] ?? '')
    await stage.reports(SERVER, 'departed', { id: 0 }, { withinMs: 2 * IDLE_LIMIT_MS, fromNow: true })
  },

  checks: ({ params: { peers, files } }) => [
    noBadHashIsAccepted(rightHashes(Array.from({ length: files }, (_, file) => file))),
    serverKnowsAllBut(0, peers),
  ],

  chaos: ({ params: { peers } }) => ({
    spanMs: 8000,
    spares: [
      UNCHECKED_MESSAGES,
      { kinds: ['crash'], hosts: namesOf(peers), reason: 'who dies and comes back is the story' },
    ],
  }),

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
function homeFiles(id: number, peers: number, files: number): number[] {
  return Array.from({ length: files }, (_, file) => file).filter((file) => file % peers === id)
}

/** By Ctrl-C or by death; the result brings it back. */
async function leave(stage: Stage, peer: string, random: Random): Promise<() => Promise<void>> {
  const dies = random.below(2) === 0
  if (dies) stage.crash(peer)
  else stage.interrupt(peer)
  await stage.ends(peer)
  return async () => (dies ? stage.restart(peer) : stage.start(peer))
}

interface Holdings {
  readonly peers: number
  readonly files: number
  /** By peer: what it holds. */
  readonly held: readonly ReadonlySet<number>[]
  readonly random: Random
}

/** A file that the peer lacks and whose home is there; nothing when there is none. */
function wish(id: number, leaver: number, { peers, files, held, random }: Holdings): { id: number; file: number }[] {
  const all = Array.from({ length: files }, (_, file) => file)
  const file = pick(
    random,
    all.filter((candidate) => candidate % peers !== leaver && held[id]?.has(candidate) !== true),
  )
  return file === undefined ? [] : [{ id, file }]
}

function serverKnowsAllBut(gone: number, peers: number): Check {
  return {
    name: 'the server knows exactly the peers that are there',
    verify(record) {
      const known = new Set<unknown>()
      for (const { event, details } of record.host(SERVER).reports) {
        if (event === 'registered') known.add(details.id)
        if (event === 'departed') known.delete(details.id)
      }
      const detail = `it knows ${[...known].map(String).sort().join(', ')}`
      return known.size === peers - 1 && !known.has(gone) ? passed(detail) : failed(detail)
    },
  }
}
