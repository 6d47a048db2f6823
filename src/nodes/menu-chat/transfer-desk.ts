// The server's part in file transfers: brings requester and owner together, and knows which transfers there are.
//
// 1. 'get' comes from the requester; 2. 'give' with a new token goes to the owner; 3. the owner says 'ready', and the requester
// gets the 'offer' with the owner's address; or it refuses, and the requester is told. The file goes from one to the other
// directly, or, when the requester comes to the server for it: 4. 'take' on a data connection; 5. 'carry' to the owner, who
// comes with 'give'; 6. a relay joins the two. 7. 'done' or 'stop' from the requester ends it, or one of the two leaves.
import type { Host } from '../../host/host.ts'
import type { ReasonCode, ServerMessage } from '../../wire/menu-chat/messages.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { Deadline } from '../common/deadline.ts'
import { plural, printLine } from '../common/texts.ts'
import type { DetachedStream } from './line-connection.ts'
import type { ServerSettings } from './options.ts'
import { Relay, type RelaySide } from './relay.ts'

/** A user, as far as transfers are concerned. */
export interface Party {
  readonly name: string
  /** The address the server sees it at. */
  readonly address: string
  /** Where it listens; 0: nowhere, but it comes to the server; null: it shares no files. */
  readonly filePort: number | null
  tell(message: ServerMessage): void
}

interface Transfer {
  readonly token: string
  readonly id: number
  readonly requester: Party
  readonly owner: Party
  readonly answer: Deadline
  isOffered: boolean
  relay: Relay | null
}

/** Characters of an owner's reason that are passed on. */
const MAX_REASON_CHARACTERS = 200

export class TransferDesk {
  readonly #host: Host
  readonly #settings: ServerSettings
  readonly #findUser: (name: string) => Party | undefined
  readonly #transfers = new Map<string, Transfer>()
  readonly #byRequester = new Map<Party, Map<number, Transfer>>()

  constructor(host: Host, settings: ServerSettings, findUser: (name: string) => Party | undefined) {
    this.#host = host
    this.#settings = settings
    this.#findUser = findUser
  }

