// What a listener or a datagram socket is bound to, for the address that the program asked for.
import { ANY_4, ANY_6, ANY_BOTH } from './address-table.ts'
import type { Kernel } from './kernel.ts'

export const EVERY_IPV4 = '0.0.0.0'
export const EVERY_ADDRESS = '::'

/** An address's number, or a wildcard; null: it is not one of the host's own. The address is canonical. */
export function bindable(kernel: Kernel, address: string, ipv6Only: boolean): number | null {
  if (address === EVERY_IPV4) return ANY_4
  if (address === EVERY_ADDRESS) return ipv6Only ? ANY_6 : ANY_BOTH
  const number = kernel.fabric.addresses.numberOf(address)
  return number !== undefined && kernel.isOwnAddress(number) ? number : null
}
