// The tracker of the chunk swarm as if it served one request at a time: who has which chunks of a file. What the messages
// mean stands in docs/protocols/chunk-swarm.md; here only what a client may rely on.
import type { SequentialModel } from './operation.ts'

export type TrackerInput =
  /** Message 4 with all the chunks that the peer has: it replaces what was known of it. Chunks as text, `1-5,7`. */
  | { readonly kind: 'register'; readonly file: string; readonly peer: string; readonly chunks: string }
  /** Message 6, or the tracker lets go of a peer that does not answer: for each file that the peer may have had. */
  | { readonly kind: 'leave'; readonly file: string; readonly peer: string }
  /** Message 3, plain. */
  | { readonly kind: 'locate'; readonly file: string }

/** `accepted` for register and leave; for locate who has what, as `locationsText` writes it. */
export type TrackerOutput = string

export const ACCEPTED: TrackerOutput = 'accepted'

/** The chunks of each peer of one file. */
type Holders = ReadonlyMap<string, string>

export const trackerModel: SequentialModel<Holders, TrackerInput, TrackerOutput> = {
  initial: new Map(),

  step(holders, input, output) {
    if (input.kind === 'locate') return output === undefined || output === locationsText(holders) ? holders : undefined
    if (output !== undefined && output !== ACCEPTED) return undefined
    const after = new Map(holders)
    if (input.kind === 'leave') after.delete(input.peer)
    else after.set(input.peer, input.chunks)
    return after
  },

  keyOf: locationsText,
  partitionOf: ({ file }) => file,

  describe(input, output) {
    const answer = output === undefined ? 'no answer' : output === '' ? 'nobody' : output
    if (input.kind === 'register') return `register ${input.peer} with ${input.chunks} of ${input.file}: ${answer}`
    return `${input.kind} ${input.kind === 'leave' ? input.peer : input.file}: ${answer}`
  },

  describeState: (holders) => (holders.size === 0 ? 'nobody' : locationsText(holders)),
}

/** `peer-1 1-5,7; peer-2 3`, sorted by peer; empty for nobody. */
export function locationsText(holders: ReadonlyMap<string, string>): string {
  const texts = [...holders].map(([peer, chunks]) => `${peer} ${chunks}`)
  return texts.sort().join('; ')
}
