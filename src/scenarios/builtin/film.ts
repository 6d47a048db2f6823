// The file that swarms and downloads are about, and what must hold of those who want it.
import type { Check } from '../../check/check.ts'
import { everyHostCompletes, noBadHashIsAccepted } from '../../check/completion.ts'
import { filesEqual } from '../../check/files.ts'
import { fillWithJavaRandom } from '../../wire/java-random.ts'

export const FILE = 'film.bin'

/** The same bytes in every run, so that runs differ by what the network does. */
export function filmBytes(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  fillWithJavaRandom(sizeBytes, bytes)
  return bytes
}

/** They all complete, with the right hash, in the words of their protocol, and the right bytes on disk. */
export function theFilmComes(
  names: readonly string[],
  sizeBytes: number,
  hashOf: (film: Uint8Array) => string,
): Check[] {
  const film = filmBytes(sizeBytes)
  return [
    everyHostCompletes({ hosts: names, file: FILE }),
    noBadHashIsAccepted({ [FILE]: hashOf(film) }),
    filesEqual(names, () => FILE, film),
  ]
}
