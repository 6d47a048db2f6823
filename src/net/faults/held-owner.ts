// What a connection tells a program whose processor is paused or slow: the kernel goes on, the program hears of it later.
import type { ErrorCode } from '../../host/errors.ts'
import type { ConnectionOwner } from '../tcp/connection-owner.ts'
import type { Processor } from './processor.ts'

/** A socket; what it was told before it was destroyed does not matter any more. */
interface Owner extends ConnectionOwner {
  readonly destroyed: boolean
}

export class HeldOwner implements ConnectionOwner {
  readonly #owner: Owner
  readonly #processor: Processor

  constructor(owner: Owner, processor: Processor) {
    this.#owner = owner
    this.#processor = processor
  }

  opened(): void {
    this.#later(() => this.#owner.opened())
  }

  received(bytes: Uint8Array): void {
    this.#later(() => this.#owner.received(bytes))
  }

  ended(): void {
    this.#later(() => this.#owner.ended())
  }

  writable(): void {
    this.#later(() => this.#owner.writable())
  }

  failed(code: ErrorCode): void {
    this.#later(() => this.#owner.failed(code))
  }

  #later(tell: () => void): void {
    this.#processor.run(() => {
      if (!this.#owner.destroyed) tell()
    })
  }
}
