// The conformance suite with the proxy between the hosts: nodes can't tell that it is there, but for the behaviours listed.
import { describe, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { LiveNetwork } from '../../src/real/live-network.ts'
import type { Fixture, Stage } from '../conformance/behaviour.ts'
import { conformance } from '../conformance/suite.ts'

const proxiedFixture: Fixture = {
  backing: 'proxied',
  async play(script, limitMs) {
    const network = new LiveNetwork({ seed: 'conformance' })
    const hosts = new Map<string, Host>()
    for (const name of ['a', 'b', 'c']) {
      const start = (host: Host) => {
        hosts.set(name, host)
        return { interrupt: () => host.exit(0) }
      }
      network.addHost({ name, start })
    }
    try {
      await network.run(async () => {
        for (const name of ['a', 'b', 'c']) await network.start(name)
        const { a, b, c } = Object.fromEntries(hosts)
        await script({ a, b, c } as Stage)
      }, limitMs)
    } finally {
      await network.close()
    }
  },
}

describe('real, behind the proxy', () => {
  // A host of a live run has one IPv4 address and no ::1 of its own.
  conformance(proxiedFixture, (topic, { title, needsIpv6 }, run) => test.skipIf(needsIpv6)(`${topic}: ${title}`, run))
})
