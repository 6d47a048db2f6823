// The machine code of `sha256-lanes.ts`: a WebAssembly module, written byte by byte, that hashes four pieces of equal length
// side by side, one in each 32-bit lane of a vector. It exports `memory` and
// `hash(from, pieceBytes, blocks, into)`: four pieces that lie one after the other from `from` on, of `blocks` blocks of 64
// bytes each, their eight state words (of all four lanes each) to `into`. FIPS 180-4 §6.2.2, the rounds written out.

export const ROUNDS = 64
/** Bytes of a vector: one word of each of the four pieces. */
export const VECTOR_BYTES = 16
/** A vector for each round: the round's constant in each lane. */
export const CONSTANTS_AT = 0
/** A vector for each round of the last block, which is padding and the same for all pieces of a length. */
export const PADDING_AT = ROUNDS * VECTOR_BYTES
export const MEMORY_PAGES = 2

type Code = readonly number[]

const I32 = 0x7f
const V128 = 0x7b
const LOOP = [0x03, 0x40]
const BRANCH_IF = [0x0d, 0x00]
const END = [0x0b]
const ADD_I32 = [0x6a]
const AND = vectorOp(78)
const XOR = vectorOp(81)
const SHIFT_LEFT = vectorOp(171)
const SHIFT_RIGHT = vectorOp(173)
const ADD = vectorOp(174)

const BLOCK_BYTES = 64
const BIG_ENDIAN = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]
/** Two vectors: their low words in turns, their high words in turns, both low halves, both high halves. */
const LOW_WORDS = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23]
const HIGH_WORDS = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31]
const LOW_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
const HIGH_HALVES = [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31]

// Locals: the four parameters, then ours.
const [FROM, PIECE_BYTES, BLOCKS, INTO] = [0, 1, 2, 3]
const POINTERS = [FROM, 4, 5, 6]
const STATE = range(7, 8)
const WORKING = range(15, 8)
const SCRATCH = range(23, 4)
const WORDS = range(27, 16)
const VECTOR_LOCALS = 36

/** `initialState`: the eight words H(0). */
export function sha256Module(initialState: readonly number[]): Uint8Array {
  const locals = [2, ...unsigned(POINTERS.length - 1), I32, ...unsigned(VECTOR_LOCALS), V128]
  const code = [...locals, ...body(initialState)]
  const signature = [0x60, 4, I32, I32, I32, I32, 0]
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...signature]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, MEMORY_PAGES]),
    ...section(7, [2, ...name('hash'), 0, 0, ...name('memory'), 2, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  )
}

function body(initialState: readonly number[]): number[] {
  const code: number[] = []
  STATE.forEach((local, index) => code.push(...splat(initialState[index] ?? 0), ...set(local)))
  for (let lane = 1; lane < POINTERS.length; lane++) {
    code.push(...get(at(POINTERS, lane - 1)), ...get(PIECE_BYTES), ...ADD_I32, ...set(at(POINTERS, lane)))
  }
  code.push(...LOOP, ...loadWords(), ...rounds(scheduledWord))
  for (const pointer of POINTERS) code.push(...get(pointer), ...constant(BLOCK_BYTES), ...ADD_I32, ...set(pointer))
  code.push(...get(BLOCKS), ...constant(-1), ...ADD_I32, ...tee(BLOCKS), ...BRANCH_IF, ...END)
  code.push(...rounds((round) => load(PADDING_AT + round * VECTOR_BYTES)))
  STATE.forEach((local, index) => code.push(...get(INTO), ...get(local), ...store(index * VECTOR_BYTES)))
  return [...code, ...END]
}

/** The sixteen words of the next block of each piece, turned so that a vector has the same word of all four. */
function loadWords(): number[] {
  const code: number[] = []
  const [first, second, third, fourth] = SCRATCH as [number, number, number, number]
  for (let word = 0; word < WORDS.length; word += 4) {
    POINTERS.forEach((pointer, lane) => {
      const local = at(SCRATCH, lane)
      code.push(...get(pointer), ...load(word * 4, false), ...tee(local), ...get(local))
      code.push(...shuffle(BIG_ENDIAN), ...set(local))
    })
    const pairs: ReadonlyArray<readonly [from: number, to: number, with_: number, order: Code]> = [
      [first, at(WORKING, 0), second, LOW_WORDS],
      [third, at(WORKING, 1), fourth, LOW_WORDS],
      [first, at(WORKING, 2), second, HIGH_WORDS],
      [third, at(WORKING, 3), fourth, HIGH_WORDS],
      [at(WORKING, 0), at(WORDS, word), at(WORKING, 1), LOW_HALVES],
      [at(WORKING, 0), at(WORDS, word + 1), at(WORKING, 1), HIGH_HALVES],
      [at(WORKING, 2), at(WORDS, word + 2), at(WORKING, 3), LOW_HALVES],
      [at(WORKING, 2), at(WORDS, word + 3), at(WORKING, 3), HIGH_HALVES],
    ]
    for (const [one, to, other, order] of pairs) code.push(...get(one), ...get(other), ...shuffle(order), ...set(to))
  }
  return code
}

