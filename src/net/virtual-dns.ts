// The face of `node:dns` on a host's resolver.
import type { SystemError } from '../host/errors.ts'
import type { Dns, LookupAddress, LookupOptions } from '../host/host.ts'
import { familyOf } from './address-text.ts'
import { callSoon } from './call.ts'
import type { Process } from './process.ts'
import { lookupError } from './system-error.ts'

type OneCallback = (error: SystemError | null, address: string, family: number) => void
type AllCallback = (error: SystemError | null, addresses: LookupAddress[]) => void
type Options = LookupOptions & { all?: boolean }

export function virtualDns(process: Process): Dns {
  return {
    lookup(name: string, ...rest: [OneCallback] | [Options, OneCallback | AllCallback]) {
      const [{ family = 0, all = false }, callback] = rest.length === 1 ? [{}, rest[0]] : rest
      callSoon(process, () =>
        process.resolver.resolve(process, name, family, (failure, addresses) => {
          const error = failure === null ? null : lookupError(failure, 'getaddrinfo', name)
          const found = addresses.map((address) => ({ address, family: familyOf(address) }))
          if (all) (callback as AllCallback)(error, found)
          else (callback as OneCallback)(error, found[0]?.address ?? '', found[0]?.family ?? 0)
        }),
      )
    },
    reverse(address, callback) {
      callSoon(process, () => {
        const names = process.resolver.namesOf(address)
        if (names.length > 0) callback(null, [...names])
        else callback(lookupError('ENOTFOUND', 'getHostByAddr', address), [])
      })
    },
  }
}
