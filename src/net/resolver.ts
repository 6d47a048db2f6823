// Names to addresses, as a host of the virtual network sees them: its own loopback, every host by name, addresses as they are.
import type { Dns } from '../host/host.ts'
import { callSoon } from './call.ts'
import { type Kernel, LOOPBACK_ADDRESS } from './kernel.ts'
import type { Process } from './process.ts'
import { lookupError } from './system-error.ts'

const DOTTED_QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

export function isIpv4(text: string): boolean {
  const parts = DOTTED_QUAD.exec(text)
  return parts?.slice(1).every((part) => Number(part) <= 255) ?? false
}

/** Null: nobody has that name. */
export function resolveName(kernel: Kernel, name: string): string | null {
  if (isIpv4(name)) return name
  if (name === 'localhost') return LOOPBACK_ADDRESS
  const host = kernel.fabric.hostNamed(name)
  return host === undefined ? null : kernel.fabric.addressOf(host)
}

/** Null: no host has that address. */
export function hostOf(kernel: Kernel, address: string): number | null {
  if (kernel.isOwnAddress(address) || address === '0.0.0.0') return kernel.host
  return kernel.fabric.hostAt(address) ?? null
}

export function virtualDns(process: Process): Dns {
  const { kernel } = process
  return {
    lookup(name, callback) {
      callSoon(process, () => {
        const address = resolveName(kernel, name)
        if (address === null) callback(lookupError('ENOTFOUND', 'getaddrinfo', name), '')
        else callback(null, address)
      })
    },
    reverse(address, callback) {
      callSoon(process, () => {
        const host = hostOf(kernel, address)
        if (host === null) callback(lookupError('ENOTFOUND', 'getHostByAddr', address), [])
        else callback(null, [address.startsWith('127.') ? 'localhost' : (kernel.fabric.hostNames[host] as string)])
      })
    },
  }
}
