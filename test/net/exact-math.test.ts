// Logarithm and power of plain arithmetic: close to the engine's own, and the same bits everywhere.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cubeRoot, exp, ln, pow } from '../../src/net/exact-math.ts'

const RELATIVE_ERROR = 1e-12

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(RELATIVE_ERROR * Math.max(1, Math.abs(expected)))
}

/** The 64 bits of a double, as hex. */
function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

describe('exact math', () => {
  test('ln agrees with Math.log to 1e-12 from 1e-9 to 1e9', () => {
    fc.assert(fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (x) => expectClose(ln(x), Math.log(x))))
  })

  test('exp agrees with Math.exp to 1e-12 of its value from −50 to 50', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(RELATIVE_ERROR)
      }),
    )
  })

  test('the cube root agrees with Math.cbrt to 1e-12 of its value, and of 0 is 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (x) => {
        expect(Math.abs(cubeRoot(x) / Math.cbrt(x) - 1)).toBeLessThanOrEqual(RELATIVE_ERROR)
      }),
    )
    expect(cubeRoot(0)).toBe(0)
  })

  test('pow agrees with ** to 1e-12 of its value for the dice of a Pareto distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2 ** -32, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 10, noNaN: true }),
        (base, shape) => {
          expect(Math.abs(pow(base, -1 / shape) / base ** (-1 / shape) - 1)).toBeLessThanOrEqual(RELATIVE_ERROR)
        },
      ),
    )
  })

  test('the values that everyone knows come out exactly', () => {
    expect([ln(1), exp(0), pow(7, 0), pow(1, 123)]).toEqual([0, 1, 1, 1])
    expect(ln(2)).toBe(Math.LN2)
  })

  // Taken from this implementation: a run on another engine must give the same bits, or its dice fall differently.
  test.each<[string, number, string]>([
    ['ln 10', ln(10), '40026bb1bbb55515'],
    ['ln 1e-9', ln(1e-9), 'c034b927f32bffb8'],
    ['exp 1', exp(1), '4005bf0a8b145768'],
    ['exp −0.7', exp(-0.7), '3fdfc80db9dd5542'],
    ['0.3 to the −1/1.5', pow(0.3, -1 / 1.5), '4001d9fee00723a0'],
    ['the cube root of 75', cubeRoot(75), '4010de601024fb88'],
    ['the cube root of 0.03', cubeRoot(0.03), '3fd3e2e3c5da7ee4'],
    ['2^−32 to the −0.4', pow(2 ** -32, -0.4), '40bbdb8cdadbe121'],
  ])('the bits of %s are those of every other engine', (_, value, bits) => {
    expect(bitsOf(value)).toBe(bits)
  })
})
