// The calls and returns of a history in the order of their times, as a list from which an operation can be taken out and put
// back at the same place: what the search walks along.
import type { Operation } from './operation.ts'

export interface ListedEvent {
  readonly isCall: boolean
  /** Index of the operation in the history. */
  readonly operation: number
  /** The other event of the operation. */
  partner: ListedEvent | null
  previous: ListedEvent | null
  next: ListedEvent | null
}

/** Comes before all events, and stays. */
export function eventList(history: readonly Operation<unknown, unknown>[]): ListedEvent {
  const timed: { event: ListedEvent; atMs: number }[] = []
  for (const [operation, { invokedMs, returnedMs }] of history.entries()) {
    const call: ListedEvent = { isCall: true, operation, partner: null, previous: null, next: null }
    const back: ListedEvent = { isCall: false, operation, partner: call, previous: null, next: null }
    call.partner = back
    timed.push({ event: call, atMs: invokedMs }, { event: back, atMs: returnedMs })
  }
  // At the same time calls come first: operations that only touch are taken for concurrent, which forbids no order that is right.
  timed.sort((one, other) =>
    one.atMs === other.atMs ? Number(other.event.isCall) - Number(one.event.isCall) : one.atMs < other.atMs ? -1 : 1,
  )
  const head: ListedEvent = { isCall: false, operation: -1, partner: null, previous: null, next: null }
  let last = head
  for (const { event } of timed) {
    event.previous = last
    last.next = event
    last = event
  }
  return head
}

/** Takes the operation of a call out of the list. */
export function takeOut(call: ListedEvent): void {
  unlink(call)
  if (call.partner !== null) unlink(call.partner)
}

/** Undoes the last `takeOut` that was not undone yet: in any other order the list would break. */
export function putBack(call: ListedEvent): void {
  if (call.partner !== null) link(call.partner)
  link(call)
}

function unlink({ previous, next }: ListedEvent): void {
  if (previous !== null) previous.next = next
  if (next !== null) next.previous = previous
}

function link(event: ListedEvent): void {
  if (event.previous !== null) event.previous.next = event
  if (event.next !== null) event.next.previous = event
}
