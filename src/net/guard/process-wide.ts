// State that a process has once, also when this package is loaded twice: there is only one `Date` to replace, and a
// second guard above a first one would not know the first one's worlds.

/** The value of that name, made by the first who asks. */
export function processWide<T extends object>(name: string, make: () => T): T {
  const values = globalThis as unknown as Record<symbol, T | undefined>
  const key = Symbol.for(`seednet ${name}`)
  const existing = values[key]
  if (existing !== undefined) return existing
  const made = make()
  Object.defineProperty(globalThis, key, { value: made, configurable: true })
  return made
}
