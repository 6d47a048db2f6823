// Sorts pairs of numbers that lie in two typed arrays, where they are: quicksort, and insertion where it is faster.

/** Fewer pairs are sorted by insertion. */
const FEW = 10

/** The first `count` pairs, by their keys. */
export function sortPairs(keys: Float64Array, values: Int32Array, count: number): void {
  if (!isSorted(keys, count)) sort(keys, values, 0, count - 1)
}

function isSorted(keys: Float64Array, count: number): boolean {
  for (let index = 1; index < count; index++) {
    if ((keys[index - 1] as number) > (keys[index] as number)) return false
  }
  return true
}

/** Those from `first` to `last`. */
function sort(keys: Float64Array, values: Int32Array, first: number, last: number): void {
  while (last - first >= FEW) {
    const pivot = middleOf(keys[first] as number, keys[(first + last) >> 1] as number, keys[last] as number)
    let low = first
    let high = last
    while (low <= high) {
      let lowKey = keys[low] as number
      while (lowKey < pivot) lowKey = keys[++low] as number
      let highKey = keys[high] as number
      while (highKey > pivot) highKey = keys[--high] as number
      if (low > high) break
      const value = values[low] as number
      keys[low] = highKey
      keys[high] = lowKey
      values[low++] = values[high] as number
      values[high--] = value
    }
    // The smaller part first: so never more than a few calls lie within each other.
    if (high - first < last - low) {
      sort(keys, values, first, high)
      first = low
    } else {
      sort(keys, values, low, last)
      last = high
    }
  }
  insert(keys, values, first, last)
}

function insert(keys: Float64Array, values: Int32Array, first: number, last: number): void {
  for (let index = first + 1; index <= last; index++) {
    const key = keys[index] as number
    const value = values[index] as number
    let place = index
    for (; place > first; place--) {
      const keyBefore = keys[place - 1] as number
      if (keyBefore <= key) break
      keys[place] = keyBefore
      values[place] = values[place - 1] as number
    }
    keys[place] = key
    values[place] = value
  }
}

function middleOf(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a
  return a < c ? a : b < c ? c : b
}
