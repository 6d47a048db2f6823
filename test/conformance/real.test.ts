// The suite on real sockets and a real folder: what passes here is the truth.
import { networkInterfaces } from 'node:os'
import { describe, test } from 'vitest'
import { realFixture } from './fixtures/real.ts'
import { conformance } from './suite.ts'

/** Some machines are set up without it. */
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

describe('real', () => {
  conformance(realFixture, (topic, { title, needsIpv6 }, run) =>
    test.skipIf(needsIpv6 && !hasIpv6)(`${topic}: ${title}`, run),
  )
})
