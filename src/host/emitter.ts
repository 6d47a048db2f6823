// The part of Node's EventEmitter that the contract's objects have. A real EventEmitter satisfies it.

/** `Events` maps an event's name to the arguments of its listeners. */
export interface Emitter<Events extends { [E in keyof Events]: unknown[] }> {
  on<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this
  once<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this
  off<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this
  removeAllListeners(event?: keyof Events & string): this
  listenerCount(event: keyof Events & string): number
}
