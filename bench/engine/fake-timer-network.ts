// The baseline: what one writes without a simulator, message passing with one faked timer for each message. It has no
// segments, no acknowledgements and no loss, so it does a fraction of the work.
import { createClock } from '@sinonjs/fake-timers'

/** Delivers each message `latencyMs` later; `deliver` may send the next. */
export class FakeTimerNetwork {
  delivered = 0
  readonly #clock = createClock()
  readonly #latencyMs: number

  constructor(latencyMs: number) {
    this.#latencyMs = latencyMs
  }

  send(message: Uint8Array, deliver: (message: Uint8Array) => void): void {
    this.#clock.setTimeout(() => {
      this.delivered++
      deliver(message)
    }, this.#latencyMs)
  }

  /** Until nobody sends any more. */
  run(): void {
    while (this.#clock.countTimers() > 0) this.#clock.next()
  }
}

/** The same exchange as `playPingPong`; the number of messages that arrived. */
export function fakePingPong(pairs: number, roundTrips: number, messageBytes: number, latencyMs: number): number {
  const network = new FakeTimerNetwork(latencyMs)
  for (let pair = 0; pair < pairs; pair++) {
    const message = new Uint8Array(messageBytes)
    let left = roundTrips
    const atPing = (): void => {
      if (--left > 0) network.send(message, atEcho)
    }
    const atEcho = (): void => network.send(message, atPing)
    network.send(message, atEcho)
  }
  network.run()
  return network.delivered
}

/** The bytes of `playBulk` as messages of one segment each, a window of them under way at a time. */
export function fakeBulk(
  clients: number,
  bytes: number,
  segmentBytes: number,
  latencyMs: number,
  window: number,
): number {
  const network = new FakeTimerNetwork(latencyMs)
  const segment = new Uint8Array(segmentBytes)
  for (let client = 0; client < clients; client++) {
    let left = Math.ceil(bytes / segmentBytes)
    const sendNext = (): void => {
      if (left-- > 0) network.send(segment, sendNext)
    }
    for (let slot = 0; slot < window; slot++) sendNext()
  }
  network.run()
  return network.delivered
}

/** The datagrams of `playDatagrams`, all of which arrive. */
export function fakeDatagrams(pairs: number, datagrams: number, datagramBytes: number, latencyMs: number): number {
  const network = new FakeTimerNetwork(latencyMs)
  const datagram = new Uint8Array(datagramBytes)
  for (let pair = 0; pair < pairs; pair++) {
    let left = datagrams
    const sendNext = (): void => {
      if (left-- > 0) network.send(datagram, sendNext)
    }
    // What bursts of ten each millisecond have under way.
    for (let slot = 0; slot < 10 * latencyMs; slot++) sendNext()
  }
  network.run()
  return network.delivered
}
