// The binary form between two peers of the chunk swarm: frames of a 4-byte length, a type byte and a body, all numbers
// big-endian. The layout is in docs/protocols/chunk-swarm.md. It knows no socket.
import { CHUNK_BYTES } from './chunk-arithmetic.ts'
import type { ChunkRange, ChunkRanges } from './chunk-ranges.ts'

/** Chunks one request may ask for: 256 KiB. */
export const MAX_BLOCK_CHUNKS = 256
/** Bytes of one SHA-256. */
export const HASH_BYTES = 32
/** Hashes one request may ask for: 64 KiB of them. */
export const MAX_HASHES_ASKED = 2_048
/** Ranges in one 'have' frame. */
export const MAX_HAVE_RANGES = 8_192
/** Type and body of the largest frame: a block behind its first number. */
export const MAX_FRAME_BYTES = 1 + 4 + MAX_BLOCK_CHUNKS * CHUNK_BYTES
/** Bytes of a refusal's reason. */
export const MAX_REASON_BYTES = 200

/** Smaller frames are read where they lie, larger ones in memory of their own. */
export const OWN_MEMORY_FROM_BYTES = 4_096

const LENGTH_BYTES = 4
/** Bytes before the payload of a 'data' or 'hashes' frame. */
export const PAYLOAD_OFFSET = LENGTH_BYTES + 1 + 4

const STATUS = 1
const HAVE = 2
const REQUEST = 3
const DATA = 4
const REFUSE = 5
const HASHES_REQUEST = 6
const HASHES = 7
const KEEP_ALIVE = 8

export type Frame =
  /** Whether the sender holds the file's list of hashes. The first frame each side sends. */
  | { readonly kind: 'status'; readonly holdsHashes: boolean }
  /** Chunks the sender has, besides those it named before. */
  | { readonly kind: 'have'; readonly ranges: ChunkRanges }
  | { readonly kind: 'request'; readonly first: number; readonly count: number }
  | { readonly kind: 'data'; readonly first: number; readonly bytes: Uint8Array }
  /** What was asked will not come. */
  | { readonly kind: 'refuse'; readonly first: number; readonly count: number; readonly reason: string }
  | { readonly kind: 'hashes-request'; readonly first: number; readonly count: number }
  | { readonly kind: 'hashes'; readonly first: number; readonly bytes: Uint8Array }
  | { readonly kind: 'keep-alive' }

const utf8 = new TextEncoder()
const lenientUtf8 = new TextDecoder()

/** The bytes of a frame. `have` takes at most `MAX_HAVE_RANGES`: see `haveFrames`. */
export function encodeFrame(frame: Frame): Uint8Array {
  switch (frame.kind) {
    case 'status':
      return frameOf(STATUS, [], Uint8Array.of(frame.holdsHashes ? 1 : 0))
    case 'have':
      return frameOf(HAVE, frame.ranges.flat())
    case 'request':
      return frameOf(REQUEST, [frame.first, frame.count])
    case 'data':
      return frameOf(DATA, [frame.first], frame.bytes)
    case 'refuse':
      return frameOf(REFUSE, [frame.first, frame.count], utf8.encode(frame.reason).subarray(0, MAX_REASON_BYTES))
    case 'hashes-request':
      return frameOf(HASHES_REQUEST, [frame.first, frame.count])
    case 'hashes':
      return frameOf(HASHES, [frame.first], frame.bytes)
    case 'keep-alive':
      return frameOf(KEEP_ALIVE, [])
  }
}

/** As many 'have' frames as the ranges need; none for none. */
export function haveFrames(ranges: ChunkRanges): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at < ranges.length; at += MAX_HAVE_RANGES) {
    frames.push(encodeFrame({ kind: 'have', ranges: ranges.slice(at, at + MAX_HAVE_RANGES) }))
  }
  return frames
}

/** Writes the head of a frame of so many payload bytes into `memory`; the payload belongs `PAYLOAD_OFFSET` behind it. */
export function writeHead(
  kind: 'data' | 'hashes',
  memory: Uint8Array,
  at: number,
  first: number,
  payloadBytes: number,
): void {
  writeUint32(memory, at, PAYLOAD_OFFSET - LENGTH_BYTES + payloadBytes)
  memory[at + LENGTH_BYTES] = kind === 'data' ? DATA : HASHES
  writeUint32(memory, at + LENGTH_BYTES + 1, first)
}

/** Whether the payload of a 'data' frame is in memory of its own, which begins with the rest of the frame. */
export function hasOwnMemory(payload: Uint8Array): boolean {
  return PAYLOAD_OFFSET - LENGTH_BYTES + payload.length >= OWN_MEMORY_FROM_BYTES
}

function frameOf(type: number, numbers: readonly number[], payload?: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + 1 + 4 * numbers.length + (payload?.length ?? 0))
  writeHeader(bytes, type, numbers)
  if (payload !== undefined) bytes.set(payload, LENGTH_BYTES + 1 + 4 * numbers.length)
  return bytes
}

