// Base64 (RFC 4648 section 4, with padding) between bytes and text, without Buffer or btoa.
import { type Decoded, decoded, refused } from './decoded.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const INVALID = 255
const VALUES = new Uint8Array(128).fill(INVALID)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value

export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  for (; at + 2 < bytes.length; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    text += digit(bits >> 18) + digit(bits >> 12) + digit(bits >> 6) + digit(bits)
  }
  if (at + 1 === bytes.length) {
    const bits = (bytes[at] as number) << 16
    return `${text}${digit(bits >> 18)}${digit(bits >> 12)}==`
  }
  if (at + 2 === bytes.length) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8)
    return `${text}${digit(bits >> 18)}${digit(bits >> 12)}${digit(bits >> 6)}=`
  }
  return text
}

function digit(bits: number): string {
  return ALPHABET[bits & 63] as string
}

export function decodeBase64(text: string): Decoded<Uint8Array> {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0) return refused('base64 text must have a multiple of four characters')
  const digits = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let at = 0
  for (let index = 0; index < digits; index++) {
    const value = VALUES[text.charCodeAt(index)] ?? INVALID
    if (value === INVALID) return refused(`base64 text has a wrong character at ${index}`)
    bits = ((bits << 6) | value) & 0xffffff
    if (index % 4 === 1) bytes[at++] = (bits >> 4) & 255
    else if (index % 4 === 2) bytes[at++] = (bits >> 2) & 255
    else if (index % 4 === 3) bytes[at++] = bits & 255
  }
  return decoded(bytes)
}
