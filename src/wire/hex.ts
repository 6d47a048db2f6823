// Lower-case hex digits to bytes and back.
import { invariant } from '../host/errors.ts'

/** `hex`: an even number of digits. */
export function hexToBytes(hex: string): Uint8Array {
  invariant(hex.length % 2 === 0 && !/[^0-9a-f]/.test(hex), `${hex} is not lower-case hex`)
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))
}

export function bytesToHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