function writeHeader(bytes: Uint8Array, type: number, numbers: readonly number[]): void {
  writeUint32(bytes, 0, bytes.length - LENGTH_BYTES)
  bytes[LENGTH_BYTES] = type
  numbers.forEach((number, index) => writeUint32(bytes, LENGTH_BYTES + 1 + 4 * index, number))
}

// Byte by byte: a DataView for each small frame would cost more than reading it.

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

function readUint32(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  return (bytes[at] as number) * 0x1000000 + low
}

/** Cuts a byte stream into frames. */
export class FrameReader {
  readonly #header = new Uint8Array(LENGTH_BYTES)
  #headerBytes = 0
  readonly #allocate: (sizeBytes: number) => Uint8Array
  #frame: Uint8Array | null = null
  #frameBytes = 0

  /** `allocate` gives the memory for a frame, of exactly that size. */
  constructor(allocate: (sizeBytes: number) => Uint8Array = (sizeBytes) => new Uint8Array(sizeBytes)) {
    this.#allocate = allocate
  }

  /**
   * Takes the next bytes and hands on every frame they complete. Returns null, or why the stream is no frames: then it
   * must not be read further. The bytes of a frame of `OWN_MEMORY_FROM_BYTES` or more belong to whom they are handed;
   * those of a smaller one may be part of `bytes`, so they are valid until `onFrame` returns.
   */
  push(bytes: Uint8Array, onFrame: (frame: Frame) => void): string | null {
    let at = 0
    while (at < bytes.length) {
      if (this.#frame === null && this.#headerBytes === 0 && bytes.length - at > LENGTH_BYTES) {
        const begin = at + LENGTH_BYTES
        const length = readUint32(bytes, at)
        if (length > 0 && length < OWN_MEMORY_FROM_BYTES && begin + length <= bytes.length) {
          const frame = decodeFrame(bytes, begin, begin + length)
          at = begin + length
          if (typeof frame === 'string') return frame
          onFrame(frame)
          continue
        }
      }
      if (this.#frame === null) {
        while (at < bytes.length && this.#headerBytes < LENGTH_BYTES) {
          this.#header[this.#headerBytes++] = bytes[at++] as number
        }
        if (this.#headerBytes < LENGTH_BYTES) return null
        const length = readUint32(this.#header, 0)
        if (length < 1 || length > MAX_FRAME_BYTES) return `a frame of ${length} bytes`
        this.#frame = this.#allocate(length)
        this.#frameBytes = 0
      }
      const taken = Math.min(bytes.length - at, this.#frame.length - this.#frameBytes)
      this.#frame.set(bytes.subarray(at, at + taken), this.#frameBytes)
      this.#frameBytes += taken
      at += taken
      if (this.#frameBytes < this.#frame.length) continue
      const frame = decodeFrame(this.#frame, 0, this.#frame.length)
      this.#frame = null
      this.#headerBytes = 0
      if (typeof frame === 'string') return frame
      onFrame(frame)
    }
    return null
  }
}

/** Type and body are in `bytes` from `at` to before `end`. A string is the reason why they are no frame. */
function decodeFrame(bytes: Uint8Array, at: number, end: number): Frame | string {
  const type = bytes[at] as number
  const body = end - at - 1
  switch (type) {
    case STATUS:
      return body >= 1 ? { kind: 'status', holdsHashes: ((bytes[at + 1] as number) & 1) === 1 } : shortFrame(type)
    case HAVE:
      return body > 0 && body % 8 === 0 && body / 8 <= MAX_HAVE_RANGES
        ? { kind: 'have', ranges: readRanges(bytes, at + 1, body / 8) }
        : shortFrame(type)
    case REQUEST:
    case HASHES_REQUEST: {
      if (body !== 8) return shortFrame(type)
      return {
        kind: type === REQUEST ? 'request' : 'hashes-request',
        first: readUint32(bytes, at + 1),
        count: readUint32(bytes, at + 5),
      }
    }
    case DATA:
    case HASHES: {
      if (body < 5) return shortFrame(type)
      return {
        kind: type === DATA ? 'data' : 'hashes',
        first: readUint32(bytes, at + 1),
        bytes: bytes.subarray(at + 5, end),
      }
    }
    case REFUSE: {
      if (body < 8 || body > 8 + MAX_REASON_BYTES) return shortFrame(type)
      const reason = lenientUtf8.decode(bytes.subarray(at + 9, end))
      return { kind: 'refuse', first: readUint32(bytes, at + 1), count: readUint32(bytes, at + 5), reason }
    }
    case KEEP_ALIVE:
      return { kind: 'keep-alive' }
    default:
      return `an unknown frame of type ${type}`
  }
}

function readRanges(bytes: Uint8Array, at: number, count: number): ChunkRange[] {
  const ranges: ChunkRange[] = []
  for (let index = 0; index < count; index++)
    ranges.push([readUint32(bytes, at + 8 * index), readUint32(bytes, at + 4 + 8 * index)])
  return ranges
}

function shortFrame(type: number): string {
  return `a frame of type ${type} with a wrong length`
}
