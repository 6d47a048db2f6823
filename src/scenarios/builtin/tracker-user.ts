// A program that asks the tracker one random thing after another, and reports each question and each answer: what a history
// is made of. It listens as a peer does, so that the tracker sees that it is there.
import { ANSWERED, ASKED } from '../../check/linearizability/tracker-history.ts'
import { ACCEPTED, locationsText } from '../../check/linearizability/tracker-model.ts'
import type { Host } from '../../host/host.ts'
import type { StartProgram } from '../../host/program.ts'
import { pick } from '../../host/random.ts'
import { TrackerClient, type TrackerReply } from '../../nodes/chunk/tracker-client.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { type ChunkRanges, rangesOf } from '../../wire/chunk-ranges.ts'
import type { LocationsReply } from '../../wire/chunk-replies.ts'
import { peerKey } from '../../wire/peer-key.ts'

export interface TrackerUserOptions {
  readonly trackerHost: string
  readonly trackerPort: number
  readonly port: number
  readonly files: readonly string[]
  /** Questions in each life of the program. */
  readonly questions: number
  /** Mean pause between an answer and the next question. */
  readonly pauseMs: number
}

/** Each file has so many chunks. */
const CHUNKS = 8
const ANSWER_LIMIT_MS = 10_000
/** Before the next question to a tracker that did not answer. */
const SILENCE_PAUSE_MS = 200
/** Of ten questions so many are where a file is, and one is to be forgotten; the rest register chunks. */
const LOCATES_OF_TEN = 5

/** Reports `questions-done` and stays. */
export function trackerUser(options: TrackerUserOptions): StartProgram {
  return (host) => {
    const user = new TrackerUser(host, options)
    const server = host.net.createServer({}, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.resume()
    })
    server.listen({ port: options.port }, () => user.pause())
    return { interrupt: () => host.exit(0) }
  }
}

class TrackerUser {
  readonly #host: Host
  readonly #options: TrackerUserOptions
  readonly #client: TrackerClient
  readonly #key: string
  #asked = 0

  constructor(host: Host, options: TrackerUserOptions) {
    this.#host = host
    this.#options = options
    this.#client = new TrackerClient(host, { host: options.trackerHost, port: options.trackerPort })
    this.#key = peerKey(host.address, options.port)
  }

  pause(leastMs = 0): void {
    const { questions, pauseMs } = this.#options
    if (this.#asked === questions) this.#host.report('questions-done', { questions })
    else this.#host.clock.setTimeout(() => this.#ask(), leastMs + this.#host.random.below(2 * pauseMs + 1))
  }

  #ask(): void {
    this.#asked++
    const { random } = this.#host
    const file = pick(random, this.#options.files) ?? ''
    const choice = random.below(10)
    if (choice < LOCATES_OF_TEN) this.#locate(file)
    else if (choice === LOCATES_OF_TEN) this.#leave()
    else this.#register(file, someChunks(random.below(2 ** CHUNKS - 1) + 1))
  }

  #register(file: string, chunks: ChunkRanges): void {
    this.#host.report(ASKED, { kind: 'register', peer: this.#key, file, chunks: textOf(chunks) })
    const announced = { name: file, sizeBytes: CHUNKS * CHUNK_BYTES, hash: null }
    this.#client.announce(announced, chunks, this.#options.port, (reply) => this.#done(reply, () => ACCEPTED))
  }

  #leave(): void {
    this.#host.report(ASKED, { kind: 'leave', peer: this.#key })
    this.#client.unregister(this.#options.port, ANSWER_LIMIT_MS, (reply) => this.#done(reply, () => ACCEPTED))
  }

  #locate(file: string): void {
    this.#host.report(ASKED, { kind: 'locate', peer: this.#key, file })
    this.#client.locate(file, (reply) => this.#done(reply, locatedText))
  }

  #done<T>(reply: TrackerReply<T>, outputOf: (value: T) => string): void {
    if (reply.ok) this.#host.report(ANSWERED, { output: outputOf(reply.value) })
    // A refusal is an answer, though not a good one; what nobody answered may have happened or not.
    else if (reply.text !== '') this.#host.report(ANSWERED, { output: `refused: ${reply.reason}` })
    else this.#host.report('tracker-silent', { reason: reply.reason })
    this.pause(reply.ok || reply.text !== '' ? 0 : SILENCE_PAUSE_MS)
  }
}

function locatedText({ peers }: LocationsReply): string {
  return locationsText(new Map(Object.entries(peers).map(([key, chunks]) => [key, textOf(rangesOf(chunks.flat()))])))
}

/** Bit n stands for chunk n + 1. */
function someChunks(bits: number): ChunkRanges {
  const numbers = Array.from({ length: CHUNKS }, (_, at) => at + 1)
  return rangesOf(numbers.filter((chunk) => (bits & (1 << (chunk - 1))) !== 0))
}

/** `1-5,7` */
function textOf(ranges: ChunkRanges): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}
