// The addresses of a host, for what its spec says of them.
import type { HostSpec } from '../host/backing.ts'
import { canonicalAddress } from './address-text.ts'

/** In canonical form. `index` is the host's number in its world. Throws an Error for text that is no address. */
export function addressesOf(spec: HostSpec, index: number): string[] {
  if (spec.addresses === undefined) return [defaultIpv4(index), defaultIpv6(index)]
  if (spec.addresses.length === 0)
    throw new Error(`'${spec.name}' needs an address; leave \`addresses\` out to have them chosen`)
  return spec.addresses.map((text) => {
    if (text.includes('%'))
      throw new Error(`'${spec.name}' has the address ${text}: scoped addresses are not supported`)
    const address = canonicalAddress(text)
    if (address === null) throw new Error(`'${spec.name}' has the address ${text}, which is neither IPv4 nor IPv6`)
    return address
  })
}

/** Hosts get 10.0.0.1, 10.0.0.2, … */
function defaultIpv4(index: number): string {
  const number = index + 1
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
}

/** And fd00::1, fd00::2, … (RFC 4193). */
function defaultIpv6(index: number): string {
  const number = index + 1
  const low = (number & 0xffff).toString(16)
  return number > 0xffff ? `fd00::${(number >> 16).toString(16)}:${low}` : `fd00::${low}`
}
