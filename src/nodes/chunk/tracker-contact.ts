// A fetch's standing contact with its tracker: asks for peers and announces chunks, one at a time, and tries again later and
// later when that was in vain. It decides when it may ask, not whether.
import type { Host } from '../../host/host.ts'
import type { LocationsReply } from '../../wire/chunk-replies.ts'
import { Backoff } from './backoff.ts'
import type { SharedFile } from './shared-file.ts'
import type { TrackerClient, TrackerReply } from './tracker-client.ts'

export interface ContactOptions {
  readonly peersAsked: number
  readonly locateMinMs: number
  readonly locateMaxMs: number
  readonly announceMs: number
}

export class TrackerContact {
  readonly #host: Host
  readonly #client: TrackerClient
  readonly #options: ContactOptions
  readonly #locateBackoff: Backoff
  #locateAtMs = 0
  #announceAtMs = 0
  #isLocating = false
  #isAnnouncing = false
  /** Chunks that the tracker knows of. */
  #announcedCount = 0

  constructor(host: Host, client: TrackerClient, options: ContactOptions) {
    this.#host = host
    this.#client = client
    this.#options = options
    this.#locateBackoff = new Backoff(host.random, options.locateMinMs, options.locateMaxMs)
  }

  get mayLocate(): boolean {
    return !this.#isLocating && this.#host.clock.monotonicNow() >= this.#locateAtMs
  }

  locate(
    fileName: string,
    lPort: number,
    dead: readonly string[],
    callback: (reply: TrackerReply<LocationsReply>) => void,
  ): void {
    this.#isLocating = true
    this.#client.join(fileName, lPort, this.#options.peersAsked, dead, (reply) => {
      this.#isLocating = false
      this.#locateAtMs = this.#host.clock.monotonicNow() + this.#locateBackoff.next()
      callback(reply)
    })
  }

  /** The fetch goes well: the next time it needs peers it gets them soon. */
  reset(): void {
    this.#locateBackoff.reset()
  }

  /** There is something to say that should not wait. */
  announceSoon(): void {
    this.#announceAtMs = 0
  }

  /**
   * Tells the tracker what is here of the file, when that is news to it or `isDue`. The first announcement need not wait,
   * those after it do.
   */
  announce(file: SharedFile, lPort: number, isDue: boolean): void {
    const { count } = file.have
    if (this.#isAnnouncing || this.#host.clock.monotonicNow() < this.#announceAtMs) return
    if (count === this.#announcedCount && !isDue) return
    this.#isAnnouncing = true
    this.#client.announce(file, file.have.ranges(), lPort, (reply) => {
      this.#isAnnouncing = false
      this.#announceAtMs = this.#host.clock.monotonicNow() + this.#options.announceMs
      if (!reply.ok) return
      this.#announcedCount = count
      this.#host.report('announced', { file: file.name, count })
    })
  }
}
