// A client that sends what bytes or messages a test likes, and keeps the messages that come back.
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'
import { MessageReader } from '../../../src/wire/index/message-reader.ts'
import type { Message } from '../../../src/wire/index/messages.ts'
import { AnyRawClient } from '../any-raw-client.ts'

export type Sendable = Uint8Array | Message

export class RawClient extends AnyRawClient<Sendable> {
  /** The messages that came; of a refusal, its text. */
  readonly received: unknown[] = []
  readonly #reader = new MessageReader()

  constructor(host: string, port: number, ...opening: Sendable[]) {
    super(host, port, opening)
  }

  protected encode(one: Sendable): Uint8Array {
    return one instanceof Uint8Array ? one : encodeMessage(one)
  }

  protected receive(bytes: Uint8Array): void {
    this.#reader.push(bytes)
    for (let next = this.#reader.next(); next.kind !== 'wait'; next = this.#reader.next()) {
      if (next.kind === 'bad') throw new Error(next.reason)
      this.received.push(next.message.type === 'refusal' ? next.message.text : next.message)
    }
  }
}
