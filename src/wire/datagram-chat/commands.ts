// What clients of the datagram chat send over TCP, as text without its end: the seed's commands, and ours for downloads
// that have a number. docs/protocols/datagram-chat.md explains them.

/** Marks the messages of numbered downloads, both ways. */
export const NUMBERED = 'dl'

/** What has arrived so far. Times are the client's own. */
export interface ProgressFields {
  /** Since the first packet came. */
  readonly elapsedMicros: number
  /** Packets, those that came twice counted twice. */
  readonly received: number
  /** The packet with the highest number, -1 before the first, and how long ago it came. */
  readonly highest: number
  readonly highestAgeMicros: number
  /** A list of packets that should have come. */
  readonly missing: string
}

export type DownloadAction =
  /** Where the datagrams shall go. `wanted`: a list of packets, empty for all. */
  | { readonly kind: 'start'; readonly port: string; readonly wanted: string }
  | ({ readonly kind: 'report' } & ProgressFields)
  | { readonly kind: 'proceed' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'stop' }

export type Command =
  | { readonly type: 'connect'; readonly name: string }
  | { readonly type: 'disconnect' }
  | { readonly type: 'get_users' }
  | { readonly type: 'get_list_file' }
  /** `id` null: the seed's own kind, without a number. */
  | { readonly type: 'download'; readonly file: string; readonly id: number | null }
  | { readonly type: 'msg_all'; readonly text: string }
  | { readonly type: 'msg'; readonly text: string; readonly target: string }
  | { readonly type: 'numbered'; readonly id: number; readonly action: DownloadAction }
  /** Something else: an answer within a download, or nothing that is known. */
  | { readonly type: 'other'; readonly text: string }

const MAX_ID = 999_999_999
const WHOLE = /^\d{1,15}$/

export function encodeCommand(command: Exclude<Command, { type: 'other' }>): string {
  switch (command.type) {
    case 'connect':
      return `connect|${command.name}`
    case 'download':
      return command.id === null ? `download|${command.file}` : `download|${command.file}|${command.id}`
    case 'msg_all':
      return `msg_all|${command.text}`
    case 'msg':
      return `msg|${command.text}|${command.target}`
    case 'numbered':
      return `${NUMBERED}|${command.id}|${encodeAction(command.action)}`
    default:
      return command.type
  }
}

function encodeAction(action: DownloadAction): string {
  switch (action.kind) {
    case 'start':
      return `start|${action.port}|${action.wanted}`
    case 'report':
      return `report|${action.elapsedMicros}|${action.received}|${action.highest}|${action.highestAgeMicros}|${action.missing}`
    default:
      return action.kind
  }
}

/**
 * Bars in a message's text need no escape: in `msg_all|` the text is all that follows, in `msg|` it ends at the last bar,
 * because a name has none.
 */
export function decodeCommand(text: string): Command {
  const bar = text.indexOf('|')
  const word = bar === -1 ? text.trim() : text.slice(0, bar)
  const rest = bar === -1 ? '' : text.slice(bar + 1)
  switch (word) {
    case 'disconnect':
    case 'get_users':
    case 'get_list_file':
      return bar === -1 ? { type: word } : { type: 'other', text }
    case 'connect':
      return { type: 'connect', name: rest }
    case 'download':
      return decodeDownload(rest)
    case 'msg_all':
      return bar === -1 ? { type: 'other', text } : { type: 'msg_all', text: rest }
    case 'msg': {
      const last = rest.lastIndexOf('|')
      return last === -1
        ? { type: 'other', text }
        : { type: 'msg', text: rest.slice(0, last), target: rest.slice(last + 1) }
    }
    case NUMBERED:
      return decodeNumbered(rest) ?? { type: 'other', text }
    default:
      return { type: 'other', text }
  }
}

/** What follows a second bar and is no number is left to later versions: it is ignored. */
function decodeDownload(rest: string): Command {
  const [file = '', id = ''] = rest.split('|')
  return { type: 'download', file, id: WHOLE.test(id) && Number(id) <= MAX_ID ? Number(id) : null }
}

function decodeNumbered(rest: string): Command | null {
  const [id = '', kind = '', ...fields] = rest.split('|')
  if (!WHOLE.test(id) || Number(id) > MAX_ID) return null
  const action = decodeAction(kind, fields)
  return action === null ? null : { type: 'numbered', id: Number(id), action }
}

function decodeAction(kind: string, fields: readonly string[]): DownloadAction | null {
  switch (kind) {
    case 'proceed':
    case 'cancel':
    case 'stop':
      return { kind }
    case 'start':
      return { kind, port: fields[0] ?? '', wanted: fields[1] ?? '' }
    case 'report':
      return decodeReport(fields)
    default:
      return null
  }
}

function decodeReport([elapsed = '', received = '', highest = '', age = '', missing = '']: readonly string[]) {
  if (![elapsed, received, age].every((field) => WHOLE.test(field)) || !/^(-1|\d{1,10})$/.test(highest)) return null
  return {
    kind: 'report' as const,
    elapsedMicros: Number(elapsed),
    received: Number(received),
    highest: Number(highest),
    highestAgeMicros: Number(age),
    missing,
  }
}
