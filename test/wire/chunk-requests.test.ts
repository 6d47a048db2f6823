// Requests, replies and peer keys: what is understood, and what is said of the rest.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeChunkOrBinary,
  decodeLocationsReply,
  decodeRegistered,
  errorReply,
} from '../../src/wire/chunk-replies.ts'
import { decodePeerRequest, decodeTrackerRequest } from '../../src/wire/chunk-requests.ts'
import { parsePeerKey, peerKey } from '../../src/wire/peer-key.ts'

describe('requests', () => {
  test.each([
    { message: 1, files: [['bse', 1822]], lPort: 65050 },
    { message: 1, files: [], lPort: 1, hashes: { bse: 'a'.repeat(64) }, fresh: 1, unknown: [{}] },
    { message: 2 },
    { message: 3, fileName: '23' },
    { message: 3, fileName: '23', maxPeers: 12, ranges: true, lPort: 65050, dead: ['127.0.0.1:65051'] },
    { message: 4, fileName: '23', chunk: 2, lPort: 65050 },
    { message: 4, fileName: '23', chunks: [[1, 68]], size: 69630, lPort: 65050 },
    { message: 6, lPort: 65050 },
  ])('the tracker understands %j', (value) => {
    expect(decodeTrackerRequest(value)).toEqual({ ok: true, value })
  })

  test.each([
    [{}, '"message" must be 1, 2, 3, 4 or 6'],
    [{ message: 'one' }, '"message" must be 1, 2, 3, 4 or 6'],
    [{ message: 5, fileName: '23', chunk: 2 }, 'message 5 goes to a peer, not to the tracker'],
    [{ message: 1, files: [['bse']], lPort: 65050 }, '"files.0"'],
    [{ message: 1, files: [['bse', -1]], lPort: 65050 }, '"files.0.1"'],
    [{ message: 1, files: [['bse', 2 ** 40 + 1]], lPort: 65050 }, '"files.0.1"'],
    [{ message: 1, files: [], lPort: 65536 }, '"lPort"'],
    [{ message: 1, files: [] }, '"lPort" must be a whole number from 1 to 65535'],
    [{ message: 3, fileName: 23 }, '"fileName"'],
    [{ message: 3, fileName: '23', maxPeers: 0 }, '"maxPeers"'],
    [{ message: 4, fileName: '23', chunk: 0, lPort: 65050 }, '"chunk"'],
    [{ message: 3, fileName: '23', dead: Array(17).fill('a:1') }, '"dead"'],
  ])('the tracker says what is wrong with %j', (value, begin) => {
    const result = decodeTrackerRequest(value as Record<string, unknown>)
    expect(result.ok ? 'accepted' : result.reason.slice(0, begin.length)).toBe(begin)
  })

  test('a peer takes message 5 in both forms and nothing else', () => {
    const plain = { message: 5, fileName: '23', chunk: 2, peer: ['127.0.0.1', '65051'] }
    expect(decodePeerRequest(plain)).toEqual({ ok: true, value: plain })
    expect(decodePeerRequest({ ...plain, binary: 1, lPort: 7 }).ok).toBe(true)
    expect(decodePeerRequest({ ...plain, chunk: 1.5 }).ok).toBe(false)
    expect(decodePeerRequest({ message: 2 })).toEqual({ ok: false, reason: 'a peer answers message 5 only' })
  })

  test('no JSON at all makes a decoder throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('message', 'files', 'lPort', 'chunks', 'x'), fc.jsonValue()),
        (value) => {
          expect(() => [
            decodeTrackerRequest(value),
            decodePeerRequest(value),
            decodeLocationsReply(value),
          ]).not.toThrow()
        },
      ),
    )
  })
})

describe('replies', () => {
  test('an error is an error whatever was asked, and says whether it may pass', () => {
    expect(errorReply(3, 'why')).toBe('{"message":3,"success":0,"error":"why"}')
    expect(errorReply({}, 'why')).toBe('{"message":0,"success":0,"error":"why"}')
    expect(decodeRegistered(JSON.parse(errorReply(1, 'why')))).toEqual({ ok: false, reason: 'why', busy: false })
    expect(decodeChunkOrBinary(JSON.parse(errorReply(5, 'full', true)))).toEqual({
      ok: false,
      reason: 'full',
      busy: true,
    })
  })

  test('locations come as numbers from old trackers and as ranges when asked for', () => {
    const old = { message: 3, fileName: '23', peers: { 'a:1': [1, 2] }, length: 1 }
    const ours = {
      message: 3,
      fileName: '23',
      peers: { 'a:1': [[1, 68]] },
      length: 1,
      size: 69630,
      hash: 'b'.repeat(64),
    }
    expect(decodeLocationsReply(old)).toEqual({ ok: true, value: old })
    expect(decodeLocationsReply(ours)).toEqual({ ok: true, value: ours })
    expect(decodeLocationsReply({ ...ours, peers: { 'a:1': [['x', 2]] } }).ok).toBe(false)
  })
})

describe('the key of a peer', () => {
  test('is the address the server saw and the port the peer listens on', () => {
    expect(peerKey('127.0.0.1', 65050)).toBe('127.0.0.1:65050')
    expect(peerKey('::ffff:127.0.0.1', 65050)).toBe('127.0.0.1:65050')
    expect(parsePeerKey('10.0.0.7:65050')).toEqual({ ok: true, value: { host: '10.0.0.7', port: 65050 } })
    expect(parsePeerKey('::1:65050')).toEqual({ ok: true, value: { host: '::1', port: 65050 } })
  })

  test.each(['', 'x', 'a:0', 'a:65536', 'a b:1', ':1', 'a:1\n'])('%j is none', (key) => {
    expect(parsePeerKey(key).ok).toBe(false)
  })
})