  get(requester: Party, id: number, ownerName: string, file: string): void {
    const open = this.#byRequester.get(requester)
    if (open?.has(id) === true) {
      return requester.tell({ type: 'error', code: 'bad-line', text: `the transfer ${id} is open already` })
    }
    const owner = this.#findUser(ownerName)
    const refusal = this.#refusal(requester, owner, ownerName, file)
    if (refusal !== null || owner === undefined) {
      const [code, text] = refusal ?? (['no-user', ''] as const)
      this.#host.report('file-refused', { from: ownerName, to: requester.name, file, code })
      return requester.tell({ type: 'failed', id, code, text })
    }
    const token = this.#newToken()
    const answer = new Deadline(this.#host.clock, () => this.#onNoAnswer(transfer))
    const transfer: Transfer = { token, id, requester, owner, answer, isOffered: false, relay: null }
    this.#transfers.set(token, transfer)
    if (open === undefined) this.#byRequester.set(requester, new Map([[id, transfer]]))
    else open.set(id, transfer)
    answer.set(this.#settings.answerLimitMs)
    printLine(this.#host.terminal, `${requester.name} asks ${owner.name} for ${printable(file)}.`)
    this.#host.report('file-asked', { from: owner.name, to: requester.name, file })
    owner.tell({ type: 'give', token, requester: requester.name, file })
  }

  ready(owner: Party, token: string): void {
    const transfer = this.#transfers.get(token)
    // What is unknown here was ended meanwhile: late, not wrong.
    if (transfer?.owner !== owner || transfer.isOffered) return
    transfer.isOffered = true
    transfer.answer.clear()
    const { id, requester } = transfer
    requester.tell({ type: 'offer', id, token, address: owner.address, port: owner.filePort ?? 0 })
  }

  refuse(owner: Party, token: string, code: string, text: string): void {
    const transfer = this.#transfers.get(token)
    if (transfer?.owner !== owner) return
    this.#end(transfer)
    const short = [...text.slice(0, 2 * MAX_REASON_CHARACTERS)].slice(0, MAX_REASON_CHARACTERS).join('')
    transfer.requester.tell({ type: 'failed', id: transfer.id, code, text: short })
  }

  /** The file is there. What still goes through a relay is the acknowledgement. */
  done(requester: Party, id: number): void {
    const transfer = this.#byRequester.get(requester)?.get(id)
    if (transfer !== undefined) this.#end(transfer)
  }

  stop(requester: Party, id: number): void {
    const transfer = this.#byRequester.get(requester)?.get(id)
    if (transfer !== undefined) this.#stop(transfer)
  }

  /** Null: `join` may follow. Else why not. */
  joinFault(side: RelaySide, token: string): string | null {
    const transfer = this.#transfers.get(token)
    if (transfer === undefined || !transfer.isOffered) return 'no transfer has this token'
    if (transfer.relay?.has(side) === true) return 'this end of the transfer is connected already'
    if (side === 'give' && transfer.relay === null) return 'nobody waits for this file here'
    return null
  }

  /** A data connection has come for the transfer. */
  join(side: RelaySide, token: string, stream: DetachedStream): void {
    const transfer = this.#transfers.get(token)
    if (transfer === undefined) return void stream.socket.destroy()
    transfer.relay ??= this.#newRelay(transfer)
    transfer.relay.join(side, stream)
    if (side === 'take') transfer.owner.tell({ type: 'carry', token })
  }

  /** The user is gone: nothing is sent to it or fetched by it any more. */
  left(party: Party): void {
    for (const transfer of [...this.#transfers.values()]) {
      if (transfer.requester === party) this.#stop(transfer)
      else if (transfer.owner === party) this.#fail(transfer, 'owner-left', `${party.name} has left`)
    }
  }

  close(): void {
    for (const transfer of [...this.#transfers.values()]) this.#stop(transfer)
  }

  #refusal(
    requester: Party,
    owner: Party | undefined,
    ownerName: string,
    file: string,
  ): readonly [ReasonCode, string] | null {
    const fault = fileNameFault(file)
    if (fault !== null) return ['bad-file', fault]
    if (owner === undefined) return ['no-user', `nobody here is called ${shortened(ownerName)}`]
    if (owner === requester) return ['self', 'you are the owner yourself']
    if (owner.filePort === null) return ['no-files', `${owner.name} shares no files`]
    const open = this.#byRequester.get(requester)?.size ?? 0
    const { maxTransfers } = this.#settings
    return open >= maxTransfers ? ['busy', `you have ${plural(maxTransfers, 'transfer')} open already`] : null
  }

  #newRelay(transfer: Transfer): Relay {
    const { answerLimitMs, idleLimitMs } = this.#settings
    const { owner, requester } = transfer
    const relay = new Relay(this.#host.clock, answerLimitMs, idleLimitMs, {
      onUnpaired: () => {
        this.#fail(transfer, 'relay-failed', `${owner.name} did not bring the file within ${answerLimitMs} ms`)
        owner.tell({ type: 'cancel', token: transfer.token })
      },
      onClosed: () => {
        transfer.relay = null
        this.#host.report('relay-closed', { from: owner.name, to: requester.name, bytes: relay.bytes })
      },
    })
    return relay
  }

  #onNoAnswer(transfer: Transfer): void {
    const { owner, token } = transfer
    this.#fail(transfer, 'no-answer', `${owner.name} did not answer within ${this.#settings.answerLimitMs} ms`)
    owner.tell({ type: 'cancel', token })
  }

  #stop(transfer: Transfer): void {
    this.#end(transfer)
    transfer.relay?.destroy()
    transfer.owner.tell({ type: 'cancel', token: transfer.token })
  }

  #fail(transfer: Transfer, code: ReasonCode, text: string): void {
    this.#end(transfer)
    // The reason goes first: to a requester that only sees its stream end, that is all there is to say.
    transfer.requester.tell({ type: 'failed', id: transfer.id, code, text })
    transfer.relay?.destroy()
  }

  #end({ token, id, requester, answer }: Transfer): void {
    answer.clear()
    this.#transfers.delete(token)
    const open = this.#byRequester.get(requester)
    open?.delete(id)
    if (open?.size === 0) this.#byRequester.delete(requester)
  }

  /** 128 bits by chance, in hex: nobody guesses it. */
  #newToken(): string {
    const words = Array.from({ length: 4 }, () => this.#host.random.below(2 ** 32))
    return words.map((word) => word.toString(16).padStart(8, '0')).join('')
  }
}

function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name
}
