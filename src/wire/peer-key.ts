// The key a peer has in the chunk swarm: "<ip the tracker saw>:<listening port>".
import { type Decoded, decoded, refused } from './decoded.ts'

export interface PeerAddress {
  readonly host: string
  readonly port: number
}

/** An IPv4 address that a dual-stack listener shows as `::ffff:a.b.c.d` is that IPv4 address. */
export function peerKey(address: string, port: number): string {
  return `${unmapped(address)}:${port}`
}

/** IPv4 stays IPv4 when a dual-stack listener saw it. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}

const KEY = /^([0-9a-zA-Z.:%_-]{1,253}):(\d{1,5})$/

export function parsePeerKey(key: string): Decoded<PeerAddress> {
  const match = KEY.exec(key)
  if (match === null) return refused(`"${key}" is not <address>:<port>`)
  const port = Number(match[2])
  if (port < 1 || port > 65_535) return refused(`${port} is not a port`)
  return decoded({ host: match[1] as string, port })
}
