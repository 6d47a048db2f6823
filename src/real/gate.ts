// Where a host's ports meet the rest of a live run. A host behind a gate binds a shadow address that only the gate knows;
// the gate answers for it on its public address. It must not know what stands behind: a proxy here, or one across IPC.
import type { SystemError } from '../host/errors.ts'

export type GateProtocol = 'tcp' | 'udp'

export interface Gate {
  /** The address that the host's sockets really listen on. */
  readonly shadowAddress: string
  /** Makes the port reachable at the host's public address. The callback comes later, never before the call returns. */
  open(protocol: GateProtocol, port: number, callback: (error: SystemError | null) => void): void
  /** Takes it back. Fine for a port that is not open. */
  close(protocol: GateProtocol, port: number): void
}
