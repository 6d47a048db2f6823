// Parameters are read from text by their types, and what they cannot take is told in one clear line.
import { describe, expect, test } from 'vitest'
import {
  type AnyParamValues,
  boolean,
  describeParam,
  integer,
  number,
  ParamError,
  readParams,
  text,
} from '../../src/scenarios/params.ts'

const specs = {
  peers: integer(20, 'how many', { min: 1, max: 100 }),
  loss: number(0, 'ratio', { max: 0.5 }),
  bytes: integer(1000, 'size'),
  mode: text('fast', 'how', ['fast', 'slow']),
  label: text('', 'any'),
  resume: boolean(false, 'whether'),
}

function messageOf(given: AnyParamValues): string {
  try {
    readParams(specs, given)
  } catch (error) {
    expect(error).toBeInstanceOf(ParamError)
    return (error as Error).message
  }
  return 'no error'
}

describe('parameters', () => {
  test('what is not given has its default', () => {
    expect(readParams(specs, {})).toEqual({ peers: 20, loss: 0, bytes: 1000, mode: 'fast', label: '', resume: false })
  })

  test('texts are read according to the type', () => {
    const given = { peers: '100', loss: '.25', bytes: '1e6', mode: 'slow', label: '7', resume: 'true' }
    expect(readParams(specs, given)).toEqual({
      peers: 100,
      loss: 0.25,
      bytes: 1_000_000,
      mode: 'slow',
      label: '7',
      resume: true,
    })
  })

  test.each([
    [{ peers: '0' }, 'parameter peers must be a whole number from 1 to 100, not "0"'],
    [{ peers: '101' }, 'parameter peers must be a whole number from 1 to 100, not "101"'],
    [{ peers: '1.5' }, 'parameter peers must be a whole number from 1 to 100, not "1.5"'],
    [{ peers: '0x10' }, 'parameter peers must be a whole number from 1 to 100, not "0x10"'],
    [{ peers: '' }, 'parameter peers must be a whole number from 1 to 100, not ""'],
    [{ peers: true }, 'parameter peers must be a whole number from 1 to 100, not true'],
    [{ loss: '0.51' }, 'parameter loss must be a number from 0 to 0.5, not "0.51"'],
    [{ loss: 'NaN' }, 'parameter loss must be a number from 0 to 0.5, not "NaN"'],
    [{ bytes: '-1' }, 'parameter bytes must be a whole number of at least 0, not "-1"'],
    [{ bytes: '9007199254740993' }, 'parameter bytes must be a whole number of at least 0, not "9007199254740993"'],
    [{ mode: 'medium' }, 'parameter mode must be one of fast, slow, not "medium"'],
    [{ resume: 'yes' }, 'parameter resume must be true or false, not "yes"'],
    [{ peer: '1' }, 'there is no parameter "peer"; there are peers, loss, bytes, mode, label, resume'],
    [{ toString: '1' }, 'there is no parameter "toString"; there are peers, loss, bytes, mode, label, resume'],
  ])('%j: %s', (given, message) => {
    expect(messageOf(given as AnyParamValues)).toBe(message)
  })

  test('a scenario without parameters says so', () => {
    expect(() => readParams({}, { a: '1' })).toThrow('there is no parameter "a": this scenario has none')
  })

  test('the help names type and range', () => {
    expect(Object.values(specs).map(describeParam)).toEqual([
      'integer 1..100',
      'number 0..0.5',
      'integer 0..',
      'fast | slow',
      'text',
      'true or false',
    ])
  })
})
