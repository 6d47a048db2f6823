// Calls the listeners of an event that comes with every segment or datagram. `emit` of Node's EventEmitter packs the arguments
// into an array and looks the event up in a way that no compiler can make fast; with one listener, as nearly always, that is
// three quarters of its cost. The one place that knows where an EventEmitter keeps its listeners.
import { EventEmitter } from 'node:events'

/** Undocumented, and so since Node's first years: a function, or an array of several. Absent: `emit` does it all. */
interface Listening {
  readonly _events?: { readonly data?: unknown; readonly message?: unknown }
}

export function emitData(emitter: EventEmitter, bytes: Uint8Array): void {
  const listener = (emitter as unknown as Listening)._events?.data
  if (typeof listener === 'function' && !EventEmitter.captureRejections) listener.call(emitter, bytes)
  else emitter.emit('data', bytes)
}

export function emitMessage(emitter: EventEmitter, bytes: Uint8Array, from: object): void {
  const listener = (emitter as unknown as Listening)._events?.message
  if (typeof listener === 'function' && !EventEmitter.captureRejections) listener.call(emitter, bytes, from)
  else emitter.emit('message', bytes, from)
}
