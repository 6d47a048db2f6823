// Text from the network made fit for a terminal: nothing in it can move the cursor or turn the line around.

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu

const ONE_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'u')

/** Whether nothing in the text would have to be escaped. */
export function isPrintable(text: string): boolean {
  return !ONE_UNPRINTABLE.test(text)
}

/** Characters of one printed message: more is cut. */
export const MAX_PRINTED_CHARACTERS = 1_000_000

/** Control characters become \u escapes, as JSON writes them; past `maxCharacters` the text is cut and says so. */
export function printable(text: string, maxCharacters = MAX_PRINTED_CHARACTERS): string {
  const cut = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}… (${text.length} characters)` : text
  return cut.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
