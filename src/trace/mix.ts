// A 128-bit running hash of 32-bit words, in plain 32-bit integer arithmetic, so that it is the same on every Node version.
// It tells two runs apart; it is no cryptographic digest. Knows nothing of events.

const PRIME_A = 0x9e3779b1
const PRIME_B = 0x85ebca77
const PRIME_C = 0xc2b2ae3d
const PRIME_D = 0x27d4eb2f

/** Turns a digit of a float64's exponent range into the upper 32 bits of an integer: exact for |value| < 2^53. */
const TWO_TO_MINUS_32 = 2 ** -32

const float = new DataView(new ArrayBuffer(8))

/** Four lanes of 32 bits. Words go in four at a time; each step is a bijection of the lanes, so no change gets lost. */
export class Mix {
  #a = PRIME_A | 0
  #b = PRIME_B | 0
  #c = PRIME_C | 0
  #d = PRIME_D | 0

  /** Mixes four 32-bit words in. */
  words(w: number, x: number, y: number, z: number): void {
    let a = Math.imul(this.#a ^ w, PRIME_A)
    let b = Math.imul(this.#b ^ x, PRIME_B)
    let c = Math.imul(this.#c ^ y, PRIME_C)
    let d = Math.imul(this.#d ^ z, PRIME_D)
    a ^= a >>> 15
    b ^= b >>> 13
    c ^= c >>> 16
    d ^= d >>> 14
    // The lanes learn of each other, so that a difference in one word reaches all 128 bits within two steps.
    b = (b + a) | 0
    c = (c + b) | 0
    d = (d + c) | 0
    this.#a = (a + d) | 0
    this.#b = b
    this.#c = c
    this.#d = d
  }

  /** Mixes text in, every UTF-16 unit of it and its length. */
  text(text: string): void {
    let even = 0x811c9dc5 | 0
    let odd = 0x01000193
    const { length } = text
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at)
      even = Math.imul(even ^ unit, 0x01000193)
      odd = Math.imul(odd + unit, PRIME_C) ^ (odd >>> 15)
    }
    this.words(length, even, odd, 1)
  }

  /** Mixes any number in, told apart to the last bit; integers cost less. */
  number(value: number): void {
    if (Number.isInteger(value) && value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER) {
      this.words(value | 0, highWord(value), Object.is(value, -0) ? 1 : 0, 2)
    } else {
      float.setFloat64(0, value)
      this.words(float.getInt32(0), float.getInt32(4), 0, 3)
    }
  }

  /** 32 lower-case hex digits of what was mixed so far; more may follow. */
  digest(): string {
    const end = new Mix()
    end.#a = this.#a
    end.#b = this.#b
    end.#c = this.#c
    end.#d = this.#d
    end.words(0, 0, 0, 4)
    end.words(0, 0, 0, 5)
    return hex(avalanche(end.#a)) + hex(avalanche(end.#b)) + hex(avalanche(end.#c)) + hex(avalanche(end.#d))
  }

  /** One lane: enough to notice that two runs have parted, event by event. */
  peek(): number {
    return this.#a ^ this.#c
  }
}

/** The upper 32 bits of a safe integer, of which `value | 0` are the lower. */
export function highWord(value: number): number {
  return Math.floor(value * TWO_TO_MINUS_32) | 0
}

function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), PRIME_B)
  mixed = Math.imul(mixed ^ (mixed >>> 13), PRIME_C)
  return mixed ^ (mixed >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
