// What the server of the datagram chat sends over TCP: the seed's texts, the announcement of a download, and ours for
// downloads that have a number.
import { NUMBERED } from './commands.ts'

export const CONNECTED = 'connected'
export const DISCONNECTED = 'disconnected'
export const NAME_TAKEN = "can't connect. Name is taken. Try another"
export const FILE_NOT_FOUND = "Can't download. File not found"
export const DOWNLOAD_STOPPED = 'download stopped'
export const USERS = 'Online users: '
export const FILES = 'Files: '
/** How the refusals of the three commands begin. */
export const CANNOT_CONNECT = "can't connect. "
export const CANNOT_DOWNLOAD = "Can't download. "
export const CANNOT_SEND = "Can't send. "

export function isConnectedText(name: string): string {
  return `${name} is connected`
}

export function isDisconnectedText(name: string): string {
  return `${name} is disconnected`
}

/** `lastByte` null: the file is empty. */
export function completeText(name: string, lastByte: number | null): string {
  return `User ${name} downloaded 100% out of file. Last byte is: ${lastByte ?? 'none'}`
}

export interface Announcement {
  readonly packets: number
  /** Null from a server of the seed's time, or to a client of it. */
  readonly numbered: {
    readonly id: number
    readonly sizeBytes: number
    readonly sha256: string
    /** Packets after which the server waits for 'proceed'; as many as there are: it does not. */
    readonly pauseAt: number
  } | null
}

export type NumberedReply =
  /** Everything that was asked for is out: all packets below `upTo` have left. */
  | { readonly kind: 'sent'; readonly upTo: number }
  /** So many percent are out, and no more come before the client says so. */
  | { readonly kind: 'paused'; readonly percent: number }
  /** The download is over; the text says how. */
  | { readonly kind: 'refused' | 'stopped' | 'done'; readonly text: string }

export type Reply =
  | ({ readonly type: 'announcement' } & Announcement)
  | { readonly type: 'numbered'; readonly id: number; readonly reply: NumberedReply }
  | { readonly type: 'text'; readonly text: string }

export function encodeAnnouncement({ packets, numbered }: Announcement): string {
  if (numbered === null) return `|${packets}`
  return `|${packets}|${numbered.id}|${numbered.sizeBytes}|${numbered.sha256}|${numbered.pauseAt}`
}

export function encodeNumberedReply(id: number, reply: NumberedReply): string {
  const value = reply.kind === 'sent' ? reply.upTo : reply.kind === 'paused' ? reply.percent : reply.text
  return `${NUMBERED}|${id}|${reply.kind}|${value}`
}

const ANNOUNCEMENT = /^\|(\d{1,10})(?:\|(\d{1,9})\|(\d{1,15})\|([0-9a-f]{64})\|(\d{1,10}))?$/
const NUMBERED_REPLY = /^dl\|(\d{1,9})\|(sent|paused|refused|stopped|done)\|(.*)$/s

/** What is no message for the program is text for its user. */
export function decodeReply(text: string): Reply {
  const announcement = ANNOUNCEMENT.exec(text)
  if (announcement !== null) {
    const [, packets, id, size, sha256, pauseAt] = announcement
    const numbered =
      sha256 === undefined ? null : { id: Number(id), sizeBytes: Number(size), sha256, pauseAt: Number(pauseAt) }
    return { type: 'announcement', packets: Number(packets), numbered }
  }
  const [, id, kind, rest = ''] = NUMBERED_REPLY.exec(text) ?? []
  if (id === undefined) return { type: 'text', text }
  const reply = decodeNumberedReply(kind as NumberedReply['kind'], rest)
  return reply === null ? { type: 'text', text } : { type: 'numbered', id: Number(id), reply }
}

function decodeNumberedReply(kind: NumberedReply['kind'], rest: string): NumberedReply | null {
  if (kind !== 'sent' && kind !== 'paused') return { kind, text: rest }
  if (!/^\d{1,15}$/.test(rest)) return null
  return kind === 'sent' ? { kind, upTo: Number(rest) } : { kind, percent: Number(rest) }
}
