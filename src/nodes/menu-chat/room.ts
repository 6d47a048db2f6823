// Who is in the chat room, by name, and how a line gets to all of them but one.
import { userNameKey } from '../../wire/menu-chat/user-name.ts'

export interface Member {
  readonly name: string
  /** Takes lines that are encoded already, and are the same bytes for everyone. */
  receive(lines: Uint8Array): void
}

export class Room<M extends Member> {
  readonly #members = new Map<string, M>()

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
    if (this.find(member.name) === member) this.#members.delete(userNameKey(member.name))
  }

  /** A member that is removed while it receives is no trouble. */
  broadcast(from: M, lines: Uint8Array): void {
    for (const member of this.#members.values()) if (member !== from) member.receive(lines)
  }
}
