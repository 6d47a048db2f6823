// Logarithm and power out of +, −, × and ÷ alone: IEEE 754 fixes those to the bit, whereas `Math.log` and `**` may differ
// between engines, and a run must be the same on all of them. Good to about 1e-14, which is plenty for dice.

const LN2 = 0.6931471805599453
const SERIES_TERMS = 20

/** Natural logarithm of x > 0. */
export function ln(x: number): number {
  let exponent = 0
  let mantissa = x
  while (mantissa > 1.5) {
    mantissa /= 2
    exponent++
  }
  while (mantissa < 0.75) {
    mantissa *= 2
    exponent--
  }
  // ln m = 2 artanh((m − 1) / (m + 1)); |z| ≤ 0.2 here.
  const z = (mantissa - 1) / (mantissa + 1)
  let power = z
  let sum = 0
  for (let term = 0; term < SERIES_TERMS; term++) {
    sum += power / (2 * term + 1)
    power *= z * z
  }
  return 2 * sum + exponent * LN2
}

/** e to the x. */
export function exp(x: number): number {
  const halvings = Math.round(x / LN2)
  const rest = x - halvings * LN2
  let term = 1
  let sum = 1
  for (let n = 1; n <= SERIES_TERMS; n++) {
    term *= rest / n
    sum += term
  }
  const factor = halvings < 0 ? 0.5 : 2
  for (let n = Math.abs(halvings); n > 0; n--) sum *= factor
  return sum
}

/** base > 0 to the exponent. */
export function pow(base: number, exponent: number): number {
  return exp(exponent * ln(base))
}

const CUBE_ROOT_STEPS = 8

/** Cube root of x ≥ 0, by Newton's method from a power of two that is near. */
export function cubeRoot(x: number): number {
  if (x === 0) return 0
  let root = 1
  while (root * root * root < x) root *= 2
  while (root * root * root > x * 8) root /= 2
  for (let step = 0; step < CUBE_ROOT_STEPS; step++) root -= (root - x / (root * root)) / 3
  return root
}
