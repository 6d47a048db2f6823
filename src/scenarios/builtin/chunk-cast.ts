// What the scenarios of the chunk swarm share: a tracker, a seeder with one file, and peers that fetch it.
import { createHash } from 'node:crypto'
import { savedFilesStay } from '../../check/acknowledged.ts'
import type { Check } from '../../check/check.ts'
import { FramePool } from '../../nodes/chunk/frame-pool.ts'
import { HashLists } from '../../nodes/chunk/hash-list.ts'
import { type PeerGetOptions, peer, peerGet, tracker } from '../../nodes/chunk/programs.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import type { Spared } from '../chaos/rules.ts'
import { eventually, keepUp } from '../errand.ts'
import type { CastMember } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { FILE, filmBytes, theFilmComes } from './film.ts'

export const TRACKER = 'tracker'
export const SEEDER = 'seeder'

// Not the ports that people use, and below those that systems hand out: a live run shares its machine with others.
export const TRACKER_PORT = 26_501
const PEER_PORT = 26_550
const SHARED_FRAMES = 1024
/** Where the tracker keeps its swarm. */
const STATE_FILE = 'swarm.log'

/** What the swarm knows the file by: the SHA-256 of the SHA-256s of its chunks. */
function filmHash(film: Uint8Array): string {
  const whole = createHash('sha256')
  for (let at = 0; at < film.length; at += CHUNK_BYTES) {
    whole.update(
      createHash('sha256')
        .update(film.subarray(at, at + CHUNK_BYTES))
        .digest(),
    )
  }
  return whole.digest('hex')
}

/** For chaos: chunks are hashed, documents are not. */
export const UNCHECKED_DOCUMENTS: Spared = {
  kinds: ['corrupt-stream'],
  hosts: [TRACKER],
  reason: 'what peers tell the tracker has no checksum but that of the network: a wrong name is a name',
}

/** For chaos: notes of what an earlier try has left, which the hashes of the chunks give the lie to. */
export const NOTES_MAY_ROT = ['*.state']

/** For chaos, where it matters that the tracker knows everybody again at once. */
export const TRACKER_REMEMBERS: Spared = {
  kinds: ['disk-full', 'disk-errors'],
  hosts: [TRACKER],
  reason:
    'a tracker whose disk fails says so and goes on: what it hears then and forgets in a crash it is told again, later',
}

export function trackerHost(): CastMember {
  return { name: TRACKER, start: tracker({ port: TRACKER_PORT, stateFile: STATE_FILE, quiet: true }) }
}

/** A tracker, a seeder of a file of this size, and those who fetch it. */
export function swarmOf(getters: readonly string[], sizeBytes: number): CastMember[] {
  // Memory that they use in turns or together: of frames of its own each would leave most idle, and lists are the same.
  const shared = { frames: new FramePool(0, SHARED_FRAMES), hashLists: new HashLists() }
  return [trackerHost(), seederHost(filmBytes(sizeBytes)), ...getters.map((name) => getterHost(name, shared))]
}

/** Holds the whole file. The script starts it, when the tracker listens. */
function seederHost(film: Uint8Array): CastMember {
  const options = { trackerHost: TRACKER, trackerPort: TRACKER_PORT, port: PEER_PORT, name: SEEDER, files: [FILE] }
  return { name: SEEDER, start: peer(options), files: { [`${SEEDER}/${FILE}`]: film }, startsOff: true }
}

/** Fetches the file and stays to serve it. The script starts it. */
function getterHost(name: string, options: Partial<PeerGetOptions> = {}): CastMember {
  const defaults = { trackerHost: TRACKER, trackerPort: TRACKER_PORT, port: PEER_PORT, file: FILE, seed: true }
  return { name, start: peerGet({ ...defaults, ...options }), startsOff: true }
}

export function getterNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `peer-${index + 1}`)
}

/** Starts the seeder, and again whenever it ends; resolves when the tracker knows that it has the file. */
export async function filmIsThere(stage: Stage): Promise<void> {
  await stage.reports(TRACKER, 'listening')
  await stage.start(SEEDER)
  void keepUp(stage, SEEDER)
  await stage.reports(TRACKER, 'registered', { file: FILE })
}

/** They all begin at once, when the file is there. Resolves as `everyoneHasIt` does. */
export async function everyoneFetchesIt(stage: Stage, names: readonly string[], calmAtMs: number): Promise<void> {
  await filmIsThere(stage)
  for (const name of names) await stage.start(name)
  await everyoneHasIt(stage, names, calmAtMs)
}

/**
 * Resolves when all of them have the file, and fails as soon as one gives up. Under chaos (`calmAtMs` > 0) a user whose
 * program has given up starts it again: a tracker that was cut off from everyone truly knows nobody for a while.
 */
export async function everyoneHasIt(stage: Stage, names: readonly string[], calmAtMs: number): Promise<void> {
  const isComplete = { event: 'file-complete', where: { file: FILE } }
  if (calmAtMs > 0) {
    // Also later: who has the file goes on serving it.
    for (const name of names) void keepUp(stage, name)
    await Promise.all(names.map((name) => eventually(stage, name, isComplete)))
    return
  }
  const givenUp = stage.reports('*', 'get-failed').then(({ host, details }) => {
    throw new Error(`${host} gave up: ${details.reason}`)
  })
  const complete = Promise.all(names.map((name) => stage.reports(name, 'file-complete', { file: FILE })))
  await Promise.race([complete, givenUp])
}

/** Nobody loses the file again, also not by dying. */
export function theFilmStaysWhereItWasSaved(sizeBytes: number): Check {
  const film = Buffer.from(filmBytes(sizeBytes))
  return savedFilesStay({ path: ({ details }) => String(details.file), isIntact: (bytes) => film.equals(bytes) })
}

/** They all complete, with the right hash and the right bytes on disk. */
export function everyoneGetsTheFilm(names: readonly string[], sizeBytes: number): Check[] {
  return theFilmComes(names, sizeBytes, filmHash)
}
