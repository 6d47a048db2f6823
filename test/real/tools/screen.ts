// Just enough of a screen to see what a person would: the control sequences that node:readline writes.

/** CSI sequences by their last letter, or any other text up to the next control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TOKEN = /\x1b\[(\d*)([A-Z])|\r|\n|[^\x1b\r\n]+/g

export class Screen {
  readonly #columns: number
  #rows: string[] = ['']
  #row = 0
  #column = 0

  constructor(columns: number) {
    this.#columns = columns
  }

  /** The rows, without blanks at their ends; no empty rows at the end. */
  get text(): string {
    return this.#rows
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd()
  }

  write(text: string): void {
    for (const [token, count = '', letter] of text.matchAll(TOKEN)) {
      if (letter !== undefined) this.#control(letter, count)
      else if (token === '\r') this.#column = 0
      else if (token === '\n') this.#newline()
      else this.#print(token)
    }
  }

  #control(letter: string, count: string): void {
    const number = count === '' ? 1 : Number(count)
    if (letter === 'A') this.#row = Math.max(0, this.#row - number)
    else if (letter === 'B') this.#row = Math.min(this.#rows.length - 1, this.#row + number)
    else if (letter === 'C') this.#column += number
    else if (letter === 'D') this.#column = Math.max(0, this.#column - number)
    else if (letter === 'G') this.#column = number - 1
    else if (letter === 'K') this.#rows[this.#row] = count === '2' ? '' : this.#current.slice(0, this.#column)
    else if (letter === 'J') {
      this.#rows[this.#row] = this.#current.slice(0, this.#column)
      this.#rows.length = this.#row + 1
    }
  }

  /** A terminal in its usual mode goes to the first column, too. */
  #newline(): void {
    this.#column = 0
    this.#row++
    if (this.#row === this.#rows.length) this.#rows.push('')
  }

  #print(text: string): void {
    for (const character of text) {
      if (this.#column >= this.#columns) this.#newline()
      const row = this.#current.padEnd(this.#column)
      this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1)
      this.#column++
    }
  }

  get #current(): string {
    return this.#rows[this.#row] ?? ''
  }
}
