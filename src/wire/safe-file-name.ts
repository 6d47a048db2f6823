// Which names from the network may become a file in a folder of ours. Nothing that passes can leave that folder.
import { isPrintable } from './printable.ts'

/** Bytes of a name in UTF-8: room for the endings of our own files below the 255 that file systems take. */
export const MAX_FILE_NAME_BYTES = 200

/** The folder beside the files in which half-fetched ones are kept. */
export const PRIVATE_FOLDER = '.seednet'

const utf8 = new TextEncoder()

/** Null when the name is fine, else why it is not. */
export function fileNameFault(name: string): string | null {
  if (name === '') return 'the file name is empty'
  if (name.length > MAX_FILE_NAME_BYTES || utf8.encode(name).length > MAX_FILE_NAME_BYTES) {
    return `the file name is longer than ${MAX_FILE_NAME_BYTES} bytes`
  }
  if (name.includes('/') || name.includes('\\')) return 'the file name has a slash in it'
  if (!isPrintable(name)) return 'the file name has a control character in it'
  if (name === '.' || name === '..' || name === PRIVATE_FOLDER) return `"${name}" cannot be a file's name`
  return null
}
