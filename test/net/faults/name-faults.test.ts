// Names that cannot be looked up, or not soon.
import { expect, test } from 'vitest'
import type { FaultAction } from '../../../src/host/faults.ts'
import { codeOf, next, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const NAMES = ['a', 'b', 'c']

/** What host `from` gets for a name, and when after asking: 'ENOTFOUND@0'. */
function lookup({ world, host }: TestWorld, from: string, name: string): Promise<string> {
  const askedMs = world.nowMs()
  return new Promise((resolve) => {
    host(from).dns.lookup(name, (error, address) => {
      resolve(`${error === null ? address : codeOf(error)}@${world.nowMs() - askedMs}`)
    })
  })
}

const dns = (more: object): FaultAction => ({ kind: 'dns', hosts: ['a'], ...more }) as FaultAction

test('fail for the hosts and names that are meant, and addresses and localhost still work', async () => {
  await play(aWorld({ names: NAMES }), async (world) => {
    world.world.apply(dns({ names: ['b', 'x'], error: 'EAI_AGAIN' }))
    expect(await lookup(world, 'a', 'b')).toBe('EAI_AGAIN@0')
    expect(await lookup(world, 'a', 'x')).toBe('EAI_AGAIN@0')
    expect(await lookup(world, 'a', 'c')).toBe('10.0.0.3@0')
    expect(await lookup(world, 'c', 'b')).toBe('10.0.0.2@0')
    expect(await lookup(world, 'a', '10.0.0.2')).toBe('10.0.0.2@0')
    world.world.apply(dns({ error: 'ENOTFOUND' }))
    expect(await lookup(world, 'a', 'b')).toBe('ENOTFOUND@0')
    expect(await lookup(world, 'a', 'localhost')).toBe('127.0.0.1@0')
  })
})

test('take longer, the delays of several faults together, and end by themselves or when they are healed', async () => {
  await play(aWorld({ names: NAMES }), async (world) => {
    world.world.apply(dns({ delayMs: 100, forMs: 150 }))
    world.world.apply({ kind: 'dns', hosts: '*', delayMs: 20, error: 'EAI_AGAIN' })
    expect(await lookup(world, 'a', 'b')).toBe('EAI_AGAIN@120')
    await world.world.sleep(100)
    expect(await lookup(world, 'a', 'b')).toBe('EAI_AGAIN@20')
    world.world.apply({ kind: 'heal-dns', hosts: ['a'] })
    expect(await lookup(world, 'a', 'b')).toBe('10.0.0.2@0')
    expect(await lookup(world, 'c', 'b')).toBe('EAI_AGAIN@20')
    world.world.apply({ kind: 'calm' })
    expect(await lookup(world, 'c', 'b')).toBe('10.0.0.2@0')
  })
})

test('a connection to such a name fails, or begins that much later', async () => {
  await play(aWorld({ link: { latency: 5 } }), async ({ world, host }) => {
    const { port } = await listen(host('b'), {}, 5001)
    world.apply(dns({ error: 'ENOTFOUND', delayMs: 50, forMs: 1000 }))
    const failing = watch(host('a').net.connect({ host: 'b', port }))
    await failing.closed
    expect(failing.events).toEqual(['error ENOTFOUND', 'close after error'])
    expect(world.nowMs()).toBe(50)
    await world.sleep(1000)
    world.apply(dns({ delayMs: 200 }))
    await next(host('a').net.connect({ host: 'b', port }), 'connect')
    expect(world.nowMs()).toBe(1260)
  })
})
