// The tracker's memory while its disk fails: it says so, goes on, and keeps everything again as soon as the disk works.
import { expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { SwarmWorld } from './swarm-world.ts'

const register = (name: string, lPort: number) => ({ message: 1, files: [[name, 1024]], lPort })
const LIST = { message: 2 }

/** The tracker looks whether those it remembers are still there. */
function listens(host: Host): void {
  for (const port of [1, 2, 3]) host.net.createServer({}, (socket) => socket.destroy()).listen({ port })
}

/** A tracker that keeps its swarm, and a host that asks it. */
async function withTracker(script: (swarm: SwarmWorld) => Promise<void>, files: Record<string, string> = {}) {
  const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log', quiet: true }, files).addRaw('a', listens)
  await swarm.play(() => script(swarm))
  return swarm
}

const restart = (swarm: SwarmWorld) => {
  swarm.world.apply({ kind: 'crash', host: 'tracker' })
  swarm.world.apply({ kind: 'restart', host: 'tracker' })
}

test('what is registered while the disk is full is kept once there is room, and survives a crash then', async () => {
  const swarm = await withTracker(async (world) => {
    await world.start('tracker', 'a')
    await world.askTracker('a', register('early', 1))
    world.world.apply({ kind: 'disk-full', hosts: ['tracker'] })
    expect(await world.askTracker('a', register('late', 2))).toBe('{"message":1,"file":"late","success":1}')
    await world.world.sleep(2500)
    world.world.apply({ kind: 'heal-disk', hosts: ['tracker'] })
    expect(await world.askTracker('a', register('later', 3))).toBe('{"message":1,"file":"later","success":1}')
    await world.world.sleep(1000)
    restart(world)
    expect(await world.askTracker('a', LIST)).toBe(
      '{"message":2,"length":3,"files":{"early":{"10.0.0.2:1":[1]},"late":{"10.0.0.2:2":[1]},"later":{"10.0.0.2:3":[1]}}}',
    )
  })
  expect(swarm.output('tracker')).toBe(
    'The swarm is not kept, trying again: the disk is full\nThe swarm is kept again\n',
  )
})

test('a log that cannot be read is waited for, and so is the answer', async () => {
  const swarm = await withTracker(
    async (world) => {
      world.world.apply({ kind: 'disk-errors', hosts: ['tracker'], operations: ['read'], ratio: 1, forMs: 1500 })
      await world.start('tracker', 'a')
      expect(await world.askTracker('a', LIST)).toBe('{"message":2,"length":1,"files":{"old":{"10.0.0.9:7":[1]}}}')
      expect(world.world.nowMs()).toBeGreaterThan(2000)
    },
    { 'swarm.log': '{"k":"10.0.0.9:7","f":"old","s":1024,"c":[[1,1]]}\n' },
  )
  expect(swarm.output('tracker')).toBe('Cannot read swarm.log, trying again: the disk failed\n')
})
