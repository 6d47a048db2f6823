// IPv4 and IPv6 addresses as text. Pure: it knows neither hosts nor packets.

export type Family = 4 | 6

const DOTTED_QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
const GROUP = /^[0-9a-f]{1,4}$/i
const GROUPS = 8
const MAPPED_PREFIX = '::ffff:'

export function isIpv4(text: string): boolean {
  const parts = DOTTED_QUAD.exec(text)
  return parts?.slice(1).every((part) => Number(part) <= 255) ?? false
}

/** An address in the one form that Node shows (RFC 5952); null: it is none. Scoped ones (`fe80::1%eth0`) are not known here. */
export function canonicalAddress(text: string): string | null {
  if (isIpv4(text)) return text
  if (!text.includes(':')) return null
  const groups = ipv6Groups(text)
  return groups === null ? null : ipv6Text(groups)
}

/** Of an address in canonical form. */
export function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4
}

export function familyName(family: Family): 'IPv4' | 'IPv6' {
  return family === 4 ? 'IPv4' : 'IPv6'
}

/** How a socket of both families shows an IPv4 address (RFC 4291 section 2.5.5.2). */
export function mapped(ipv4: string): string {
  return MAPPED_PREFIX + ipv4
}

/** The IPv4 address in a mapped one, canonical; null: it is not mapped. */
export function unmapped(address: string): string | null {
  const inner = address.startsWith(MAPPED_PREFIX) ? address.slice(MAPPED_PREFIX.length) : ''
  return isIpv4(inner) ? inner : null
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/** Null: not eight groups of 16 bits. */
function ipv6Groups(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [front, back] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (front === undefined) return null
  const last = back ?? front
  const tail = last.at(-1)
  if (tail !== undefined && isIpv4(tail)) {
    const [a, b, c, d] = tail.split('.').map(Number) as [number, number, number, number]
    last.splice(-1, 1, (a * 256 + b).toString(16), (c * 256 + d).toString(16))
  }
  const missing = GROUPS - front.length - (back?.length ?? 0)
  if (back === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...front, ...Array.from({ length: back === undefined ? 0 : missing }, () => '0'), ...(back ?? [])]
  return groups.every((group) => GROUP.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null
}

function ipv6Text(groups: readonly number[]): string {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return mapped(
      groups
        .slice(6)
        .flatMap((group) => [group >> 8, group & 255])
        .join('.'),
    )
  }
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
