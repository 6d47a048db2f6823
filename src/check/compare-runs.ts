// The check behind `--check`: plays the same run twice and finds the first event at which the two part, if any.
// It does not know what a scenario is, only how to have the run played once more.
import type { Observer } from '../net/observer.ts'
import { EventAt, Trail, TrailFollower } from '../trace/event-trail.ts'
import { type CheckResult, failed, passed } from './check.ts'

export type Observe = (hostNames: () => readonly string[]) => Observer

/** Plays the run from its beginning in a fresh world, with one more observer. */
export type PlayOnce = (observe: Observe) => Promise<void>

/** Replays made to show what the first run did where the second one parted from it. */
const MAX_REPLAYS = 3

export async function compareRuns(playOnce: PlayOnce): Promise<CheckResult> {
  const trail = new Trail()
  await playOnce(() => trail.observer)
  let follower: TrailFollower | undefined
  await playOnce((hostNames) => {
    follower = new TrailFollower(trail, hostNames)
    return follower.observer
  })
  const name = 'the same seed gives the same run'
  if (follower === undefined) return { name, ...failed('the second run was not observed') }
  return { name, ...(await compare(trail, follower, playOnce)) }
}

async function compare(trail: Trail, follower: TrailFollower, playOnce: PlayOnce) {
  const { partedAt, partedText = '' } = follower
  if (partedAt === undefined && follower.events < trail.events) {
    const first = await replayedText(follower.events, '', playOnce)
    return failed(`the second run ended after ${follower.events} events, where the first went on with ${first}`)
  }
  if (partedAt === undefined) return passed(`${trail.events} events, twice the same, fingerprint ${trail.digest()}`)
  if (partedAt >= trail.events) {
    return failed(`the first run ended after ${trail.events} events, where the second went on with ${partedText}`)
  }
  const first = await replayedText(partedAt, partedText, playOnce)
  return failed(`event ${partedAt} is not the same: one run has ${first}, another ${partedText}`)
}

/** The event with that index in a run that has another there than `other`, if a few replays show one. */
async function replayedText(index: number, other: string, playOnce: PlayOnce): Promise<string> {
  for (let replay = 0; replay < MAX_REPLAYS; replay++) {
    let event: EventAt | undefined
    await playOnce((hostNames) => {
      event = new EventAt(index, hostNames)
      return event.observer
    })
    if (event?.text !== undefined && event.text !== other) return event.text
  }
  return 'an event that did not come again'
}
