// The peer's configuration file, good and bad.
import { describe, expect, it } from 'vitest'
import { parsePeerConfig } from '../../../src/wire/index/peer-config.ts'

const VECTOR = `${'0'.repeat(10)}1${'0'.repeat(53)}`

/** What is said of a bad line, which stands third. */
function reasonOf(line: string): unknown {
  const parsed = parsePeerConfig(`# a comment\n\n${line}\n`)
  return parsed.ok ? parsed.config : parsed.errors
}

describe("the peer's configuration file", () => {
  it('with all four settings is read', () => {
    const parsed = parsePeerConfig(`SERVERPORT 5000\r\nCLIENTID 2\r\nMYPORT 6002\r\nFILE_VECTOR ${VECTOR}\r\n`)
    expect(parsed).toMatchObject({ ok: true, config: { serverPort: 5000, clientId: 2, myPort: 6002 } })
    expect(parsed.ok && parsed.config.fileVector?.files()).toEqual([10])
  })

  it('that is empty sets nothing', () => {
    expect(parsePeerConfig('')).toEqual({ ok: true, config: {} })
  })

  it.each([
    ['SERVERPORT', 'SERVERPORT has no value'],
    ['SERVERPORT 5000 5001', 'SERVERPORT takes one value, not 2'],
    ['SERVERPORT 0', 'SERVERPORT must be a whole number from 1 to 65535, not "0"'],
    ['SERVERPORT 70000', 'SERVERPORT must be a whole number from 1 to 65535, not "70000"'],
    ['CLIENTID two', 'CLIENTID must be a whole number from 0 to 4294967295, not "two"'],
    ['CLIENTID 4294967296', 'CLIENTID must be a whole number from 0 to 4294967295, not "4294967296"'],
    ['MYPORT -1', 'MYPORT must be a whole number from 0 to 65535, not "-1"'],
    ['MYPORT 1e3', 'MYPORT must be a whole number from 0 to 65535, not "1e3"'],
    ['FILE_VECTOR 0101', 'the file vector has 4 characters: it must have 64'],
    [`FILE_VECTOR ${VECTOR}0`, 'the file vector has 65 characters: it must have 64'],
    [`FILE_VECTOR ${VECTOR.replace('1', '2')}`, 'the file vector has "2" at position 11: only 0 and 1 are allowed'],
    ['PORT 5000', '"PORT" is no setting: there are SERVERPORT, CLIENTID, MYPORT, FILE_VECTOR'],
    ['\u001b[2J', '"\\u001b[2J" is no setting: there are SERVERPORT, CLIENTID, MYPORT, FILE_VECTOR'],
  ])('with the line %j is refused with its line number', (line, reason) => {
    expect(reasonOf(line)).toEqual([{ line: 3, reason }])
  })

  it('that sets a name twice is refused at the second', () => {
    expect(parsePeerConfig('MYPORT 1\nMYPORT 2')).toEqual({
      ok: false,
      errors: [{ line: 2, reason: 'MYPORT was set on line 1 already' }],
    })
  })

  it('with several bad lines is told all of them', () => {
    const parsed = parsePeerConfig('A 1\nMYPORT 6000\nB 2')
    expect(parsed.ok ? [] : parsed.errors.map(({ line }) => line)).toEqual([1, 3])
  })
})
