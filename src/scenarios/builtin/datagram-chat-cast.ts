// What the scenarios of the datagram chat share: its server with one file, its users, and what they type.
import { createHash } from 'node:crypto'
import type { Check } from '../../check/check.ts'
import type { StartProgram } from '../../host/program.ts'
import type { DatagramChatClientOptions, DatagramChatServerOptions } from '../../nodes/datagram-chat/options.ts'
import { datagramChatClient, datagramChatServer } from '../../nodes/datagram-chat/programs.ts'
import type { Spared } from '../chaos/rules.ts'
import { behave, type Habit } from '../habits.ts'
import type { CastMember } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { FILE, filmBytes, theFilmComes } from './film.ts'

/** The host that the server runs on. */
export const SERVER = 'server'
/** The seed's first port. */
export const PORT = 55_000

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function serverHost(sizeBytes: number, options: DatagramChatServerOptions = {}): CastMember {
  const files = { [`files/${FILE}`]: filmBytes(sizeBytes) }
  return { name: SERVER, start: datagramChatServer({ firstPort: PORT, portCount: 1, ...options }), files }
}

/** A user at the server's first port. The script starts it. */
export function userHost(name: string, options: DatagramChatClientOptions = {}): CastMember {
  return { name, start: user(options), startsOff: true }
}

function user(options: DatagramChatClientOptions): StartProgram {
  return datagramChatClient({ ownAddress: '', serverHost: SERVER, serverPort: PORT, background: true, ...options })
}

/** For chaos: what an earlier try has left, and the note of it, which the hash of the file gives the lie to. */
export const LEFTOVERS_MAY_ROT = ['*.part', '*.state']

/** For chaos, where the story is about who has which place. */
export const PLACES_ARE_KEPT: Spared = {
  kinds: ['cut-connections', 'crash'],
  reason: 'who has which name and place is the story: a connection that breaks gives it to another',
}

/** How long a user takes to try again. */
const AGAIN_AFTER_MS = 1000

/** Starts the users one after the other; each is connected under the name of its host. */
export async function areConnected(stage: Stage, ...users: readonly string[]): Promise<void> {
  for (const name of users) await connectsAt(stage, name, PORT)
}

/** Starts the user, and resolves when it is connected at the port under the name of its host. */
export async function connectsAt(stage: Stage, name: string, port: number): Promise<void> {
  await stage.start(name)
  await behave(stage, name, connecting(name, port), { event: 'connected' })
}

/** The user connects again whenever the connection is gone, for as long as the run goes on. */
export function staysConnected(stage: Stage, user: string, port: number): void {
  void behave(stage, user, connecting(user, port), { event: 'never' })
}

/** Resolves when the user is connected under a name. */
export async function isConnected(stage: Stage, user: string): Promise<void> {
  const connected = { event: 'connected' }
  const leftMs = () => stage.lastReport(user, 'left')?.atMs ?? -1
  const connectedMs = () => stage.lastReport(user, 'connected')?.atMs ?? -1
  while (!stage.isRunning(user) || !stage.hasReported(user, connected) || leftMs() >= connectedMs()) {
    await stage.next(user, [connected], stage.reportsOf(user))
  }
}

/** What a user answers who wants to be connected under a name, whatever it takes. */
export function connecting(name: string, port: number = PORT): Habit[] {
  return [
    { at: /Enter your IP address:/, types: [''], afterMs: AGAIN_AFTER_MS },
    { at: /Enter the IP address of the server:/, types: [SERVER] },
    { at: /Enter the port \(/, types: [String(port)] },
    { at: /You are in touch with the server/, types: ['connect'] },
    { at: /Enter your name:/, types: [name] },
    { at: /can't connect\. (?!You are connected)/, types: ['connect'], afterMs: AGAIN_AFTER_MS },
    // A program that was started again has forgotten that it was connected.
    { at: /Can't download\. You are not connected/, types: ['connect'], afterMs: AGAIN_AFTER_MS },
  ]
}

/** What a user does who wants the file, once connected. `word`: what is said when half of it is here; null: nothing yet. */
export function downloading(word: 'proceed' | 'no thanks' | null): Habit[] {
  const half = { at: new RegExp(`% of ${FILE} is downloaded\\. Write`), types: word === null ? [] : [word] }
  return [
    { at: /(?<!is |dis)connected\n/, types: ['download'] },
    { at: /Enter the file name:/, types: [FILE] },
    { at: /Can't download\. (?!You are not connected)|download stopped/, types: ['download'], afterMs: AGAIN_AFTER_MS },
    // The disk may fail at that very time, and the question comes again: who answers at once does so for ever.
    { at: /cannot be saved as/, types: [], afterMs: AGAIN_AFTER_MS },
    { at: /Enter the new name of/, types: [''] },
    ...(word === null ? [] : [half]),
  ]
}

export function type(stage: Stage, user: string, ...lines: readonly string[]): void {
  for (const line of lines) stage.type(user, line)
}

/** Who is connected gets the whole file, and calls it as the server does. Resolves when it is saved. */
export async function downloads(stage: Stage, user: string): Promise<void> {
  const habits = [...connecting(user), ...downloading('proceed')]
  await behave(stage, user, habits, { event: 'file-complete', where: { file: FILE } })
}

/** They all have the whole file, with the hash that the server tells. */
export function everyoneGetsTheFilm(names: readonly string[], sizeBytes: number): Check[] {
  return theFilmComes(names, sizeBytes, sha256)
}
