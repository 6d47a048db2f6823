// Finds the list of chunk hashes: asks one neighbour after the other that says it holds it, until a list is right.
import type { Host } from '../../host/host.ts'
import type { DownloadOptions } from './download-options.ts'
import { HashFetch } from './hash-fetch.ts'
import type { HashList } from './hash-list.ts'
import type { Neighbours } from './neighbours.ts'
import type { PartialFile } from './partial-file.ts'
import type { Source } from './source.ts'

export class HashSearch {
  readonly #host: Host
  readonly #file: PartialFile
  readonly #neighbours: Neighbours
  readonly #options: DownloadOptions
  readonly #onFound: (hashes: HashList) => void
  #underWay: { readonly from: Source; readonly fetch: HashFetch } | null = null

  constructor(
    host: Host,
    file: PartialFile,
    neighbours: Neighbours,
    options: DownloadOptions,
    onFound: (hashes: HashList) => void,
  ) {
    this.#host = host
    this.#file = file
    this.#neighbours = neighbours
    this.#options = options
    this.#onFound = onFound
  }

  get isUnderWay(): boolean {
    return this.#underWay !== null
  }

  /** Asks somebody, unless it is under way, found, or there is nothing to check it with. */
  ask(): void {
    const { hash, hashes } = this.#file
    if (hashes !== null || hash === null || this.#underWay !== null) return
    for (const source of this.#neighbours.sources) {
      if (!source.holdsHashes || source.isClosed) continue
      source.progressed()
      const ask = (first: number, count: number) => this.#neighbours.requestHashes(source, first, count)
      const fetch = new HashFetch(this.#file.newHashList(), hash, ask, (isRight) => this.#ended(isRight))
      this.#underWay = { from: source, fetch }
      return
    }
  }

  take(source: Source, first: number, bytes: Uint8Array): void {
    if (this.#underWay?.from === source) this.#underWay.fetch.take(first, bytes)
  }

  #ended(isRight: boolean): void {
    if (this.#underWay === null) return
    const { from, fetch } = this.#underWay
    this.#underWay = null
    if (isRight) return this.#onFound(fetch.list)
    this.#host.report('hashes-rejected', { file: this.#file.name, from: from.label })
    this.#neighbours.drop(from, 'its list of hashes is wrong', this.#options.busyRetryMs)
    this.ask()
  }

  /** The source refused something. True: it was a part of the list, which it cannot give after all. */
  refused(source: Source): boolean {
    if (this.#underWay?.from !== source) return false
    source.holdsHashes = false
    this.#giveUp()
    this.ask()
    return true
  }

  gone(source: Source): void {
    if (this.#underWay?.from === source) this.#giveUp()
  }

  #giveUp(): void {
    this.#underWay?.fetch.giveUp()
    this.#underWay = null
  }

  /** Leaves a source that does not go on. */
  lookAfter(nowMs: number): void {
    if (this.#underWay === null || nowMs - this.#underWay.from.lastProgressMs <= this.#options.stallMs) return
    this.#neighbours.drop(this.#underWay.from, 'it does not send the hashes', this.#options.stallMs)
  }
}
