// What peers of the chunk swarm are known by.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePeerKey, peerKey, unmapped } from '../../src/wire/peer-key.ts'

const port = fc.integer({ min: 1, max: 65_535 })

test('the key of any address and port is read back; IPv4 is the same however it was seen', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), port, (address, at) => {
      expect(parsePeerKey(peerKey(address, at))).toEqual({ ok: true, value: { host: unmapped(address), port: at } })
    }),
  )
  expect(peerKey('::ffff:10.0.0.1', 80)).toBe('10.0.0.1:80')
})

test('any text at all gives an address or a reason', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.string(), fc.nat()).map((parts) => parts.join(':')),
  )
  fc.assert(
    fc.property(text, (any) => {
      const result = parsePeerKey(any)
      if (result.ok) expect(`${result.value.host}:${result.value.port}`.length).toBeLessThanOrEqual(any.length)
      else expect(result.reason).toMatch(/ is not (<address>:<port>|a port)$/)
    }),
  )
})
