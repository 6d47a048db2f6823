// The conformance suite: every behaviour of the registry, played on a fixture. Nothing can be left out by a backing.
import type { Behaviour, Fixture } from './behaviour.ts'
import { topics } from './registry.ts'

/** No behaviour may take longer, in the time of its backing. */
const BEHAVIOUR_LIMIT_MS = 10_000

/** Declares one test: vitest's `test` behind a function, so that the suite can also be counted. */
export type Declare = (topic: string, behaviour: Behaviour, run: () => Promise<void>) => void

export function conformance(fixture: Fixture, declare: Declare): void {
  for (const topic of topics) {
    for (const behaviour of topic.behaviours) {
      declare(topic.name, behaviour, () => fixture.play((stage) => behaviour.run(stage), BEHAVIOUR_LIMIT_MS))
    }
  }
}
