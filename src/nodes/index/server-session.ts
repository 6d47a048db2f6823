// One connection of the index server: a peer registers, asks, tells what it has downloaded, and leaves.
// Knows nothing of other connections but through the registry and its context.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { generateFile } from '../../wire/index/generated-file.ts'
import type { Downloaded, Message, Query, Register } from '../../wire/index/messages.ts'
import { Deadline } from '../common/deadline.ts'
import { MessageConnection } from './message-connection.ts'
import type { ServerSettings } from './options.ts'
import { DISPUTE_MS } from './limits.ts'
import type { RegisteredPeer, Registry } from './registry.ts'
import { closeReason, plainAddress, plural, printLine, quoted } from '../common/texts.ts'

export interface SessionContext {
  readonly registry: Registry
  readonly settings: ServerSettings
  /** Someone else wants the id of `peer`, who may be gone without our knowing: ask for a sign of life. */
  onDisputed(peer: RegisteredPeer): void
  /** `peer` came back on another connection: its old one is of no use any more. */
  onReplaced(peer: RegisteredPeer): void
  onClosed(session: ServerSession): void
}

export class ServerSession {
  readonly #host: Host
  readonly #context: SessionContext
  readonly #connection: MessageConnection
  readonly #address: string
  /** Address and port, for people. */
  readonly #from: string
  readonly #silence: Deadline
  readonly #dispute: Deadline
  #peer: RegisteredPeer | null = null
  /** Wants an id that another has, until the dispute is over. */
  #claim: Register | null = null

