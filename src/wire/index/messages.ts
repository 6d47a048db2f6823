// The messages of the index swarm and their numbers on the wire. The byte tables are in docs/protocols/index-swarm.md.
import type { FileVector } from './file-vector.ts'

/** What `register` and `request` say they speak. */
export const PROTOCOL_VERSION = 1

/** Longest text of a refusal, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 500
/** Longest address of an answer, in characters. */
export const MAX_ADDRESS_LENGTH = 64
/** Suppliers that a query may rule out. */
export const MAX_EXCLUDED = 64
/** Every message fits in a frame of this size: the block, the largest, has 1,008 bytes. */
export const DEFAULT_MAX_MESSAGE_BYTES = 4096
/** A smaller limit than this would refuse our own messages. */
export const MIN_MAX_MESSAGE_BYTES = 1024

/** Identifies a peer at its server: 0..2^32 - 1. */
export type ClientId = number

/** Why one end refuses what the other sent. */
export type RefusalCode =
  /** The bytes are no message. */
  | 'malformed'
  /** A message that is not expected now, or not at this end. */
  | 'unexpected'
  /** The id belongs to another peer. */
  | 'id-in-use'
  /** No more connections at the moment. */
  | 'full'
  /** Nothing was heard for too long. */
  | 'idle'
  /** The file is not here. */
  | 'no-file'
  /** Asked for again too often. */
  | 'too-often'
  /** This end is quitting. */
  | 'quitting'
  /** A code that this version does not know. */
  | 'other'

/** Server → peer: you are known now. A peer that says nothing for `idleLimitMs` is taken for gone. */
export interface Registered {
  readonly type: 'registered'
  readonly idleLimitMs: number
}

/** Peer → server, the first message. `port`: where it listens for other peers, 1..65535. */
export interface Register {
  readonly type: 'register'
  readonly id: ClientId
  readonly port: number
  readonly vector: FileVector
}

/** Peer → server: who has this file? Not those in `excluded`, which were tried. */
export interface Query {
  readonly type: 'query'
  readonly file: number
  readonly excluded: readonly ClientId[]
}

export interface SupplierAddress {
  readonly id: ClientId
  readonly address: string
  /** 1..65535. */
  readonly port: number
}

/** Server → peer: one supplier, and the file's SHA-1 as 40 lower-case hex digits. */
export interface Answer {
  readonly type: 'answer'
  readonly file: number
  readonly supplier: SupplierAddress
  readonly hash: string
}

/** Server → peer: nobody has it (beside those the query excluded). */
export interface Nobody {
  readonly type: 'nobody'
  readonly file: number
}

/** Peer → server: "I have downloaded file x from client y". */
export interface Downloaded {
  readonly type: 'downloaded'
  readonly file: number
  readonly supplierId: ClientId
}

/** Either end of a connection with the server: I leave. */
export interface Quit {
  readonly type: 'quit'
}

/** Peer → server: are you there? */
export interface Ping {
  readonly type: 'ping'
}

/** Server → peer: yes. */
export interface Pong {
  readonly type: 'pong'
}

/** Any → any, the last message of its sender: what was wrong. */
export interface Refusal {
  readonly type: 'refusal'
  readonly code: RefusalCode
  /** For people; no control characters. */
  readonly text: string
}

/** Requester → supplier, the first message: I need this file. `from`: the first block wanted, 0..19. */
export interface Request {
  readonly type: 'request'
  readonly requesterId: ClientId
  readonly file: number
  readonly from: number
}

/** Supplier → requester, before the blocks of each pass: which come, and how long the supplier pauses after each. */
export interface FileStart {
  readonly type: 'file-start'
  readonly file: number
  readonly from: number
  /** Blocks of the whole file. */
  readonly blocks: number
  readonly pauseMs: number
}

/** Supplier → requester: one block, numbered from 0. */
export interface Block {
  readonly type: 'block'
  readonly file: number
  readonly block: number
  /** Once decoded, a view that is valid until the reader's next call. */
  readonly payload: Uint8Array
}

/** Requester → supplier, after the last block of a pass. Negative: the whole file again. */
export interface Ack {
  readonly type: 'ack'
  readonly positive: boolean
}

export type Message =
  | Register
  | Registered
  | Query
  | Answer
  | Nobody
  | Downloaded
  | Quit
  | Ping
  | Pong
  | Refusal
  | Request
  | FileStart
  | Block
  | Ack

export type MessageType = Message['type']

/** 1–15 travel between peer and server, 16 and up between peers; a refusal goes anywhere. */
export const TYPE_NUMBERS: { readonly [type in MessageType]: number } = {
  register: 1,
  registered: 2,
  query: 3,
  answer: 4,
  nobody: 5,
  downloaded: 6,
  quit: 7,
  ping: 8,
  pong: 9,
  refusal: 10,
  request: 16,
  'file-start': 17,
  block: 18,
  ack: 19,
}

export const REFUSAL_NUMBERS: { readonly [code in RefusalCode]: number } = {
  other: 0,
  malformed: 1,
  unexpected: 2,
  'id-in-use': 3,
  full: 4,
  idle: 5,
  'no-file': 6,
  'too-often': 7,
  quitting: 8,
}
