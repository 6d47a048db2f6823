// The keys of an object inside a JSON text in the order they were written. JSON.parse loses it: JavaScript moves keys that
// look like numbers, such as the file name "23", to the front.

/**
 * Keys of the object that is the value of `member` at the top of `text`, in their order, each once; empty when there is
 * none. `text` must be valid JSON already. O(length of the text).
 */
export function memberKeyOrder(text: string, member: string): string[] {
  const keys = new Set<string>()
  let depth = 0
  let inMember = false
  let lastString = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      lastString = text.slice(at, end + 1)
      at = end
    } else if (char === ':') {
      const key = JSON.parse(lastString) as string
      if (depth === 1) {
        inMember = key === member
        if (inMember) keys.clear()
      } else if (depth === 2 && inMember) keys.add(key)
    } else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
  }
  return [...keys]
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"' && at < text.length) at += text[at] === '\\' ? 2 : 1
  return at
}
