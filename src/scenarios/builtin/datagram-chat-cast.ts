// What the scenarios of the datagram chat share: its server with one file, its users, and what they type.
import { createHash } from 'node:crypto'
import type { StartProgram } from '../../host/program.ts'
import type { DatagramChatClientOptions, DatagramChatServerOptions } from '../../nodes/datagram-chat/options.ts'
import { datagramChatClient, datagramChatServer } from '../../nodes/datagram-chat/programs.ts'
import { fillWithJavaRandom } from '../../wire/java-random.ts'
import type { CastMember } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** The host that the server runs on. */
export const SERVER = 'server'
/** The file that it has. */
export const FILE = 'film.bin'
/** The seed's first port. */
export const PORT = 55_000

/** The same bytes in every run, so that runs differ by what the network does. */
export function filmBytes(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  fillWithJavaRandom(sizeBytes, bytes)
  return bytes
}

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

/** Starts the users one after the other; each is connected under the name of its host. */
export async function areConnected(stage: Stage, ...users: readonly string[]): Promise<void> {
  for (const name of users) {
    await stage.start(name)
    type(stage, name, 'connect', name)
    await stage.prints(name, 'connected\n')
  }
}

export function type(stage: Stage, user: string, ...lines: readonly string[]): void {
  for (const line of lines) stage.type(user, line)
}

/** The user gets the whole file, and calls it as the server does. Resolves when it is saved. */
export async function downloads(stage: Stage, user: string): Promise<void> {
  type(stage, user, 'download', FILE)
  await stage.prints(user, `of ${FILE} is downloaded`)
  type(stage, user, 'proceed')
  await savesIt(stage, user)
}

/** Gives the file, when it is here, its own name. */
export async function savesIt(stage: Stage, user: string): Promise<void> {
  await stage.prints(user, 'Enter the new name')
  type(stage, user, '')
  await stage.reports(user, 'file-complete', { file: FILE })
}
