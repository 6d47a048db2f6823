// Places at which nodes offer to be cruel to themselves. As in FoundationDB's simulation: each place is on or off for a whole
// run, drawn from the seed, so that most runs are cruel in a few ways and not a little in all of them.
import { invariant } from '../../host/errors.ts'
import type { Random } from '../../host/random.ts'
import type { RandomStreams } from '../random-streams.ts'
import type { Tell } from './lasting.ts'

export class Buggify {
  readonly #streams: RandomStreams
  readonly #onRatio: number
  readonly #tell: Tell
  readonly #isOn = new Map<string, boolean>()
  /** By host and place. */
  readonly #dice = new Map<string, Random>()

  /** `onRatio`: the share of places that are on in a run. */
  constructor(streams: RandomStreams, onRatio: number, tell: Tell) {
    this.#streams = streams
    this.#onRatio = onRatio
    this.#tell = tell
  }

  /** True: the place on this host does its worst, this time. */
  strikes(host: string, name: string, probability: number): boolean {
    invariant(probability >= 0 && probability <= 1, `buggify ${name}: a probability is 0 to 1, not ${probability}`)
    if (!this.#has(name) || this.#diceOf(host, name).next() >= probability) return false
    this.#tell({ kind: 'buggified', host, name })
    return true
  }

  #has(name: string): boolean {
    let isOn = this.#isOn.get(name)
    if (isOn === undefined) {
      isOn = this.#streams.stream(`buggify ${name}`).next() < this.#onRatio
      this.#isOn.set(name, isOn)
    }
    return isOn
  }

  #diceOf(host: string, name: string): Random {
    const key = `${name} ${host}`
    let dice = this.#dice.get(key)
    if (dice === undefined) {
      dice = this.#streams.stream(`buggify ${name} on ${host}`)
      this.#dice.set(key, dice)
    }
    return dice
  }
}
