// Sorts pairs of numbers that lie in two typed arrays: Shell's sort, which needs no memory and is fast for the lengths that
// occur here, a handful to some thousands.

/** Ciura's distances; from the last one on each is 2.25 times the one before. */
const GAPS = [1, 4, 10, 23, 57, 132, 301, 701]
const GAP_GROWTH = 2.25

/** The first `count` pairs, by their keys. */
export function sortPairs(keys: Float64Array, values: Int32Array, count: number): void {
  if (isSorted(keys, count)) return
  while ((GAPS.at(-1) as number) < count) GAPS.push(Math.floor((GAPS.at(-1) as number) * GAP_GROWTH))
  for (let index = GAPS.length - 1; index >= 0; index--) {
    const gap = GAPS[index] as number
    if (gap < count) sortByGap(keys, values, count, gap)
  }
}

/** Insertion sort of each `gap`th pair. */
function sortByGap(keys: Float64Array, values: Int32Array, count: number, gap: number): void {
  for (let index = gap; index < count; index++) {
    const key = keys[index] as number
    const value = values[index] as number
    let place = index
    for (let before = index - gap; before >= 0; before -= gap) {
      const keyBefore = keys[before] as number
      if (keyBefore <= key) break
      keys[place] = keyBefore
      values[place] = values[before] as number
      place = before
    }
    keys[place] = key
    values[place] = value
  }
}

function isSorted(keys: Float64Array, count: number): boolean {
  for (let index = 1; index < count; index++) {
    if ((keys[index - 1] as number) > (keys[index] as number)) return false
  }
  return true
}
