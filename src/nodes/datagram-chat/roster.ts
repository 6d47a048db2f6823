// Who is connected under which name, in the order they came. Knows no connection but as what it was given.
import { userNameKey } from '../../wire/user-name.ts'

export class Roster<Member> {
  readonly #members = new Map<string, { readonly name: string; readonly member: Member }>()

  /** False: the name is taken, however its accents are put together. */
  add(name: string, member: Member): boolean {
    const key = userNameKey(name)
    if (this.#members.has(key)) return false
    this.#members.set(key, { name, member })
    return true
  }

  remove(name: string): void {
    this.#members.delete(userNameKey(name))
  }

  find(name: string): Member | undefined {
    return this.#members.get(userNameKey(name))?.member
  }

  get names(): string[] {
    return [...this.#members.values()].map(({ name }) => name)
  }

  get members(): Member[] {
    return [...this.#members.values()].map(({ member }) => member)
  }
}
