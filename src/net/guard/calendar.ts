// `Date`, `Intl.DateTimeFormat` and `Temporal.Now` on the date of whose code asks.
import type { Ambience } from './ambience.ts'
import { currentRegion } from './context.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { type Instead, type Patch, patchFunction, patchGetter } from './patch.ts'

let calendar: FakeClock | null = null

/** The fake clock that lends its `Date`, at the date of the one who asks. */
function at(ambience: Ambience): FakeClock {
  calendar ??= createFakeClock()
  calendar.now = ambience.parts.nowMs()
  return calendar
}

export function dates(): Patch[] {
  return [
    // On the original itself, so that those who kept it are told the same.
    ...patchFunction(Date, 'now', (ambience) => ambience.parts.nowMs()),
    ...patchFunction(globalThis, 'Date', newDate(Date)),
    ...patchFunction(Intl.DateTimeFormat.prototype, 'formatToParts', formatted),
    ...patchFormat(),
    ...temporal(),
  ]
}

function newDate(original: DateConstructor): Instead {
  return (ambience, { args, newTarget }) => {
    const clock = at(ambience)
    if (newTarget === undefined) return (clock.Date as unknown as () => string)()
    if (args.length === 0 && newTarget === globalThis.Date) return Reflect.construct(clock.Date, [])
    const { construct } = Reflect
    return construct(original, (args.length === 0 ? [clock.now] : args) as [number], newTarget as DateConstructor)
  }
}

const formatted: Instead = (ambience, { original, self, args: [date, ...rest] }) =>
  original.call(self, date ?? ambience.parts.nowMs(), ...rest)

/** `format` is a getter of a bound function, which may be kept and called whenever. */
function patchFormat(): Patch[] {
  const { prototype } = Intl.DateTimeFormat
  const get = Object.getOwnPropertyDescriptor(prototype, 'format')?.get as (this: unknown) => (date?: unknown) => string
  return patchGetter(prototype, 'format', (_, self) => {
    const format = get.call(self)
    return (date?: unknown) => format(date ?? currentRegion()?.ambience().parts.nowMs())
  })
}

/** Node 26 and later. */
function temporal(): Patch[] {
  const { Temporal } = globalThis as { Temporal?: { readonly Now: object } }
  if (Temporal === undefined) return []
  return Object.getOwnPropertyNames(Temporal.Now)
    .filter((name) => name !== 'timeZoneId')
    .flatMap((name) =>
      patchFunction(Temporal.Now, name, (ambience, { args }) => {
        const { Temporal: faked } = at(ambience) as unknown as {
          Temporal: { Now: Record<string, (...args: unknown[]) => unknown> }
        }
        return faked.Now[name]?.(...args)
      }),
    )
}
