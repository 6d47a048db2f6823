// What the server has done, on its disk: a line for each request, synced before anyone is told. It outlives a crash.
import type { Disk } from 'seednet'

const PATH = 'ledger'

export class Ledger {
  balance = 0
  /** The balance after each request that was done, by its number. */
  readonly #done = new Map<string, number>()
  readonly #disk: Disk
  #fd = -1
  /** One append after the other. */
  #isBusy = false
  readonly #waiting: (() => void)[] = []

  constructor(disk: Disk) {
    this.#disk = disk
  }

  /** Reads what is there. A line without an end was cut off by a crash: nobody was told of it. */
  open(ready: () => void): void {
    this.#disk.readFile(PATH, (error, bytes) => {
      const text = error === null ? new TextDecoder().decode(bytes) : ''
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      for (const line of whole.split('\n')) if (line !== '') this.#apply(...(JSON.parse(line) as [string, number]))
      this.#disk.writeFile(PATH, whole, (failure) => {
        if (failure !== null) throw failure
        this.#disk.open(PATH, 'a', (refusal, fd) => {
          if (refusal !== null) throw refusal
          this.#fd = fd
          ready()
        })
      })
    })
  }

  /** The balance after that request, if it was done before. */
  balanceAfter(id: string): number | undefined {
    return this.#done.get(id)
  }

  /** Does it, and calls back with the balance once it is on disk. */
  add(id: string, amount: number, done: (balance: number) => void): void {
    if (this.#isBusy) {
      this.#waiting.push(() => this.add(id, amount, done))
      return
    }
    this.#isBusy = true
    const line = new TextEncoder().encode(`${JSON.stringify([id, amount])}\n`)
    this.#disk.write(this.#fd, line, 0, line.length, null, (error, written) => {
      if (error !== null || written < line.length) throw error ?? new Error('the disk took a part of a line')
      this.#disk.fsync(this.#fd, (failure) => {
        if (failure !== null) throw failure
        this.#apply(id, amount)
        this.#isBusy = false
        done(this.balance)
        this.#waiting.shift()?.()
      })
    })
  }

  #apply(id: string, amount: number): void {
    this.balance += amount
    this.#done.set(id, this.balance)
  }
}
