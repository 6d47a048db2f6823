// What a connection tells whoever holds it: the face of TCP towards the sockets. No behaviour.
import type { ErrorCode } from '../../host/errors.ts'

export interface ConnectionOwner {
  opened(): void
  /** In order. The owner calls `consumed` when the program has had them. */
  received(bytes: Uint8Array): void
  /** The other end's FIN, after all its bytes. */
  ended(): void
  /** There is room in the send buffer again. */
  writable(): void
  /** The connection is gone. */
  failed(code: ErrorCode): void
}
