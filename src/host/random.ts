// A host's dice: a stream of the run's seed in the virtual network, the system's generator on the real backing.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform whole number in [0, bound). `bound` is 1..2^32. */
  below(bound: number): number
}

/** A random element, or undefined of an empty list. */
export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : items[random.below(items.length)]
}

/** Shuffles in place (Fisher-Yates) and returns the array. */
export function shuffle<T>(random: Random, items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const held = items[last] as T
    items[last] = items[other] as T
    items[other] = held
  }
  return items
}
