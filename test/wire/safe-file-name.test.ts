// Names that may become files, and text that may be printed.
import { expect, test } from 'vitest'
import { printable } from '../../src/wire/printable.ts'
import { fileNameFault, MAX_FILE_NAME_BYTES } from '../../src/wire/safe-file-name.ts'

test.each(['23', 'bse', 'a b.txt', '..a', 'über 蜂.bin', '.hidden', 'x'.repeat(MAX_FILE_NAME_BYTES)])(
  'the name %j may be a file',
  (name) => {
    expect(fileNameFault(name)).toBeNull()
  },
)

test.each([
  ['', 'the file name is empty'],
  ['.', '"." cannot be a file\'s name'],
  ['..', '".." cannot be a file\'s name'],
  ['.seednet', '".seednet" cannot be a file\'s name'],
  ['../23', 'the file name has a slash in it'],
  ['/etc/passwd', 'the file name has a slash in it'],
  ['a\\b', 'the file name has a slash in it'],
  ['a\0b', 'the file name has a control character in it'],
  ['a\nb', 'the file name has a control character in it'],
  ['a\u202eb', 'the file name has a control character in it'],
  ['a\ud800', 'the file name has a control character in it'],
  ['é'.repeat(101), 'the file name is longer than 200 bytes'],
  ['x'.repeat(MAX_FILE_NAME_BYTES + 1), 'the file name is longer than 200 bytes'],
])('the name %j may not: %s', (name, reason) => {
  expect(fileNameFault(name)).toBe(reason)
})

test('what is printed moves no cursor and is cut when it is long', () => {
  expect(printable('a\x1b[2Jb\u202e')).toBe('a\\u001b[2Jb\\u202e')
  expect(printable('abcdef', 3)).toBe('abc… (6 characters)')
})
