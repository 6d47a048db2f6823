// Addresses as text: what is one, and the one form in which it is shown.
import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalAddress, familyOf, isLoopback, mapped, unmapped } from '../../src/net/address-text.ts'

describe('the canonical form', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::1', '::1'],
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['FD00::00A:1', 'fd00::a:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1::', '1::'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is shown as %s', (text, shown) => {
    expect(canonicalAddress(text)).toBe(shown)
  })

  test.each([
    '',
    'host',
    '10.0.0',
    '10.0.0.256',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '12345::',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3',
    'fe80::1%eth0',
  ])('%s is no address', (text) => {
    expect(canonicalAddress(text)).toBeNull()
  })

  test('any eight groups have one that Node takes for an address, and that stays as it is', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((each) => each.toString(16)).join(':')
        const shown = canonicalAddress(text) ?? ''
        expect(isIPv6(shown)).toBe(true)
        expect(canonicalAddress(shown)).toBe(shown)
        expect(new URL(`http://[${shown}]`).host).toBe(new URL(`http://[${text}]`).host)
      }),
      { numRuns: 300 },
    )
  })
})

test('families, loopback and mapped addresses are told apart', () => {
  expect([familyOf('10.0.0.1'), familyOf('::ffff:10.0.0.1')]).toEqual([4, 6])
  expect(['127.9.9.9', '::1', '10.0.0.1', 'fd00::1'].map(isLoopback)).toEqual([true, true, false, false])
  expect([mapped('10.0.0.1'), unmapped('::ffff:10.0.0.1'), unmapped('::1')]).toEqual([
    '::ffff:10.0.0.1',
    '10.0.0.1',
    null,
  ])
})
