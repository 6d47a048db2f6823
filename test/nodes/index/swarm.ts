// An index server and peers in a virtual network whose links take 10 ms each way, and what tests ask of them.
import type { IndexPeerOptions, IndexServerOptions } from '../../../src/nodes/index/options.ts'
import { indexPeer, indexServer } from '../../../src/nodes/index/programs.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import { NodeWorld } from '../node-world.ts'

export const LATENCY_MS = 10
export const SHA1_OF_10 = '503673c3b0a55dd71a7d55c9980605b05c6993c4'
export const PEER_PORT = 6000

export class Swarm extends NodeWorld {
  constructor(seed = 'index swarm') {
    super(seed, { latency: LATENCY_MS })
  }

  server(options: IndexServerOptions = {}): void {
    this.world.addHost({ name: 'server', start: indexServer(options) })
  }

  /** Client 2 lives on the host 'peer2'. */
  peer(id: number, files: readonly number[], options: Partial<IndexPeerOptions> = {}): void {
    const fileVector = FileVector.of(files).toString()
    const start = indexPeer({ id, port: PEER_PORT, serverHost: 'server', fileVector, ...options })
    this.world.addHost({ name: `peer${id}`, start })
  }

  /** Starts the hosts in this order, 100 ms apart, then plays the script and closes the world. */
  play(hosts: readonly string[], script: () => Promise<void>, limitMs?: number): Promise<void> {
    return this.playWith(hosts, script, limitMs)
  }
}
