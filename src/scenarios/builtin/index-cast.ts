// What the scenarios of the index swarm share: its server, its peers, the files they hold, and what a user types.
import { createHash } from 'node:crypto'
import type { StartProgram } from '../../host/program.ts'
import type { IndexPeerOptions } from '../../nodes/index/options.ts'
import { indexPeer } from '../../nodes/index/programs.ts'
import { FILE_COUNT, generateFile } from '../../wire/index/generated-file.ts'
import type { Stage } from '../stage.ts'

/** The host that the index server runs on. */
export const SERVER = 'server'
/** Not the port that people use: a live run shares its machine with others. */
export const SERVER_PORT = 26_000

/** A peer of the server that holds some of the files. */
export function peerWith(files: readonly number[], options: Omit<IndexPeerOptions, 'fileVector'>): StartProgram {
  const fileVector = Array.from({ length: FILE_COUNT }, (_, index) => (files.includes(index) ? '1' : '0')).join('')
  return indexPeer({ serverHost: SERVER, serverPort: SERVER_PORT, fileVector, ...options })
}

/** Resolves when the server knows all of these peers. */
export async function areRegistered(stage: Stage, ...peers: readonly string[]): Promise<void> {
  for (const peer of peers) await stage.reports(peer, 'registered-at-server')
}

/** What the user of a peer types to get a file. */
export function asksFor(stage: Stage, peer: string, file: number): void {
  stage.type(peer, 'f')
  stage.type(peer, String(file))
}

/** The right SHA-1 of each file, by its index as reported. */
export function rightHashes(files: readonly number[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, createHash('sha1').update(generateFile(file)).digest('hex')]))
}
