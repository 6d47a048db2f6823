// What a mistyped name may have meant.
import { expect, test } from 'vitest'
import { nearestNames } from '../../src/scenarios/nearest-names.ts'

const names = ['corrupted-block', 'corrupted-chunk', 'chunk-swarm', 'tcp-bulk']

test.each([
  ['corupted-block', ['corrupted-block']],
  ['corrupted-bock', ['corrupted-block']],
  ['corrupted-blunk', ['corrupted-block', 'corrupted-chunk']],
  ['chunk', ['corrupted-chunk', 'chunk-swarm']],
  ['tcp', ['tcp-bulk']],
  ['something-else', []],
])('%s: %j', (typed, expected) => {
  expect(nearestNames(typed, names)).toEqual(expected)
})
