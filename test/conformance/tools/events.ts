// Promises of events and the log of what happened to a socket. Nothing here asserts, and nothing waits on the wall clock.
import type { Clock } from '../../../src/host/clock.ts'
import type { Emitter } from '../../../src/host/emitter.ts'
import type { SystemError } from '../../../src/host/errors.ts'
import type { Socket } from '../../../src/host/socket.ts'

/** Five of these are longer than anything under way needs to arrive, on either backing. */
const QUIET_STEP_MS = 5

/** The arguments of the next such event. */
export function next<Events extends { [E in keyof Events]: unknown[] }, E extends keyof Events & string>(
  emitter: Emitter<Events>,
  event: E,
): Promise<Events[E]> {
  return new Promise((resolve) => {
    emitter.once(event, (...args) => resolve(args))
  })
}

/** Resolves after so much time of the host. */
export function sleep(host: { readonly clock: Clock }, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    host.clock.setTimeout(resolve, delayMs)
  })
}

/** Lets everything that is under way arrive. In steps: a busy real machine then looks at its sockets in between. */
export async function quiet(host: { readonly clock: Clock }): Promise<void> {
  for (let step = 0; step < 5; step++) await sleep(host, QUIET_STEP_MS)
}

/** The error's code as the log shows it: errors without one show their message. */
export function codeOf(error: unknown): string {
  if (error === null || error === undefined) return 'none'
  return (error as SystemError).code ?? (error as Error).message
}

/** The code of what `action` throws, 'none' when it returns. */
export function thrown(action: () => unknown): string {
  try {
    action()
    return 'none'
  } catch (error) {
    return codeOf(error)
  }
}

/** What has happened to a socket since `watch`. */
export interface Watched {
  /** 'connect', 'data', 'drain', 'end', 'timeout', 'error CODE', 'close' or 'close after error'; 'data' once for a run of them. */
  readonly events: string[]
  /** The bytes of all 'data' events. */
  readonly chunks: Uint8Array[]
  /** Resolves at 'close'. */
  readonly closed: Promise<void>
  text(): string
  byteLength(): number
}

export interface WatchOptions {
  /** False: no 'data' listener is attached, so the stream does not start to flow. Default true. */
  readonly reads?: boolean
  /** Several sockets may share a log; then each has a label. */
  readonly log?: string[]
  readonly label?: string
}

export function watch(socket: Socket, { reads = true, log = [], label = '' }: WatchOptions = {}): Watched {
  const chunks: Uint8Array[] = []
  const prefix = label === '' ? '' : `${label} `
  const note = (event: string) => log.push(prefix + event)
  socket.on('connect', () => note('connect'))
  socket.on('drain', () => note('drain'))
  socket.on('end', () => note('end'))
  socket.on('timeout', () => note('timeout'))
  socket.on('error', (error) => note(`error ${codeOf(error)}`))
  const closed = new Promise<void>((resolve) => {
    socket.on('close', (hadError) => {
      note(hadError ? 'close after error' : 'close')
      resolve()
    })
  })
  if (reads) {
    socket.on('data', (bytes) => {
      chunks.push(bytes)
      if (log.at(-1) !== `${prefix}data`) note('data')
    })
  }
  return {
    events: log,
    chunks,
    closed,
    text: () => new TextDecoder().decode(joined(chunks)),
    byteLength: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  }
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Resolves with the total once `watched` has so many bytes. */
export function received(socket: Socket, watched: Watched, sizeBytes: number): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (watched.byteLength() < sizeBytes) return
      socket.off('data', look)
      resolve(watched.byteLength())
    }
    socket.on('data', look)
    look()
  })
}

/** Bytes that differ from their neighbours, the same on every call. */
export function pattern(sizeBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let state = seed >>> 0
  for (let at = 0; at < sizeBytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}
