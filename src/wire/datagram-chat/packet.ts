// One datagram of a download: a sequence number from 0, a colon, and up to 2,043 bytes of the file.
// Two forms of the number: 4 bytes big-endian, or decimal text for old clients that expect it.
import { type Decoded, decoded, refused } from '../decoded.ts'

/** Bytes of the file in every packet but the last (the seed). */
export const PACKET_BYTES = 2043
const NUMBER_BYTES = 4
const COLON = 0x3a
const DIGIT_0 = 0x30
const MAX_DIGITS = 9

/**
 * More packets than this no file has: from here on a binary number could begin with a digit, and the two forms could not
 * be told apart. It is 1.6 TB.
 */
export const MAX_PACKETS = 0x30000000

/** Where the file's bytes begin in a packet with a binary number. */
export const BINARY_HEADER_BYTES = NUMBER_BYTES + 1

export interface FilePacket {
  readonly sequence: number
  /** A view of the datagram. */
  readonly payload: Uint8Array
}

/** 0 bytes have no packets. */
export function packetCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / PACKET_BYTES)
}

/** Bytes of the file in packet `sequence` of a file of `sizeBytes`. */
export function payloadBytes(sizeBytes: number, sequence: number): number {
  return Math.max(0, Math.min(PACKET_BYTES, sizeBytes - sequence * PACKET_BYTES))
}

/**
 * The packets from `first` on, of a stretch of the file that ends where a packet or the file does: side by side in one buffer,
 * which costs a fraction of one for each. `decimal`: the number as text.
 */
export function encodePackets(first: number, stretch: Uint8Array, decimal: boolean): Uint8Array[] {
  const headers = Array.from({ length: packetCount(stretch.length) }, (_, at) =>
    decimal ? decimalHeader(first + at) : binaryHeader(first + at),
  )
  const all = new Uint8Array(stretch.length + headers.reduce((sum, header) => sum + header.length, 0))
  let end = 0
  return headers.map((header, at) => {
    const start = end
    const payload = stretch.subarray(at * PACKET_BYTES, (at + 1) * PACKET_BYTES)
    all.set(header, start)
    all.set(payload, start + header.length)
    end = start + header.length + payload.length
    return all.subarray(start, end)
  })
}

function binaryHeader(sequence: number): readonly number[] {
  return [sequence >>> 24, (sequence >>> 16) & 255, (sequence >>> 8) & 255, sequence & 255, COLON]
}

function decimalHeader(sequence: number): readonly number[] {
  return [...Array.from(String(sequence), (digit) => digit.charCodeAt(0)), COLON]
}

/** Tells the two forms apart by itself. `count`: packets of the file; a number from there on is refused. */
export function decodePacket(bytes: Uint8Array, count: number): Decoded<FilePacket> {
  const binary = bytes[NUMBER_BYTES] === COLON ? binarySequence(bytes) : -1
  if (binary >= 0 && binary < MAX_PACKETS) return packet(bytes, binary, BINARY_HEADER_BYTES, count)
  let sequence = 0
  let digits = 0
  for (; digits < MAX_DIGITS; digits++) {
    const digit = (bytes[digits] ?? 0) - DIGIT_0
    if (digit < 0 || digit > 9) break
    sequence = sequence * 10 + digit
  }
  if (digits === 0 || bytes[digits] !== COLON) return refused('it has no sequence number')
  return packet(bytes, sequence, digits + 1, count)
}

function binarySequence(bytes: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  return a * 0x1000000 + ((b << 16) | (c << 8) | d)
}

function packet(bytes: Uint8Array, sequence: number, start: number, count: number): Decoded<FilePacket> {
  if (sequence >= count) return refused(`there is no packet ${sequence}, the file has ${count}`)
  const payload = bytes.subarray(start)
  if (payload.length === 0 || payload.length > PACKET_BYTES)
    return refused(`it has ${payload.length} bytes of the file`)
  return decoded({ sequence, payload })
}
