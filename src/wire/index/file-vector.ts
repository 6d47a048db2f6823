// Which of the 64 files a peer has: one bit for each. As text, 64 characters of 0 and 1, file 0 first.
import { type Decoded, decoded, refused } from '../decoded.ts'
import { FILE_COUNT } from './generated-file.ts'

export const VECTOR_BYTES = FILE_COUNT / 8

export class FileVector {
  /** File 0 is the highest bit of the first byte. */
  readonly #bits: Uint8Array

  /** Copies `bits`, which must be 8 bytes. */
  constructor(bits: Uint8Array = new Uint8Array(VECTOR_BYTES)) {
    // Not `slice`: on a real socket the bytes are a Buffer, whose `slice` is a view.
    this.#bits = new Uint8Array(bits)
  }

  static of(files: Iterable<number>): FileVector {
    const vector = new FileVector()
    for (const file of files) vector.add(file)
    return vector
  }

  static parse(text: string): Decoded<FileVector> {
    const wrong = text.search(/[^01]/)
    if (wrong >= 0)
      return refused(
        `the file vector has ${JSON.stringify(text[wrong])} at position ${wrong + 1}: only 0 and 1 are allowed`,
      )
    if (text.length !== FILE_COUNT) {
      return refused(`the file vector has ${text.length} characters: it must have ${FILE_COUNT}`)
    }
    const vector = new FileVector()
    for (let file = 0; file < FILE_COUNT; file++) if (text[file] === '1') vector.add(file)
    return decoded(vector)
  }

  copy(): FileVector {
    return new FileVector(this.#bits)
  }

  has(file: number): boolean {
    return ((this.#bits[file >> 3] ?? 0) & (0x80 >> (file & 7))) !== 0
  }

  add(file: number): void {
    this.#bits[file >> 3] = (this.#bits[file >> 3] ?? 0) | (0x80 >> (file & 7))
  }

  /** The indexes of the files it has, ascending. */
  files(): number[] {
    const files: number[] = []
    for (let file = 0; file < FILE_COUNT; file++) if (this.has(file)) files.push(file)
    return files
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.#bits)
  }

  toString(): string {
    let text = ''
    for (let file = 0; file < FILE_COUNT; file++) text += this.has(file) ? '1' : '0'
    return text
  }
}
