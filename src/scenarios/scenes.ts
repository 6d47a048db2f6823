// What each part of a scenario is given in one run: the same from the same seed, in whichever process it is played.
import { RandomStreams } from '../net/random-streams.ts'
import type { AnyParamValues } from './params.ts'
import type { Scene } from './scenario.ts'

/** The parts of a scenario share the parameters, and have dice of their own. */
export class Scenes {
  readonly streams: RandomStreams
  readonly #params: AnyParamValues

  /** By when all faults of chaos have ended, ms; 0 without chaos. */
  calmAtMs = 0

  constructor(seed: string, params: AnyParamValues) {
    this.streams = new RandomStreams(seed)
    this.#params = params
  }

  scene(part: string): Scene<AnyParamValues> {
    return { params: this.#params, random: this.streams.stream(`scenario ${part}`), calmAtMs: this.calmAtMs }
  }
}
