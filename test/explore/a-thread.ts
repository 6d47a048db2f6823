// A thread of a sweep that is none: it plays in this one, and posts what it found seed by seed, in turns with the others.
import { playSeed } from '../../src/explore/play-seed.ts'
import type { StartThread } from '../../src/explore/worker-thread.ts'
import type { Scenario } from '../../src/scenarios/scenario.ts'

export function threadsOf(scenario: Scenario): StartThread {
  return (plan, events) => {
    let isStopped = false
    const play = async (first: number, last: number) => {
      for (let seed = first; seed <= last && !isStopped; seed++) events.onPart(await playSeed(scenario, plan, seed))
      if (!isStopped) events.onReady()
    }
    setImmediate(() => events.onReady())
    return {
      play: ({ first, last }) => {
        play(first, last).catch((error: Error) => events.onBroken(error))
      },
      watch: () => {},
      stop: async () => {
        isStopped = true
      },
    }
  }
}
