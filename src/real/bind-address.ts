// Which address a listener or a datagram socket binds for the one that the program asked for.
import type { SystemError } from '../host/errors.ts'
import type { RealDns } from './dns.ts'
import type { Gate } from './gate.ts'

/** Calls `action` as a part of the host's program. */
export type Enter = (action: () => void) => void

/** How a host is attached to the machine's network. */
export interface Attachment {
  /** The host's own address, or null: any of the machine's. */
  readonly address: string | null
  /** Null: nothing stands between the host and the others. */
  readonly gate: Gate | null
  readonly dns: RealDns
  /** Null: the program has the process for itself. */
  readonly enter: Enter | null
}

/** Every address of the machine, IPv4: a peer's address must never come as '::ffff:…'. */
export const ANY_ADDRESS = '0.0.0.0'

/** Null when the address is not this host's. */
export function bindAddress(asked: string | undefined, attachment: Attachment): string | null {
  const { address, gate, dns } = attachment
  if (address === null) return asked ?? ANY_ADDRESS
  const wanted = asked === undefined || asked === ANY_ADDRESS ? address : dns.resolveKnown(asked)
  return wanted === address ? (gate?.shadowAddress ?? address) : null
}

/** Makes an error of a bind tell the address that the program knows, not the one behind the gate. */
export function hideShadow(error: SystemError, { address, gate }: Attachment): void {
  if (gate === null || address === null || error.address !== gate.shadowAddress) return
  error.message = error.message.replace(gate.shadowAddress, address)
  error.address = address
}
