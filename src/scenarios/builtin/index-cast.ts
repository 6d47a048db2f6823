// What the scenarios of the index swarm share: its server, its peers, the files they hold, and what a user types.
import { createHash } from 'node:crypto'
import type { StartProgram } from '../../host/program.ts'
import type { IndexPeerOptions } from '../../nodes/index/options.ts'
import { indexPeer } from '../../nodes/index/programs.ts'
import { FileVector } from '../../wire/index/file-vector.ts'
import { generateFile } from '../../wire/index/generated-file.ts'
import type { Spared } from '../chaos/rules.ts'
import { insist, isReady } from '../errand.ts'
import type { Stage } from '../stage.ts'

/** The host that the index server runs on. */
export const SERVER = 'server'
/** Not the port that people use: a live run shares its machine with others. */
export const SERVER_PORT = 26_000

/** A peer of the server that holds some of the files. */
export function peerWith(files: readonly number[], options: Omit<IndexPeerOptions, 'fileVector'>): StartProgram {
  const fileVector = FileVector.of(files).toString()
  return indexPeer({ serverHost: SERVER, serverPort: SERVER_PORT, fileVector, ...options })
}

/** Resolves when the server knows all of these peers. */
export async function areRegistered(stage: Stage, ...peers: readonly string[]): Promise<void> {
  for (const peer of peers) await isReady(stage, peer, { event: 'registered-at-server' })
}

/** The user of the peer gets the file, however often it takes. */
export async function fetches(stage: Stage, peer: string, file: number): Promise<void> {
  const does = () => {
    stage.type(peer, 'f')
    stage.type(peer, String(file))
  }
  const failed = [{ event: 'download-failed', where: { file } }]
  await insist(stage, peer, { does, done: { event: 'file-complete', where: { file } }, failed })
}

/** For chaos: blocks are hashed, messages are not. */
export const UNCHECKED_MESSAGES: Spared = {
  kinds: ['corrupt-stream'],
  hosts: [SERVER],
  reason: 'what peers and server tell each other has no checksum but that of the network: a wrong number is a number',
}

/** The right SHA-1 of each file, by its index as reported. */
export function rightHashes(files: readonly number[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, createHash('sha1').update(generateFile(file)).digest('hex')]))
}
