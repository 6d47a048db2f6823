// Gets a file's list of chunk hashes from one peer, in parts, and checks it against the hash the tracker gave for it.
import { HASH_BYTES } from '../../wire/chunk-frames.ts'
import { type HashList, WINDOW_HASHES } from './hash-list.ts'

/** Parts asked for at a time. */
const PARTS_IN_FLIGHT = 4

export class HashFetch {
  /** Only when it `isRight` it may be used. */
  readonly list: HashList
  readonly #hash: string
  readonly #ask: (first: number, count: number) => void
  readonly #onEnd: (isRight: boolean) => void
  #nextFirst = 1
  #dueFirst = 1
  #isOver = false

  /** `list` is empty. `ask` sends the request for one part. */
  constructor(
    list: HashList,
    hash: string,
    ask: (first: number, count: number) => void,
    onEnd: (isRight: boolean) => void,
  ) {
    this.list = list
    this.#hash = hash
    this.#ask = ask
    this.#onEnd = onEnd
    for (let part = 0; part < PARTS_IN_FLIGHT; part++) this.#askNext()
  }

  /** The next part came: they come in the order they were asked for. */
  take(first: number, bytes: Uint8Array): void {
    const due = this.#partAt(this.#dueFirst)
    if (first !== this.#dueFirst || bytes.length !== due * HASH_BYTES) return this.#end(false)
    this.#dueFirst += due
    this.list.append(bytes, () => {
      if (this.#isOver) return
      if (this.list.isWhole) this.#end(this.list.fileHash() === this.#hash)
      else this.#askNext()
    })
  }

  /** The list will not be used. */
  giveUp(): void {
    this.#isOver = true
    this.list.close()
  }

  #end(isRight: boolean): void {
    if (!isRight) this.giveUp()
    this.#isOver = true
    this.#onEnd(isRight)
  }

  #askNext(): void {
    const count = this.#partAt(this.#nextFirst)
    if (count < 1) return
    this.#ask(this.#nextFirst, count)
    this.#nextFirst += count
  }

  /** A part is a window of the list. */
  #partAt(first: number): number {
    return Math.min(WINDOW_HASHES, this.list.chunks - first + 1)
  }
}
