// The suite in the virtual network: where it differs from the real one, the virtual network is wrong.
import { describe, test } from 'vitest'
import { virtualFixture } from './fixtures/virtual.ts'
import { conformance } from './suite.ts'

describe('virtual', () => {
  conformance(virtualFixture, (topic, { title }, run) => test(`${topic}: ${title}`, run))
})
