// Loopback addresses for the hosts of a live run: Linux answers for all of 127.0.0.0/8. A run claims two /16 networks of
// it, one for the addresses that the hosts know each other by, one for the shadow addresses behind the proxy.
import { randomInt } from 'node:crypto'
import net from 'node:net'
import type { SystemError } from '../../host/errors.ts'

/** Second octets of the public networks: 1..126; the shadow network's is higher by 127. Two runs at a time are usual. */
const NETWORKS = 126
const SHADOW_OFFSET = 127
const HOSTS_PER_OCTET = 250
/** 127.P.0.1: whoever listens on this port has claimed P. */
const CLAIM_PORT = 49_151
const CLAIM_ATTEMPTS = 200

/** So many hosts fit into one run. */
export const MAX_LIVE_HOSTS = HOSTS_PER_OCTET * 255

export class LoopbackAddresses {
  readonly #network: number
  readonly #claim: net.Server

  private constructor(network: number, claim: net.Server) {
    this.#network = network
    this.#claim = claim
  }

  /** Claims networks that no other run on this machine has. Release them. */
  static async claim(): Promise<LoopbackAddresses> {
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
      const network = 1 + randomInt(NETWORKS)
      const claim = await listen(`127.${network}.0.1`)
      if (claim !== null) return new LoopbackAddresses(network, claim)
    }
    throw new Error('no free loopback network for a live run: too many are running')
  }

  /** `index` is 0..MAX_LIVE_HOSTS − 1. */
  publicAddress(index: number): string {
    return hostAddress(this.#network, index)
  }

  shadowAddress(index: number): string {
    return hostAddress(this.#network + SHADOW_OFFSET, index)
  }

  release(): Promise<void> {
    return new Promise((resolve) => this.#claim.close(() => resolve()))
  }
}

function hostAddress(network: number, index: number): string {
  return `127.${network}.${1 + Math.floor(index / HOSTS_PER_OCTET)}.${1 + (index % HOSTS_PER_OCTET)}`
}

/** Null when the address is taken. */
function listen(host: string): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy())
    server.once('error', (error: SystemError) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    // A claim alone keeps no process alive.
    server.listen({ host, port: CLAIM_PORT }, () => resolve(server.unref()))
  })
}
