// Who is in the chat room, by name, and how a line gets to all of them but one.
//
// Nobody is spoken to faster than all can hear, within limits: while a member is behind, those who have just spoken are not
// listened to. When it has caught up, or was sent away because it took too long, they are.
import { userNameKey } from '../../wire/user-name.ts'

export interface Member {
  readonly name: string
  /** Takes lines that are encoded already, and are the same bytes for everyone. */
  receive(lines: Uint8Array): void
  /** Is not listened to until `resume`. */
  pause(): void
  resume(): void
}

export class Room<M extends Member> {
  readonly #members = new Map<string, M>()
  readonly #behind = new Set<M>()
  readonly #paused = new Set<M>()

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

  /** A member that is removed while it receives is no trouble. */
  broadcast(from: M, lines: Uint8Array): void {
    for (const member of this.#members.values()) if (member !== from) member.receive(lines)
    if (this.#behind.size === 0 || this.find(from.name) !== from) return
    this.#paused.add(from)
    from.pause()
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
