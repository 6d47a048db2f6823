// Names of users in both chats: which are allowed, and when two are the same.
import { isPrintable } from './printable.ts'

/** Characters (code points) of a name, unless told otherwise. */
export const DEFAULT_MAX_NAME_CHARACTERS = 64
/** The most that can be allowed: a name has to fit in a line beside other things. */
export const LARGEST_MAX_NAME_CHARACTERS = 256

/** Null when the name is fine, else why it is not. */
export function userNameFault(name: string, maxCharacters = DEFAULT_MAX_NAME_CHARACTERS): string | null {
  if (name === '') return 'the name is empty'
  const characters = [...name.slice(0, 2 * maxCharacters + 1)].length
  if (characters > maxCharacters) return `the name is longer than ${maxCharacters} characters`
  if (!isPrintable(name)) return 'the name has a control character in it'
  if (name.trim() !== name) return 'the name begins or ends with a space'
  return null
}

/** Two names with the same key are the same name, however their accents are put together. */
export function userNameKey(name: string): string {
  return name.normalize('NFC')
}
