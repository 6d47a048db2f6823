// The seed's way to follow a download: wait for a packet; when none comes in time, say which are missing and wait longer.
import type { Host } from '../../host/host.ts'
import { encodeNumbers } from '../../wire/datagram-chat/number-list.ts'
import { Deadline } from '../common/deadline.ts'
import type { Follower, FollowerContext } from './follower.ts'
import { FIRST_TIMEOUT_MS, MAX_LISTED_NUMBERS, TIMEOUT_STEP_MS } from './limits.ts'

export interface ListFollowerContext extends FollowerContext {
  readonly maxTimeouts: number
  send(list: string): void
}

export class ListFollower implements Follower {
  readonly #context: ListFollowerContext
  readonly #wait: Deadline
  #timeoutMs = FIRST_TIMEOUT_MS
  #inVain = 0

  constructor(host: Host, context: ListFollowerContext) {
    this.#context = context
    this.#wait = new Deadline(host.clock, () => this.#onTimeout())
  }

  start(): void {
    this.#wait.set(this.#timeoutMs)
  }

  onPacket(): void {
    this.#inVain = 0
    if (this.#wait.isSet) this.#wait.set(this.#timeoutMs)
  }

  onAllSent(): void {}

  pause(): void {
    this.#wait.clear()
  }

  resume(): void {
    this.start()
  }

  close(): void {
    this.#wait.clear()
  }

  #onTimeout(): void {
    this.#inVain++
    if (this.#inVain > this.#context.maxTimeouts) return this.#context.onSilence()
    const { have } = this.#context
    this.#timeoutMs += TIMEOUT_STEP_MS
    this.#context.send(encodeNumbers(have.ranges({ missing: true, maxRanges: MAX_LISTED_NUMBERS }), MAX_LISTED_NUMBERS))
    this.#wait.set(this.#timeoutMs)
  }
}
