// Failures that have something in common are told together.
import { expect, test } from 'vitest'
import { groupFailures, patternOf } from '../../src/explore/failure-groups.ts'

const failure = (seed: number, check: string, detail: string, others: string[] = []) => ({
  seed,
  check,
  detail,
  others,
})

test('the same check with the same words makes a group, whatever the numbers, and the largest group comes first', () => {
  const groups = groupFailures([
    failure(9, 'completes', 'waited 300 ms for peer-3'),
    failure(2, 'exits', 'still running'),
    failure(4, 'completes', 'waited 17.5 ms for peer-1', ['exits']),
    failure(5, 'completes', 'exit 1: no use waiting'),
  ])
  expect(groups.map(({ check, pattern, seeds, others }) => [check, pattern, seeds, others])).toEqual([
    ['completes', 'waited # ms for peer-#', [4, 9], ['exits']],
    ['exits', 'still running', [2], []],
    ['completes', 'exit #: no use waiting', [5], []],
  ])
  expect(groups[0]?.example.detail).toBe('waited 17.5 ms for peer-1')
})

test.each([
  ['hash 0123456789abcdef0123 is wrong', 'hash # is wrong'],
  ['it knows 1, 2, 3, 14', 'it knows #, …'],
  ['Error: boom\n    at somewhere', 'Error: boom'],
  ['waited for a; it printed last: "b"', 'waited for a'],
])('%j without what differs from run to run is %j', (detail, pattern) => {
  expect(patternOf(detail)).toBe(pattern)
})
