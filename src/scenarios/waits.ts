// The waits of a script: each looks again when an event with its key happens, and gives up after a time of the run.

export interface WaitOptions {
  /** Milliseconds of the run's time after which the wait fails. Default: only the run's own limit. */
  readonly withinMs?: number
}

/** An event, at a host or, as '*', at whichever. */
export interface Key {
  readonly event: string
  readonly host: string
}

export interface Wait<T> extends WaitOptions {
  /** What may end it. */
  readonly keys: readonly Key[]
  /** For messages: what is awaited. */
  readonly what: string
  /** The result, or undefined while there is none. */
  look(): T | undefined
  /** Why there will be none any more; undefined while there may. Asked when the wait begins and by `loseHope`. */
  hopeless?(): string | undefined
  /** More for the message of a wait that failed. */
  explain?(): string
}

/** What the script waited for did not happen in time. */
export class WaitError extends Error {
  override name = 'WaitError'
}

interface Waiting {
  readonly what: string
  readonly keys: readonly string[]
  /** Looks again; true when the wait is over. */
  isOver(): boolean
  /** Gives up when there is no hope left; true when the wait is over. */
  isGivenUp(): boolean
}

export class Waits {
  readonly #sleep: (delayMs: number) => Promise<void>
  readonly #byKey = new Map<string, Waiting[]>()
  /** Events that were ever waited for. Most happen and nobody waits: of those no key is made. */
  readonly #events = new Set<string>()

  constructor(sleep: (delayMs: number) => Promise<void>) {
    this.#sleep = sleep
  }

  get pending(): string[] {
    return [...new Set([...this.#byKey.values()].flat())].map(({ what }) => what)
  }

  until<T>(wait: Wait<T>): Promise<T> {
    const found = wait.look()
    if (found !== undefined) return Promise.resolve(found)
    const fail = (how: string) => new WaitError(`${how} for ${wait.what}${wait.explain?.() ?? ''}`)
    for (const { event } of wait.keys) this.#events.add(event)
    const promise = new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        what: wait.what,
        keys: wait.keys.map(textOf),
        isOver() {
          const result = wait.look()
          if (result !== undefined) resolve(result)
          return result !== undefined
        },
        isGivenUp() {
          const reason = wait.hopeless?.()
          if (reason !== undefined) reject(fail(`${reason}: no use waiting`))
          return reason !== undefined
        },
      }
      if (waiting.isGivenUp()) return
      for (const key of waiting.keys) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), waiting])
      if (wait.withinMs === undefined) return
      this.#sleep(wait.withinMs).then(() => {
        if (!this.#remove(waiting)) return
        reject(fail(`waited ${wait.withinMs} ms`))
      }, reject)
    })
    // A script may leave a wait behind when another one fails: that must not be an unhandled rejection.
    promise.catch(() => {})
    return promise
  }

  /** This has happened. */
  wake(key: Key): void {
    if (!this.#events.has(key.event)) return
    const waiting = this.#byKey.get(textOf(key))
    if (waiting === undefined) return
    for (const one of waiting) if (one.isOver()) this.#remove(one)
  }

  /** Something happened that may end the hope of any wait. */
  loseHope(): void {
    for (const one of new Set([...this.#byKey.values()].flat())) if (one.isGivenUp()) this.#remove(one)
  }

  /** False when it was over already. */
  #remove(waiting: Waiting): boolean {
    let wasThere = false
    for (const key of waiting.keys) {
      const before = this.#byKey.get(key)
      if (before === undefined || !before.includes(waiting)) continue
      wasThere = true
      const rest = before.filter((one) => one !== waiting)
      if (rest.length === 0) this.#byKey.delete(key)
      else this.#byKey.set(key, rest)
    }
    return wasThere
  }
}

function textOf({ event, host }: Key): string {
  return `${event} ${host}`
}
