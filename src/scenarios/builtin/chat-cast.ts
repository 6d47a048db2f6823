// What the scenarios of the menu chat share: its server, its users, and what they do at their consoles.
import type { ChatClientOptions, ChatServerOptions } from '../../nodes/menu-chat/options.ts'
import { chatClient, chatServer } from '../../nodes/menu-chat/programs.ts'
import type { CastMember } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** The host that the chat server runs on. */
export const SERVER = 'server'
const SERVER_PORT = 4000
const FILE_PORT = 6000

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
  for (const user of users) await stage.reports(user, 'joined')
}

export function says(stage: Stage, user: string, text: string): void {
  stage.type(user, 'm')
  stage.type(user, text)
}

export function asksForFile(stage: Stage, user: string, owner: string, file: string): void {
  stage.type(user, 'f')
  stage.type(user, owner)
  stage.type(user, file)
}

/** Resolves when each of them has received so many messages in all. */
export async function haveHeard(stage: Stage, users: readonly string[], count: number): Promise<void> {
  if (count > 0) await Promise.all(users.map((user) => stage.reports(user, 'message-received', { count })))
}

/** What each of the users says: its lines differ from everyone else's. */
export function linesOf(users: readonly string[], lines: number): Map<string, string[]> {
  return new Map(users.map((user) => [user, Array.from({ length: lines }, (_, n) => `line ${n} of ${user}`)]))
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
