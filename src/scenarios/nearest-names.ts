// Names that a mistyped one may have meant.

const MAX_SUGGESTIONS = 3

/** How much worse than the best another may be. */
const TOLERANCE = 1

/** The nearest of `names`, best first: those within a third of the letters, or that contain what was typed. */
export function nearestNames(typed: string, names: readonly string[]): string[] {
  const near = names
    .map((name) => ({ name, distance: name.includes(typed) ? 1 : editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(Math.max(name.length, typed.length) / 3)))
    .sort((one, other) => one.distance - other.distance)
  const best = near[0]?.distance ?? 0
  return near
    .filter(({ distance }) => distance <= best + TOLERANCE)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name)
}

/** Letters to add, drop or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
