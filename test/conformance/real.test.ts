// The suite on real sockets and a real folder: what passes here is the truth.
import { describe, test } from 'vitest'
import { realFixture } from './fixtures/real.ts'
import { conformance } from './suite.ts'

describe('real', () => {
  conformance(realFixture, (topic, { title }, run) => test(`${topic}: ${title}`, run))
})
