// Who is in the chat room, by name, and how a line gets to all of them but one.
//
// What comes in at the same time, from whomever, goes out together, in one write for each member: a write costs as much as a
// hundred lines.
//
// Nobody is spoken to faster than all can hear, within limits: while a member is behind, those who have just spoken are not
// listened to. When it has caught up, or was sent away because it took too long, they are.
import type { Clock } from '../../host/clock.ts'
import { userNameKey } from '../../wire/user-name.ts'

export interface Member {
  readonly name: string
  /** Takes lines that are encoded already, and are the same bytes for everyone. */
  receive(...lines: readonly Uint8Array[]): void
  /** Is not listened to until `resume`. */
  pause(): void
  resume(): void
}

/** So much goes out at once: with more, a write would by itself make everyone look slow, and gain nothing. */
const MAX_BATCH_BYTES = 65_536

export class Room<M extends Member> {
  readonly #members = new Map<string, M>()
  readonly #behind = new Set<M>()
  readonly #paused = new Set<M>()
  readonly #clock: Clock
  /** Lines that go out when all that came in with them is read, by who said them. */
  readonly #said = new Map<M, Uint8Array[]>()
  #saidBytes = 0
  #isFlushDue = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#members.size
  }

  find(name: string): M | undefined {
    return this.#members.get(userNameKey(name))
  }

  /** False: somebody else has the name. */
  add(member: M): boolean {
    const key = userNameKey(member.name)
    if (this.#members.has(key)) return false
    this.#members.set(key, member)
    return true
  }

  remove(member: M): void {
    this.#paused.delete(member)
    this.caughtUp(member)
    if (this.find(member.name) === member) this.#members.delete(userNameKey(member.name))
  }

  /** To everyone else, soon. Who said it may leave meanwhile. */
  say(from: M, line: Uint8Array): void {
    const lines = this.#said.get(from)
    if (lines === undefined) this.#said.set(from, [line])
    else lines.push(line)
    this.#saidBytes += line.length
    if (this.#saidBytes >= MAX_BATCH_BYTES) return this.flush()
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    this.#clock.setImmediate(() => {
      this.#isFlushDue = false
      this.flush()
    })
  }

  /** What was said goes out now. A member that is removed while it receives is no trouble. */
  flush(): void {
    if (this.#said.size === 0) return
    const places = new Map<M, readonly [start: number, end: number]>()
    const lines = [...this.#said.values()].flat()
    let end = 0
    for (const [member, said] of this.#said) {
      const start = end
      for (const line of said) end += line.length
      places.set(member, [start, end])
    }
    this.#said.clear()
    this.#saidBytes = 0
    this.#send(joined(lines, end), places)
    if (this.#behind.size === 0) return
    for (const member of places.keys()) {
      if (this.find(member.name) !== member) continue
      this.#paused.add(member)
      member.pause()
    }
  }

  /** All of it to those who were silent, what is before and after their own to the others. */
  #send(all: Uint8Array, places: ReadonlyMap<M, readonly [number, number]>): void {
    for (const member of this.#members.values()) {
      const own = places.get(member)
      if (own === undefined) member.receive(all)
      else if (own[0] === 0) member.receive(all.subarray(own[1]))
      else if (own[1] === all.length) member.receive(all.subarray(0, own[0]))
      else member.receive(all.subarray(0, own[0]), all.subarray(own[1]))
    }
  }

  /** Too much waits for the member. */
  fellBehind(member: M): void {
    this.#behind.add(member)
  }

  /** Nothing waits for the member any more. */
  caughtUp(member: M): void {
    if (!this.#behind.delete(member) || this.#behind.size > 0) return
    for (const paused of this.#paused) paused.resume()
    this.#paused.clear()
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
