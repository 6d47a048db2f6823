// The lines of the menu chat: which there are, who sends them, and what is in them. docs/protocols/menu-chat.md explains them.
import type { LineMessage } from './line-codec.ts'

/** After the first line, which is the user's name. */
export const CLIENT_LINES = {
  /** Where this client listens for requesters; 0: nowhere, files go through the server. Without it, it shares no files. */
  listen: { port: 'port' },
  msg: { text: 'text' },
  /** `id` is the requester's own number for the transfer, unlike that of any other it has open. */
  get: { id: 'number', owner: 'word', file: 'text' },
  /** The transfer is complete. */
  done: { id: 'number' },
  /** The requester does not want it any more, or it failed. */
  stop: { id: 'number' },
  /** The owner has the file open and awaits its requester. */
  ready: { token: 'token' },
  refuse: { token: 'token', code: 'code', text: 'text' },
  ping: {},
  pong: {},
} as const

export const SERVER_LINES = {
  /** The name is taken in. */
  welcome: { idleMs: 'number', maxMessageBytes: 'number' },
  msg: { sender: 'word', text: 'text' },
  /** A line was not accepted; the connection goes on. */
  error: { code: 'code', text: 'text' },
  /** The last line: why the server closes. */
  bye: { code: 'code', text: 'text' },
  /** To the owner: `requester` wants this file and will come with this token. */
  give: { token: 'token', requester: 'word', file: 'text' },
  /** To the owner: the requester cannot reach you, bring the file to the server. */
  carry: { token: 'token' },
  /** To the owner: nobody will come with this token any more. */
  cancel: { token: 'token' },
  /** To the requester: where the owner listens; port 0: through the server only. */
  offer: { id: 'number', token: 'token', address: 'word', port: 'port' },
  failed: { id: 'number', code: 'code', text: 'text' },
  ping: {},
  pong: {},
} as const

/** The first line of a data connection to the server, after a tab, by which it is told from a name. */
export const DATA_LINES = {
  /** From a requester. */
  take: { token: 'token' },
  /** From an owner. */
  give: { token: 'token' },
} as const

/** From requester to owner, directly or through the server. */
export const REQUESTER_LINES = {
  fetch: { token: 'token' },
  done: {},
  failed: { text: 'text' },
} as const

/** From owner to requester. The server says 'error' too, when a token is unknown. */
export const OWNER_LINES = {
  /** So many bytes follow, and after them the line 'sha256'. */
  file: { size: 'number' },
  sha256: { hash: 'hash' },
  error: { code: 'code', text: 'text' },
} as const

export type ClientMessage = LineMessage<typeof CLIENT_LINES>
export type ServerMessage = LineMessage<typeof SERVER_LINES>
export type OwnerMessage = LineMessage<typeof OWNER_LINES>

/** A message of the server of one type. */
export type LineOf<T extends ServerMessage['type']> = Extract<ServerMessage, { readonly type: T }>

/** What makes a first line one of `DATA_LINES`. */
export const DATA_MARK = '\t'

/** Reasons in lines that have a code. Others may come. */
export type ReasonCode =
  | 'bad-file'
  | 'bad-line'
  | 'bad-name'
  | 'busy'
  | 'full'
  | 'idle'
  | 'name-in-use'
  | 'no-answer'
  | 'no-file'
  | 'no-files'
  | 'no-user'
  | 'owner-left'
  | 'quitting'
  | 'relay-failed'
  | 'self'
  | 'slow'
  | 'too-long'
  | 'unknown-token'
  | 'unreadable'

/** Bytes of a line on a connection that carries a file. */
export const MAX_DATA_LINE_BYTES = 2048
/** What a line has beside a text: its word, a name, a file name, a token. Escaping may double the text itself. */
const LINE_ROOM_BYTES = 4096

/** The longest line that a message of so many bytes can take. */
export function maxLineBytes(maxMessageBytes: number): number {
  return 2 * maxMessageBytes + LINE_ROOM_BYTES
}
