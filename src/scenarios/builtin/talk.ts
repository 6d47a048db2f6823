// What the scenarios of both chats share: who says what and when, how long talk is waited for, and what chaos may do to it.
import { HEARS_EVERYONE } from '../../check/conversation.ts'
import type { Random } from '../../host/random.ts'
import type { Spared, Waived } from '../chaos/rules.ts'
import { calm } from '../errand.ts'
import { integer, number } from '../params.ts'
import type { Network } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** In a calm network whoever lost touch is back by then, and whatever was held up has arrived. */
const IN_TOUCH_MS = 60_000

/** What a room can be asked for, beside its users. */
export const ROOM_PARAMS = {
  lines: integer(10, 'messages of each user', { max: 1000 }),
  withinMs: integer(2000, 'each user says them at random times within this, ms', { max: 3_600_000 }),
  loss: number(0.01, 'packets lost on every link, as a ratio', { max: 0.5 }),
  latencyMs: number(20, 'mean one-way latency, ms; each packet takes half of it to one and a half', { max: 10_000 }),
}

export function roomNetwork({ loss, latencyMs }: { loss: number; latencyMs: number }): Network {
  const latency = { kind: 'uniform', minMs: latencyMs / 2, maxMs: latencyMs * 1.5 } as const
  return { everywhere: { latency, lossRatio: loss, bandwidthBps: 50_000_000 } }
}

/** What each of the users says: its lines differ from everyone else's. */
export function linesOf(users: readonly string[], lines: number): Map<string, string[]> {
  return new Map(users.map((user) => [user, Array.from({ length: lines }, (_, n) => `line ${n} of ${user}`)]))
}

export interface Talk {
  /** What each of the users says, in this order. */
  readonly lines: ReadonlyMap<string, readonly string[]>
  /** Each says it at random times within this, ms. */
  readonly withinMs: number
  readonly random: Random
  /** Resolves when the user has typed it. */
  says(user: string, text: string): Promise<void>
}

/** Resolves when everyone has said everything. */
export function allTalk(stage: Stage, { lines, withinMs, random, says }: Talk): Promise<unknown> {
  const talks = [...lines].map(async ([user, texts]) => {
    const times = texts.map(() => random.below(withinMs + 1)).sort((one, other) => one - other)
    const beginMs = stage.nowMs
    for (const [n, text] of texts.entries()) {
      const waitMs = beginMs + (times[n] ?? 0) - stage.nowMs
      if (waitMs > 0) await stage.sleep(waitMs)
      await says(user, text)
    }
  })
  return Promise.all(talks)
}

/** Resolves when the faults of chaos are over and everyone has had time to come back. At once without chaos. */
export function areInTouch(stage: Stage, calmAtMs: number): Promise<void> {
  return calm(stage, calmAtMs, IN_TOUCH_MS)
}

/** For chaos: files are hashed, what is said is not. */
export const UNCHECKED_TALK: Spared = {
  kinds: ['corrupt-stream'],
  reason: 'what is said has no checksum but that of the network: a letter that it lets through is a letter',
}

/** For chaos, of the check that everyone hears everyone: what holds is that who stays hears who stays. */
export const SOME_ARE_CUT_OFF: Waived = {
  check: HEARS_EVERYONE,
  reason: 'who is cut off long enough is out of the room, and misses what is said meanwhile',
}

/** The names of what must hold in a calm room. */
export const FORWARDED_ONCE = 'the server forwards each message once'
export const NOBODY_LEAVES = 'nobody leaves or is sent away'

/** For chaos, of a room where everyone talks. */
export const ROOM_WAIVES: readonly Waived[] = [
  SOME_ARE_CUT_OFF,
  { check: FORWARDED_ONCE, reason: 'what was said on a connection that breaks may be lost' },
  { check: NOBODY_LEAVES, reason: 'chaos cuts connections and stops machines' },
]
