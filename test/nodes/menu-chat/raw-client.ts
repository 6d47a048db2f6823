// A client that sends what lines a test likes, and keeps the lines that come back.
import { AnyRawClient } from '../any-raw-client.ts'
import { SERVER_PORT } from './chat-world.ts'

const utf8 = new TextEncoder()

export class RawClient extends AnyRawClient<string | Uint8Array> {
  /** The bytes that came, as Latin-1: one character each. */
  received = ''

  /** Texts are lines. */
  constructor(opening: readonly (string | Uint8Array)[] = [], host = 'server', port = SERVER_PORT) {
    super(host, port, opening)
  }

  /** Whole lines that came, without pings. */
  get lines(): string[] {
    const lines = this.received.split('\n').slice(0, -1)
    return lines.filter((line) => line !== 'ping')
  }

  /** A line, or bytes as they are. */
  protected encode(one: string | Uint8Array): Uint8Array {
    return typeof one === 'string' ? utf8.encode(`${one}\n`) : one
  }

  protected receive(bytes: Uint8Array): void {
    this.received += new TextDecoder('latin1').decode(bytes)
  }
}
