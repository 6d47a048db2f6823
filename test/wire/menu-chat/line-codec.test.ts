// The lines of the menu chat: what is sent, and what is made of what comes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLine, encodeLine, type LineMessage, type LineTable } from '../../../src/wire/menu-chat/line-codec.ts'
import { CLIENT_LINES, maxLineBytes, OWNER_LINES, SERVER_LINES } from '../../../src/wire/menu-chat/messages.ts'

const TOKEN = '00112233445566778899aabbccddeeff'

function reason<Table extends LineTable>(table: Table, line: string): string {
  const result = decodeLine(table, line)
  return result.ok ? `it was taken: ${JSON.stringify(result.value)}` : result.reason
}

describe('a line', () => {
  it.each<[LineMessage<typeof SERVER_LINES>, string]>([
    [{ type: 'welcome', idleMs: 30_000, maxMessageBytes: 65_536 }, 'welcome 30000 65536'],
    [{ type: 'msg', sender: 'Mary Ann', text: 'hello there' }, 'msg Mary\\sAnn hello there'],
    [{ type: 'msg', sender: 'bob', text: '' }, 'msg bob '],
    [{ type: 'msg', sender: 'bob', text: 'two\nlines\r\\ ' }, 'msg bob two\\nlines\\r\\\\ '],
    [{ type: 'give', token: TOKEN, requester: 'bob', file: 'my photo.jpg' }, `give ${TOKEN} bob my photo.jpg`],
    [{ type: 'offer', id: 7, token: TOKEN, address: '10.0.0.2', port: 6000 }, `offer 7 ${TOKEN} 10.0.0.2 6000`],
    [{ type: 'failed', id: 7, code: 'no-user', text: 'nobody here' }, 'failed 7 no-user nobody here'],
    [{ type: 'ping' }, 'ping'],
  ])('%o is sent as it stands in the protocol, and read back', (message, line) => {
    expect(encodeLine(SERVER_LINES, message)).toBe(line)
    expect(decodeLine(SERVER_LINES, line)).toEqual({ ok: true, value: message })
  })

  it('carries any text and any name', () => {
    const any = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/\p{Cs}/gu, ''))
    fc.assert(
      fc.property(
        any.filter((name) => name !== ''),
        any,
        (sender, text) => {
          const line = encodeLine(SERVER_LINES, { type: 'msg', sender, text })
          expect(line).not.toMatch(/[\r\n]/)
          expect(decodeLine(SERVER_LINES, line)).toEqual({ ok: true, value: { type: 'msg', sender, text } })
        },
      ),
    )
  })

  it('has room for a message of the limit, whatever has to be escaped in it', () => {
    const line = encodeLine(SERVER_LINES, { type: 'msg', sender: '\\'.repeat(256), text: '\n'.repeat(1000) })
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(maxLineBytes(1000))
  })

  it('never makes the decoder throw', () => {
    const word = fc.constantFrom(...Object.keys(CLIENT_LINES), 'constructor', '__proto__', '')
    fc.assert(
      fc.property(word, fc.string({ unit: 'binary' }), (type, rest) => {
        expect(decodeLine(CLIENT_LINES, `${type} ${rest}`).ok).toBeTypeOf('boolean')
      }),
    )
  })

  it.each<[string, string]>([
    ['', '"" is no word that is known here'],
    ['hello', '"hello" is no word that is known here'],
    ['toString', '"toString" is no word that is known here'],
    ['PING', '"PING" is no word that is known here'],
    [`${'x'.repeat(41)}`, `"${'x'.repeat(40)}…" is no word that is known here`],
    ['get', "'get' without its field 'id'"],
    ['get 1', "'get' without its field 'owner'"],
    ['get one bob a.txt', "'get' with a bad 'id': \"one\" is no number"],
    ['get 1  a.txt', "'get' with a bad 'owner': it is empty"],
    ['get 9007199254740992 bob a.txt', "'get' with a bad 'id': 9007199254740992 is above 9007199254740991"],
    ['listen 65536', "'listen' with a bad 'port': 65536 is above 65535"],
    ['listen -1', "'listen' with a bad 'port': \"-1\" is no port"],
    ['ping pong', "'ping' with more after its last field"],
    ['ready 1234', "'ready' with a bad 'token': \"1234\" is no token"],
    ['msg C:\\temp', "'msg' with a bad 'text': \"\\\\t\" means nothing: write a backslash as two"],
    ['msg \\', "'msg' with a bad 'text': \"\\\\\" means nothing: write a backslash as two"],
    [`refuse ${TOKEN} Why not`, "'refuse' with a bad 'code': \"Why\" is no code"],
  ])('%j is refused with a reason', (line, expected) => {
    expect(reason(CLIENT_LINES, line)).toBe(expected)
  })

  it('without its text has an empty one', () => {
    expect(decodeLine(CLIENT_LINES, 'msg')).toEqual({ ok: true, value: { type: 'msg', text: '' } })
  })

  it('with a hash of other than 64 digits is refused', () => {
    expect(reason(OWNER_LINES, `sha256 ${'a'.repeat(63)}`)).toBe(
      `'sha256' with a bad 'hash': "${'a'.repeat(40)}…" is no hash`,
    )
  })

  it('that our own code would send wrongly is a bug', () => {
    expect(() => encodeLine(CLIENT_LINES, { type: 'listen', port: 65_536 })).toThrow(
      "65536 is no port, as 'port' must be",
    )
    expect(() => encodeLine(CLIENT_LINES, { type: 'ready', token: 'x y' })).toThrow(
      "x y is no token, as 'token' must be",
    )
  })
})
