// Which names a user of a chat may have.
import { describe, expect, it } from 'vitest'
import { escapeText, unescapeText } from '../../src/wire/menu-chat/escape.ts'
import { userNameFault, userNameKey } from '../../src/wire/user-name.ts'

describe("a user's name", () => {
  it.each([
    'bob',
    'Mary Ann',
    'Zoë',
    '李雷',
    '🦊',
    'a|b',
    'a: b',
    '\\n',
    '/quit',
    '👩‍👩‍👧',
    'x'.repeat(64),
    '🦊'.repeat(64),
  ])('%j is taken, and survives being sent', (name) => {
    expect(userNameFault(name)).toBeNull()
    expect(escapeText(name)).not.toMatch(/[\r\n\t]/)
    expect(unescapeText(escapeText(name))).toEqual({ ok: true, value: name })
  })

  it.each([
    ['', 'the name is empty'],
    ['x'.repeat(65), 'the name is longer than 64 characters'],
    ['🦊'.repeat(65), 'the name is longer than 64 characters'],
    ['x'.repeat(10_000), 'the name is longer than 64 characters'],
    ['a\tb', 'the name has a control character in it'],
    ['a\nb', 'the name has a control character in it'],
    ['\u001b[31mred', 'the name has a control character in it'],
    ['a\u202eb', 'the name has a control character in it'],
    ['a\ud800', 'the name has a control character in it'],
    [' bob', 'the name begins or ends with a space'],
    ['bob\u3000', 'the name begins or ends with a space'],
  ])('%j is refused', (name, reason) => {
    expect(userNameFault(name)).toBe(reason)
  })

  it('is the same name however its accents are put together, and another in another case', () => {
    expect(userNameKey('Zoe\u0308')).toBe(userNameKey('Zoë'))
    expect(userNameKey('bob')).not.toBe(userNameKey('Bob'))
  })
})
