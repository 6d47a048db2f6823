// An emitter with an event that comes with every segment or datagram. `emit` of Node's EventEmitter packs the arguments into
// an array and looks the event up in a way that no compiler can make fast; with one listener, as nearly always, that is three
// quarters of its cost. So the one listener is kept, until listeners change. The one place that knows where an EventEmitter
// has them.
import { EventEmitter } from 'node:events'

// oxlint-disable-next-line typescript/no-explicit-any -- as EventEmitter declares it
type Listener = (...args: any[]) => void

/** Undocumented, and so since Node's first years: a function, or an array of several. Absent: `emit` does it all. */
interface Listening {
  readonly _events?: Readonly<Record<string, unknown>>
}

export class DirectEmitter extends EventEmitter {
  /** The only listener of the event; null: there is none, or several; undefined: that is to be looked up. */
  #only: Listener | null | undefined
  readonly #event: 'data' | 'message'

  constructor(event: 'data' | 'message') {
    super()
    this.#event = event
  }

  emitData(bytes: Uint8Array): void {
    const only = this.#only === undefined ? this.#lookUp() : this.#only
    if (only === null) this.emit('data', bytes)
    else only.call(this, bytes)
  }

  emitMessage(bytes: Uint8Array, from: object): void {
    const only = this.#only === undefined ? this.#lookUp() : this.#only
    if (only === null) this.emit('message', bytes, from)
    else only.call(this, bytes, from)
  }

  override on(event: string | symbol, listener: Listener): this {
    return this.#change(() => super.on(event, listener))
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener)
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    return this.#change(() => super.prependListener(event, listener))
  }

  override removeListener(event: string | symbol, listener: Listener): this {
    return this.#change(() => super.removeListener(event, listener))
  }

  override off(event: string | symbol, listener: Listener): this {
    return this.removeListener(event, listener)
  }

  override removeAllListeners(event?: string | symbol): this {
    return this.#change(() => (event === undefined ? super.removeAllListeners() : super.removeAllListeners(event)))
  }

  /** What hears of the change while it is made ('newListener', 'removeListener') may emit. */
  #change(make: () => this): this {
    this.#only = undefined
    make()
    this.#only = undefined
    return this
  }

  #lookUp(): Listener | null {
    const listener = (this as Listening)._events?.[this.#event]
    const only = typeof listener === 'function' && !EventEmitter.captureRejections ? (listener as Listener) : null
    this.#only = only
    return only
  }
}
