// What the scenarios of the menu chat share: its server, its users, and what they do at their consoles.
import type { ChatClientOptions, ChatServerOptions } from '../../nodes/menu-chat/options.ts'
import { chatClient, chatServer } from '../../nodes/menu-chat/programs.ts'
import { insist, isReady, keepUp } from '../errand.ts'
import type { CastMember } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { areInTouch } from './talk.ts'

/** The host that the chat server runs on. */
export const SERVER = 'server'
const SERVER_PORT = 4000
const FILE_PORT = 6000

const JOINED = { event: 'joined' }

export function chatServerHost(options: Partial<ChatServerOptions> = {}): CastMember {
  return { name: SERVER, start: chatServer({ port: SERVER_PORT, ...options }) }
}

/** A user whose name in the chat is that of the host. */
export function userHost(
  name: string,
  files: Readonly<Record<string, Uint8Array>> = {},
  options: Partial<ChatClientOptions> = {},
): CastMember {
  const start = chatClient({ name, port: FILE_PORT, serverHost: SERVER, serverPort: SERVER_PORT, ...options })
  return { name, start, files }
}

export async function haveJoined(stage: Stage, users: readonly string[]): Promise<void> {
  for (const user of users) await isReady(stage, user, JOINED)
}

/** From now on a user whose program gives up starts it again. */
export function comeBack(stage: Stage, users: readonly string[]): void {
  for (const user of users) void keepUp(stage, user)
}

export function says(stage: Stage, user: string, text: string): void {
  stage.type(user, 'm')
  stage.type(user, text)
}

/** The user says it as soon as the program is in the room. */
export async function saysInRoom(stage: Stage, user: string, text: string): Promise<void> {
  await isReady(stage, user, JOINED)
  says(stage, user, text)
}

/** The user asks for the file as soon as the program is in the room, and again whenever it fails. */
export async function fetches(stage: Stage, user: string, owner: string, file: string): Promise<void> {
  const does = () => asksForFile(stage, user, owner, file)
  const failed = [{ event: 'file-failed', where: { file } }]
  await insist(stage, user, { when: JOINED, does, done: { event: 'file-complete', where: { file } }, failed })
}

export function asksForFile(stage: Stage, user: string, owner: string, file: string): void {
  stage.type(user, 'f')
  stage.type(user, owner)
  stage.type(user, file)
}

/**
 * Resolves when each of them has received so many messages in all. Under chaos nobody can count on that: it then resolves
 * when all faults are over, and all who were lost have come back.
 */
export async function haveHeard(
  stage: Stage,
  users: readonly string[],
  count: number,
  calmAtMs: number,
): Promise<void> {
  if (calmAtMs > 0) {
    await areInTouch(stage, calmAtMs)
    await haveJoined(stage, users)
  } else if (count > 0) {
    await Promise.all(users.map((user) => stage.reports(user, 'message-received', { count })))
  }
}

/** Bytes that look like nothing in particular, the same for the same number. */
export function someBytes(count: number, salt: number): Uint8Array {
  const bytes = new Uint8Array(count)
  let state = (salt + 1) * 2_654_435_761
  for (let at = 0; at < count; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = state
  }
  return bytes
}