/** All rounds of a block; `input` gives the code for message word plus constant. */
function rounds(input: (round: number) => Code): number[] {
  const code: number[] = []
  STATE.forEach((local, index) => code.push(...get(local), ...set(at(WORKING, index))))
  for (let round = 0; round < ROUNDS; round++) {
    // Instead of moving eight values on by one place, their names move.
    const named = (index: number) => at(WORKING, (index - round + ROUNDS) % 8)
    const [a, b, c, d] = [named(0), named(1), named(2), named(3)]
    const [e, f, g, h] = [named(4), named(5), named(6), named(7)]
    const sum = at(SCRATCH, 0)
    code.push(...input(round), ...get(h), ...ADD, ...mixed(e, 6, 11, 25), ...ADD)
    code.push(...get(f), ...get(g), ...XOR, ...get(e), ...AND, ...get(g), ...XOR, ...ADD, ...tee(sum))
    code.push(...get(d), ...ADD, ...set(d))
    code.push(...mixed(a, 2, 13, 22), ...get(sum), ...ADD)
    code.push(...get(a), ...get(b), ...XOR, ...get(c), ...AND, ...get(a), ...get(b), ...AND, ...XOR)
    code.push(...ADD, ...set(h))
  }
  STATE.forEach((local, index) => code.push(...get(local), ...get(at(WORKING, index)), ...ADD, ...set(local)))
  return code
}

/** From the 17th round on a word is made of four earlier ones; sixteen are kept. */
function scheduledWord(round: number): Code {
  const word = at(WORDS, round % 16)
  const withConstant = [...load(CONSTANTS_AT + round * VECTOR_BYTES), ...ADD]
  if (round < 16) return [...get(word), ...withConstant]
  const near = [...mixed(at(WORDS, (round + 14) % 16), 17, 19, -10), ...ADD]
  const far = [...mixed(at(WORDS, (round + 1) % 16), 7, 18, -3), ...ADD]
  return [...get(word), ...far, ...get(at(WORDS, (round + 9) % 16)), ...ADD, ...near, ...tee(word), ...withConstant]
}

/** Three rotations to the right, XORed; the last is a plain shift when it is negative. */
function mixed(local: number, first: number, second: number, third: number): Code {
  const right = (bits: number) => [...get(local), ...constant(bits), ...SHIFT_RIGHT]
  const left = (bits: number) => [...get(local), ...constant(32 - bits), ...SHIFT_LEFT]
  const parts = [right(first), left(first), right(second), left(second), right(Math.abs(third))]
  if (third > 0) parts.push(left(third))
  return parts.flatMap((part, index) => (index === 0 ? part : [...part, ...XOR]))
}

function get(local: number): Code {
  return [0x20, local]
}

function set(local: number): Code {
  return [0x21, local]
}

function tee(local: number): Code {
  return [0x22, local]
}

function constant(value: number): Code {
  return [0x41, ...signed(value)]
}

function splat(word: number): Code {
  const bytes = [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]
  return [...vectorOp(12), ...bytes, ...bytes, ...bytes, ...bytes]
}

/** A vector from a fixed place, or from the place on the stack and so many bytes on. */
function load(offset: number, isFixed = true): Code {
  return [...(isFixed ? constant(0) : []), ...vectorOp(0), 0, ...unsigned(offset)]
}

function store(offset: number): Code {
  return [...vectorOp(11), 0, ...unsigned(offset)]
}

function shuffle(order: Code): Code {
  return [...vectorOp(13), ...order]
}

function vectorOp(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)]
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content]
}

function name(text: string): Code {
  return [text.length, ...new TextEncoder().encode(text)]
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

function at(locals: readonly number[], index: number): number {
  return locals[index] ?? 0
}