  constructor(host: Host, socket: Socket, context: SessionContext) {
    this.#host = host
    this.#context = context
    this.#address = plainAddress(socket.remoteAddress)
    this.#from = `${this.#address}:${socket.remotePort}`
    this.#silence = new Deadline(host.clock, () => this.#onSilence())
    this.#silence.set(context.settings.registerLimitMs)
    this.#dispute = new Deadline(host.clock, () => this.#settleDispute())
    this.#connection = new MessageConnection(host.clock, socket, context.settings.maxMessageBytes, {
      onMessage: (message) => this.#onMessage(message),
      onBad: (reason) => this.#onBad(reason),
      onClose: (errorCode) => this.#onClose(errorCode),
    })
  }

  get peer(): RegisteredPeer | null {
    return this.#peer
  }

  /** Tells the other end that the server is quitting. A registered peer closes the connection itself. */
  quit(): void {
    if (this.#peer === null) this.#connection.refuse('quitting', 'the server is quitting')
    else this.#connection.send({ type: 'quit' })
  }

  /** Sends what needs no answer: the system of a peer that has died and come back answers that it knows of no connection. */
  probe(): void {
    this.#connection.send({ type: 'pong' })
  }

  /** Ends this connection without a departure: its peer is served on another one now. */
  replace(): void {
    this.#peer = null
    this.#connection.refuse('id-in-use', 'you registered again on another connection')
  }

  refuseAsFull(): void {
    const { maxConnections } = this.#context.settings
    this.#print(`Refused ${this.#from}: ${plural(maxConnections, 'connection')} already.`)
    this.#connection.refuse('full', `the server has its ${plural(maxConnections, 'connection')} already, try later`)
  }

  destroy(): void {
    this.#connection.destroy()
  }

  #onMessage(message: Message): void {
    if (message.type === 'register') return this.#onRegister(message)
    if (message.type === 'refusal') {
      this.#print(`${this.#name()} refuses: ${quoted(message.text)}`)
      return this.#depart('refused to go on')
    }
    const peer = this.#peer
    if (peer === null) return this.#refuse(`'${message.type}' before 'register'`)
    this.#silence.set(this.#context.settings.idleLimitMs)
    switch (message.type) {
      case 'query':
        return this.#onQuery(peer, message)
      case 'downloaded':
        return this.#onDownloaded(peer, message)
      case 'ping':
        this.#connection.send({ type: 'pong' })
        return
      case 'quit':
        return this.#depart('has quit')
      default:
        return this.#refuse(`'${message.type}' is no message for a server`)
    }
  }

  #onRegister(register: Register): void {
    if (this.#peer !== null || this.#claim !== null) return this.#refuse(`'register' a second time`)
    this.#register(register, (by) => {
      this.#claim = register
      this.#context.onDisputed(by)
      this.#dispute.set(DISPUTE_MS)
    })
  }

  #settleDispute(): void {
    const claim = this.#claim
    this.#claim = null
    if (claim === null || this.#connection.isClosing) return
    this.#register(claim, (by) => {
      const { id } = claim
      this.#print(`Refused ${this.#from}: client ${id} is already registered, from ${by.address}:${by.port}.`)
      this.#connection.refuse('id-in-use', `client ${id} is already registered, from ${by.address}:${by.port}`)
    })
  }

  #register({ id, port, vector }: Register, onInUse: (by: RegisteredPeer) => void): void {
    const { registry, settings } = this.#context
    const peer = { id, address: this.#address, port, vector }
    const registration = registry.add(peer)
    if (registration.kind === 'in-use') return onInUse(registration.by)
    if (registration.kind === 'replaced') this.#context.onReplaced(registration.previous)
    this.#peer = peer
    this.#silence.set(settings.idleLimitMs)
    const files = vector.files().length
    this.#print(`Client ${id} registered from ${this.#from}: listening port ${port}, ${plural(files, 'file')}.`)
    this.#host.report('registered', { id, address: peer.address, port, files })
    this.#connection.send({ type: 'registered', idleLimitMs: settings.idleLimitMs })
  }

  #onQuery(peer: RegisteredPeer, { file, excluded }: Query): void {
    const supplier = this.#context.registry.findSupplier(file, new Set([...excluded, peer.id]), this.#host.random)
    const but = excluded.length === 0 ? '' : ` (not ${excluded.map((id) => `client ${id}`).join(', ')})`
    const found = supplier === undefined ? 'nobody' : `client ${supplier.id} at ${supplier.address}:${supplier.port}`
    this.#print(`Client ${peer.id} asks who has file ${file}${but}: ${found}.`)
    this.#host.report('query', { file, by: peer.id, found: supplier !== undefined, excluded: excluded.length })
    if (supplier === undefined) {
      this.#connection.send({ type: 'nobody', file })
      return
    }
    const { id, address, port } = supplier
    const hash = this.#host.crypto.hash('sha1', generateFile(file))
    this.#connection.send({ type: 'answer', file, supplier: { id, address, port }, hash })
  }

  #onDownloaded(peer: RegisteredPeer, { file, supplierId }: Downloaded): void {
    peer.vector.add(file)
    this.#print(`Client ${peer.id}: I have downloaded file ${file} from client ${supplierId}.`)
    this.#host.report('downloaded', { file, by: peer.id, from: supplierId })
  }

  #refuse(text: string): void {
    this.#print(`Refused ${this.#name()}: ${text}.`)
    this.#connection.refuse('unexpected', text)
    this.#depart('was refused')
  }

  #onBad(reason: string): void {
    this.#print(`Refused ${this.#name()}: ${reason}.`)
    this.#host.report('bad-message', { from: this.#from })
    this.#depart('was refused')
  }

  #onSilence(): void {
    if (this.#connection.isClosing) return
    const { idleLimitMs, registerLimitMs } = this.#context.settings
    const wait = this.#peer === null ? `no 'register' within ${registerLimitMs} ms` : `silent for ${idleLimitMs} ms`
    this.#print(`Refused ${this.#name()}: ${wait}.`)
    this.#connection.refuse('idle', wait)
    this.#depart('was silent')
  }

  #onClose(errorCode: string | null): void {
    this.#depart(`is gone: ${closeReason(errorCode)}`)
    this.#context.onClosed(this)
  }

  /** Forgets the peer, once, and closes. */
  #depart(how: string): void {
    this.#silence.clear()
    this.#dispute.clear()
    this.#connection.end()
    const peer = this.#peer
    if (peer === null) return
    this.#peer = null
    this.#context.registry.remove(peer)
    this.#print(`Client ${peer.id} ${how}.`)
    this.#host.report('departed', { id: peer.id })
  }

  #name(): string {
    return this.#peer === null ? this.#from : `client ${this.#peer.id}`
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
