// Replaces functions of objects by ones that look whose code calls, and puts the old ones back. Outside of every world a
// replacement does what the original does.
import type { Ambience } from './ambience.ts'
import { currentRegion } from './context.ts'

/** What a function does for code of a world. `original` is what it replaces. */
export type Instead = (ambience: Ambience, call: Call) => unknown

export interface Call {
  readonly original: (...args: unknown[]) => unknown
  /** `this` of the call. */
  readonly self: unknown
  readonly args: unknown[]
  /** Set when it was called with `new`: the `new.target`. */
  readonly newTarget?: object
  /** The function to leave out of a stack, so that it begins with the caller. */
  readonly boundary: (...args: never[]) => unknown
}

export interface Patch {
  apply(): void
  /** Puts the original back, unless somebody else has put something there meanwhile. */
  undo(): void
}

/** Replaces `target[key]`, if there is such a function. */
export function patchFunction(target: object, key: PropertyKey, instead: Instead): Patch[] {
  const descriptor = Object.getOwnPropertyDescriptor(target, key)
  if (descriptor === undefined || descriptor.configurable !== true) return []
  const original: unknown = Reflect.get(target, key)
  if (typeof original !== 'function') return []
  const value = guarded(original as Call['original'], instead)
  const enumerable = descriptor.enumerable === true
  return [patchProperty(target, key, { value, writable: true, configurable: true, enumerable })]
}

/**
 * As `patchFunction`, but what others put there meanwhile comes into force only when this is undone: vitest puts
 * `process.nextTick` back as it found it, some time after it has looked.
 */
export function patchFirmly(target: object, key: PropertyKey, instead: Instead): Patch[] {
  const descriptor = Object.getOwnPropertyDescriptor(target, key)
  const original: unknown = Reflect.get(target, key)
  if (descriptor?.configurable !== true || typeof original !== 'function') return []
  const replacement = guarded(original as Call['original'], instead)
  let later = descriptor
  const set = (value: unknown) => {
    // Who puts back what it found finds this one.
    later = value === replacement ? descriptor : { value, writable: true, configurable: true, enumerable: true }
  }
  return [
    {
      apply: () =>
        void Object.defineProperty(target, key, { get: () => replacement, set, configurable: true, enumerable: true }),
      undo: () => void Object.defineProperty(target, key, later),
    },
  ]
}

/** Replaces what a getter gives, for code of a world. */
export function patchGetter(
  target: object,
  key: PropertyKey,
  get: (ambience: Ambience, self: unknown) => unknown,
): Patch[] {
  const descriptor = Object.getOwnPropertyDescriptor(target, key)
  if (descriptor === undefined || descriptor.configurable !== true) return []
  function guardedGetter(this: unknown): unknown {
    const region = currentRegion()
    if (region !== null) return get(region.ambience(), this)
    return descriptor?.get === undefined ? descriptor?.value : descriptor.get.call(this)
  }
  const { enumerable = false, set } = descriptor
  const replacement = { get: guardedGetter, ...(set && { set }), configurable: true, enumerable }
  return [patchProperty(target, key, replacement)]
}

function patchProperty(target: object, key: PropertyKey, replacement: PropertyDescriptor): Patch {
  let before: PropertyDescriptor | undefined
  return {
    apply() {
      before = Object.getOwnPropertyDescriptor(target, key)
      Object.defineProperty(target, key, replacement)
    },
    undo() {
      const now = Object.getOwnPropertyDescriptor(target, key)
      const isOurs = now?.value === replacement.value && now?.get === replacement.get
      if (before !== undefined && isOurs) Object.defineProperty(target, key, before)
    },
  }
}

/** A function that is the original in everything but what it does for code of a world. */
function guarded(original: Call['original'], instead: Instead): object {
  const traps = {
    apply(_: object, self: unknown, args: unknown[]): unknown {
      const region = currentRegion()
      if (region === null) return Reflect.apply(original, self, args)
      return instead(region.ambience(), { original, self, args, boundary: traps.apply })
    },
    construct(_: object, args: unknown[], newTarget: object): object {
      const region = currentRegion()
      if (region === null) return Reflect.construct(original, args, newTarget as never) as object
      const call = { original, self: undefined, args, newTarget, boundary: traps.construct }
      return instead(region.ambience(), call) as object
    },
  }
  return new Proxy(original, traps)
}
