// Text made fit for a field of a line, and back: a field holds no newline, and all but the last of a line no space.
import { type Decoded, decoded, refused } from '../decoded.ts'

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', ' ': '\\s' }
const MEANINGS: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', s: ' ' }

/** For the last field of a line. */
export function escapeText(text: string): string {
  return text.replace(/[\\\n\r]/g, (char) => ESCAPES[char] as string)
}

/** For any other field. It must not be empty. */
export function escapeWord(text: string): string {
  return text.replace(/[\\\n\r ]/g, (char) => ESCAPES[char] as string)
}

/** Undoes both. */
export function unescapeText(field: string): Decoded<string> {
  if (!field.includes('\\')) return decoded(field)
  let wrong: string | null = null
  const text = field.replace(/\\(.?)/gsu, (whole, letter: string) => {
    const meaning = MEANINGS[letter]
    if (meaning === undefined) wrong ??= whole
    return meaning ?? ''
  })
  return wrong === null ? decoded(text) : refused(`${JSON.stringify(wrong)} means nothing: write a backslash as two`)
}
