// Who has which file: the index server's memory. Knows no sockets.
import { pick, type Random } from '../../host/random.ts'
import type { FileVector } from '../../wire/index/file-vector.ts'
import type { ClientId } from '../../wire/index/messages.ts'

export interface RegisteredPeer {
  readonly id: ClientId
  readonly address: string
  /** Where it listens for other peers. */
  readonly port: number
  readonly vector: FileVector
}

export type Registration =
  | { readonly kind: 'added' }
  /** The same peer came back before its old connection was known to be gone. */
  | { readonly kind: 'replaced'; readonly previous: RegisteredPeer }
  /** Another peer has the id. */
  | { readonly kind: 'in-use'; readonly by: RegisteredPeer }

export class Registry {
  readonly #peers = new Map<ClientId, RegisteredPeer>()

  get size(): number {
    return this.#peers.size
  }

  /** Two peers that live at once cannot share address and port: who has both, and the id, is the peer itself. */
  add(peer: RegisteredPeer): Registration {
    const known = this.#peers.get(peer.id)
    if (known !== undefined && (known.address !== peer.address || known.port !== peer.port)) {
      return { kind: 'in-use', by: known }
    }
    this.#peers.set(peer.id, peer)
    return known === undefined ? { kind: 'added' } : { kind: 'replaced', previous: known }
  }

  /** Forgets this registration, not one that replaced it. */
  remove(peer: RegisteredPeer): void {
    if (this.#peers.get(peer.id) === peer) this.#peers.delete(peer.id)
  }

  /** A peer that has the file, by chance among those not excluded. O(peers). */
  findSupplier(file: number, excluded: ReadonlySet<ClientId>, random: Random): RegisteredPeer | undefined {
    const candidates = [...this.#peers.values()].filter((peer) => peer.vector.has(file) && !excluded.has(peer.id))
    return pick(random, candidates)
  }
}
