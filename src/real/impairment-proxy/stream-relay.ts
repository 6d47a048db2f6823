// One stream through the proxy: the socket that the client reached, the one that reaches the server, and a pump for each
// direction. A FIN, a RST, a refusal and backpressure come out of the other side as they went in.
import net, { type Socket } from 'node:net'
import type { SystemError } from '../../host/errors.ts'
import type { ImpairedLink } from './impaired-link.ts'
import { StreamPump } from './stream-pump.ts'

/** The system picks one. */
const ANY_PORT = 0

export interface StreamRelayOptions {
  /** Accepted from the client. */
  readonly client: Socket
  /** Null: an outsider, no host of the run. */
  readonly clientName: string | null
  readonly serverName: string
  /** The client's public address, so that the server sees it as the remote one; null for an outsider. */
  readonly clientAddress: string | null
  /** Where the server really listens. */
  readonly serverAddress: string
  readonly port: number
  readonly toServer: ImpairedLink
  readonly toClient: ImpairedLink
  onClosed(relay: StreamRelay): void
}

export class StreamRelay {
  readonly #options: StreamRelayOptions
  readonly #client: Socket
  readonly #toServer: StreamPump
  #server: Socket | null = null
  #toClient: StreamPump | null = null
  #dialTimer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: StreamRelayOptions) {
    this.#options = options
    const { client, toServer, port } = options
    this.#client = client
    client.setNoDelay(true)
    this.#toServer = new StreamPump({ link: toServer, source: client, port, onReset: () => this.#resetServer() })
    client.on('error', () => this.#toServer.reset())
    client.on('close', () => {
      this.#toClient?.stop()
      // A client that is gone before its call was put through: nobody is to be called.
      if (this.#server === null) this.#finish()
      else this.#finishIfClosed()
    })
    const delayMs = toServer.controlArrivalMs(0)
    if (delayMs > 0) this.#dialTimer = setTimeout(this.#dial, Math.ceil(delayMs))
    else this.#dial()
  }

  isBetween(one: string, other: string): boolean {
    const { clientName, serverName } = this.#options
    return (clientName === one && serverName === other) || (clientName === other && serverName === one)
  }

  /** Both ends see a RST, at once. */
  cut(): void {
    this.#client.resetAndDestroy()
    this.#resetServer()
  }

  destroy(): void {
    this.#client.destroy()
    this.#server?.destroy()
    this.#finish()
  }

  /** The handshake takes both directions, so it waits until neither is cut. */
  readonly #dial = (): void => {
    this.#dialTimer = null
    const { toServer, toClient } = this.#options
    if (this.#isClosed || this.#server !== null) return
    const cutLink = [toServer, toClient].find((link) => link.cut !== 'none')
    if (cutLink !== undefined) {
      cutLink.whenOpen(this.#dial)
      return
    }
    this.#connect(this.#client.remotePort ?? ANY_PORT)
  }

  /** From the client's own address and port: two sockets may share them while their other ends differ. */
  #connect(localPort: number): void {
    const { serverAddress, clientAddress, port } = this.#options
    const local = clientAddress === null ? {} : { localAddress: clientAddress, localPort }
    const server = net.connect({ host: serverAddress, port, allowHalfOpen: true, noDelay: true, ...local })
    this.#server = server
    server.on('connect', () => this.#putThrough(server))
    server.on('error', (error: SystemError) => {
      if (this.#toClient !== null) this.#toClient.reset()
      // The client's machine listens on that very port, which nobody can know who has not asked: any other will do.
      else if (error.code === 'EADDRINUSE' && localPort !== ANY_PORT) this.#connect(ANY_PORT)
      // Refused, after the client was let in already: a RST is the nearest to a refusal.
      else this.#client.resetAndDestroy()
    })
    server.on('close', () => {
      if (this.#server !== server) return
      this.#toServer.stop()
      this.#finishIfClosed()
    })
  }

  #putThrough(server: Socket): void {
    const { toClient, port } = this.#options
    const onReset = (): void => {
      this.#client.resetAndDestroy()
    }
    this.#toClient = new StreamPump({ link: toClient, source: server, port, onReset })
    if (this.#client.destroyed) this.#toClient.stop()
    else this.#toClient.attach(this.#client)
    this.#toServer.attach(server)
  }

  #resetServer(): void {
    if (this.#server?.connecting === true) this.#server.destroy()
    else this.#server?.resetAndDestroy()
  }

  #finishIfClosed(): void {
    if (this.#client.destroyed && this.#server?.destroyed !== false) this.#finish()
  }

  #finish(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#toServer.stop()
    this.#toClient?.stop()
    if (this.#dialTimer !== null) clearTimeout(this.#dialTimer)
    this.#options.toServer.stopWaiting(this.#dial)
    this.#options.toClient.stopWaiting(this.#dial)
    this.#options.onClosed(this)
  }
}
