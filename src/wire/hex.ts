// Lower-case hex digits to bytes and back.
import { invariant } from '../host/errors.ts'

/** The two digits of each byte. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `hex`: an even number of digits. */
export function hexToBytes(hex: string): Uint8Array {
  invariant(hex.length % 2 === 0 && !/[^0-9a-f]/.test(hex), `${hex} is not lower-case hex`)
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

export function bytesToHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += BYTES[byte]
  return hex
}
