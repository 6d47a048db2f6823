// The tracker in a virtual world: its replies word for word, wrong input, restarts, peers that do not answer.
import { describe, expect, test } from 'vitest'
import { oldPeer, SwarmWorld, textFile, TRACKER_PORT } from './swarm-world.ts'

const register = (files: [string, number][], lPort: number) => ({ message: 1, files, lPort })
const LIST = { message: 2 }

/** A tracker and two raw hosts, 10.0.0.2 and 10.0.0.3. */
async function withTracker(
  script: (swarm: SwarmWorld) => Promise<void>,
  ...added: Parameters<SwarmWorld['addTracker']>
) {
  const swarm = new SwarmWorld()
    .addTracker(...added)
    .addRaw('a')
    .addRaw('b')
  await swarm.play(async () => {
    await swarm.start('tracker', 'a', 'b')
    await script(swarm)
  })
  return swarm
}

describe('the messages of the seeds', () => {
  test('are answered word for word, files in the order they came', async () => {
    await withTracker(async (swarm) => {
      expect(await swarm.askTracker('a', register([['bse', 1822]], 65050))).toBe(
        '{"message":1,"file":"bse","success":1}',
      )
      expect(await swarm.askTracker('b', register([['23', 3000]], 65051))).toBe('{"message":1,"file":"23","success":1}')
      expect(await swarm.askTracker('a', LIST)).toBe(
        '{"message":2,"length":2,"files":{"bse":{"10.0.0.2:65050":[1,2]},"23":{"10.0.0.3:65051":[1,2,3]}}}',
      )
      expect(await swarm.askTracker('a', { message: 3, fileName: '23' })).toBe(
        '{"message":3,"fileName":"23","peers":{"10.0.0.3:65051":[1,2,3]},"length":1}',
      )
      expect(await swarm.askTracker('a', { message: 4, fileName: '23', chunk: 2, lPort: 65050 })).toBe(
        '{"message":4,"file":"23","chunk":2,"success":1}',
      )
      expect(await swarm.askTracker('a', { message: 3, fileName: '23' })).toBe(
        '{"message":3,"fileName":"23","peers":{"10.0.0.3:65051":[1,2,3],"10.0.0.2:65050":[2]},"length":2}',
      )
    })
  })

  test('work for no files, several files, and files nobody has', async () => {
    await withTracker(async (swarm) => {
      expect(await swarm.askTracker('a', register([], 1))).toBe('{"message":1,"file":"","success":1}')
      expect(await swarm.askTracker('a', LIST)).toBe('{"message":2,"length":0,"files":{}}')
      expect(
        await swarm.askTracker(
          'a',
          register(
            [
              ['x', 0],
              ['y', 1],
            ],
            1,
          ),
        ),
      ).toBe('{"message":1,"file":"y","files":["x","y"],"success":1}')
      expect(await swarm.askTracker('a', LIST)).toBe(
        '{"message":2,"length":2,"files":{"x":{"10.0.0.2:1":[]},"y":{"10.0.0.2:1":[1]}}}',
      )
      expect(await swarm.askTracker('a', { message: 3, fileName: 'z' })).toBe(
        '{"message":3,"fileName":"z","peers":{},"length":0}',
      )
    })
  })

  test('are answered to a client that half-closes, and are printed with who sent them', async () => {
    const swarm = await withTracker(async (world) => {
      expect(await world.askTracker('a', LIST, true)).toBe('{"message":2,"length":0,"files":{}}')
    })
    expect(swarm.output('tracker')).toMatch(
      /^Waiting for a connection\nConnected by 10\.0\.0\.2:\d+\n\{"message":2\}\n$/,
    )
  })
})

describe('wrong input gets a clear error and the next client is served', () => {
  const error = (message: number, why: string) => JSON.stringify({ message, success: 0, error: why })
  test.each([
    ['garbage', 'GET / HTTP/1.1\r\n\r\n', error(0, 'the message is not a JSON object')],
    ['broken JSON', '{"message":1,}', error(0, 'the message is not valid JSON')],
    ['bad UTF-8', Buffer.from('7b22ff223a317d', 'hex'), error(0, 'the message is not valid UTF-8')],
    ['an oversized message', `{"message":"${'x'.repeat(5_000)}`, error(0, 'the message is larger than 4096 bytes')],
    ['a message that never ends', '{"message":2,', error(0, 'no complete message within 2000 ms')],
    ['an unknown message', { message: 9 }, error(9, '"message" must be 1, 2, 3, 4 or 6')],
    ['a path', register([['../23', 5]], 9), error(1, 'the file name has a slash in it')],
    ['an empty name', register([['', 5]], 9), error(1, 'the file name is empty')],
    [
      'two sizes',
      register(
        [
          ['x', 5],
          ['x', 6000],
        ],
        9,
      ),
      error(1, '"x" is in the list with two sizes'),
    ],
    ['another size', register([['bse', 1823]], 9), error(1, '"bse" has 1822 bytes here, not 1823')],
    [
      'a chunk out of range',
      { message: 4, fileName: 'bse', chunk: 3, lPort: 9 },
      error(4, 'chunk 3 is out of range: "bse" has 2'),
    ],
    ['a chunk of no file', { message: 4, fileName: 'zz', chunk: 1, lPort: 9 }, error(4, 'nobody shares "zz"')],
    [
      'ranges out of range',
      { message: 4, fileName: 'bse', chunks: [[1, 3]], size: 1822, lPort: 9 },
      error(4, 'chunks 1..3 are out of range: the file has 2'),
    ],
  ])('%s', async (_what, request, reply) => {
    await withTracker(
      async (swarm) => {
        await swarm.askTracker('b', register([['bse', 1822]], 65050))
        const before = await swarm.askTracker('b', LIST)
        expect(await swarm.askTracker('a', request)).toBe(reply)
        expect(await swarm.askTracker('b', LIST)).toBe(before)
      },
      { maxMessageBytes: 4_096, idleMs: 2_000 },
    )
  })

  test('a message that ends half-way', async () => {
    await withTracker(async (swarm) => {
      expect(await swarm.askTracker('a', '{"message":2', true)).toBe(error(0, 'the message ends before it is complete'))
    })
  })

  test('a byte now and then does not keep a connection for ever', async () => {
    await withTracker(
      async (swarm) => {
        let reply = ''
        const socket = swarm.host('a').net.connect({ host: 'tracker', port: TRACKER_PORT })
        socket.on('data', (bytes) => {
          reply += Buffer.from(bytes).toString()
        })
        for (let second = 0; second < 7; second++) {
          socket.write(' ')
          await swarm.world.sleep(1_000)
        }
        expect(reply).toBe(error(0, 'the message took longer than 5000 ms'))
        socket.destroy()
      },
      { idleMs: 2_000, documentMs: 5_000 },
    )
  })

  test('one connection more than the limit is told so', async () => {
    await withTracker(
      async (swarm) => {
        const first = swarm.host('a').net.connect({ host: 'tracker', port: TRACKER_PORT })
        await swarm.world.sleep(50)
        expect(await swarm.askTracker('b', LIST)).toBe(error(0, 'too many connections: try again later'))
        first.destroy()
        await swarm.world.sleep(50)
        expect(await swarm.askTracker('b', LIST)).toBe('{"message":2,"length":0,"files":{}}')
      },
      { maxConnections: 1 },
    )
  })
})

describe('our own fields', () => {
  test('give ranges, size and hash, and at most so many peers', async () => {
    const hash = 'ab'.repeat(32)
    await withTracker(async (swarm) => {
      await swarm.askTracker('a', { ...register([['23', 69630]], 7), hashes: { '23': hash } })
      for (let port = 10; port < 30; port++) await swarm.askTracker('b', register([['23', 69630]], port))
      const reply = JSON.parse(await swarm.askTracker('a', { message: 3, fileName: '23', maxPeers: 5, ranges: 1 }))
      expect(reply).toMatchObject({ size: 69630, hash, length: 5 })
      expect(Object.keys(reply.peers).length).toBe(5)
      expect(Object.values(reply.peers)).toEqual(Array(5).fill([[1, 68]]))
      const list = JSON.parse(await swarm.askTracker('a', { message: 2, maxPeers: 3, ranges: 1 }))
      expect(Object.keys(list.files['23']).length).toBe(3)
    })
  })

  test('a peer that is about to fetch is shown to others that fetch, not in plain replies', async () => {
    await withTracker(async (swarm) => {
      const join = (lPort: number) => ({ message: 3, fileName: '23', maxPeers: 9, ranges: 1, lPort })
      await swarm.askTracker('a', register([['23', 3000]], 7))
      expect(JSON.parse(await swarm.askTracker('b', join(8))).peers).toEqual({ '10.0.0.2:7': [[1, 3]] })
      expect(JSON.parse(await swarm.askTracker('b', join(9))).peers).toEqual({
        '10.0.0.2:7': [[1, 3]],
        '10.0.0.3:8': [],
      })
      expect(JSON.parse(await swarm.askTracker('b', { message: 3, fileName: '23' })).length).toBe(1)
    })
  })

  test('all chunks of a peer in one message replace what was known, and 6 forgets the peer', async () => {
    await withTracker(async (swarm) => {
      const chunks = (list: number[][]) => ({ message: 4, fileName: '23', chunks: list, size: 69630, lPort: 8 })
      expect(
        await swarm.askTracker(
          'b',
          chunks([
            [4, 9],
            [1, 3],
          ]),
        ),
      ).toBe('{"message":4,"file":"23","chunks":[[1,9]],"success":1}')
      expect(await swarm.askTracker('b', chunks([[2, 2]]))).toBe(
        '{"message":4,"file":"23","chunks":[[2,2]],"success":1}',
      )
      expect(await swarm.askTracker('a', LIST)).toBe('{"message":2,"length":1,"files":{"23":{"10.0.0.3:8":[2]}}}')
      expect(await swarm.askTracker('b', { message: 6, lPort: 8 })).toBe('{"message":6,"success":1}')
      expect(await swarm.askTracker('a', LIST)).toBe('{"message":2,"length":0,"files":{}}')
    })
  })

  test('a tracker that is full says so and goes on for those it knows', async () => {
    await withTracker(
      async (swarm) => {
        await swarm.askTracker('a', register([['x', 5]], 1))
        expect(await swarm.askTracker('a', register([['y', 5]], 1))).toContain('the tracker knows 1 files already')
        expect(await swarm.askTracker('b', register([['x', 5]], 1))).toContain('the tracker knows 1 peers already')
        expect(await swarm.askTracker('a', register([['x', 5]], 1))).toContain('"success":1')
      },
      { maxFiles: 1, maxPeers: 1 },
    )
  })
})

describe('a tracker that crashes and comes back', () => {
  test('knows its swarm, chunk by chunk', async () => {
    const swarm = new SwarmWorld().addTracker({ stateFile: 'state/swarm.log' })
    swarm.addRaw('a', oldPeer(textFile(3000), 7)).addRaw('b', oldPeer(textFile(3000), 8))
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b')
      await swarm.askTracker('b', { message: 1, files: [['x', 5000]], lPort: 8, hashes: { x: 'cd'.repeat(32) } })
      await swarm.askTracker('a', { message: 4, fileName: 'x', chunk: 3, lPort: 7 })
      const before = await swarm.askTracker('a', { message: 2 })
      swarm.world.apply({ kind: 'crash', host: 'tracker' })
      swarm.world.apply({ kind: 'restart', host: 'tracker' })
      await swarm.world.sleep(100)
      expect(await swarm.askTracker('a', { message: 2 })).toBe(before)
      expect(await swarm.askTracker('a', { message: 3, fileName: 'x', ranges: 1 })).toContain(
        `"hash":"${'cd'.repeat(32)}"`,
      )
      expect(before).toContain('"10.0.0.2:7":[3]')
    })
    expect(swarm.output('tracker')).toContain('Back with 2 peers and 2 files')
  })

  test('is not troubled by a last line that a crash tore, nor by a line that is no record', async () => {
    const log = '{"k":"10.0.0.2:7","f":"23","s":3000,"c":[[1,3]]}\nnonsense\n{"k":"10.0.0.3:8","f":"23","s":30'
    const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log' }, { 'swarm.log': log })
    swarm.addRaw('a', oldPeer(textFile(3000), 7))
    await swarm.play(async () => {
      await swarm.start('a', 'tracker')
      expect(await swarm.askTracker('a', { message: 2 })).toBe(
        '{"message":2,"length":1,"files":{"23":{"10.0.0.2:7":[1,2,3]}}}',
      )
    })
  })

  test('still knows, after a second crash, what came before the first', async () => {
    const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log' }).addRaw('a', oldPeer(textFile(3000), 7))
    const restart = async () => {
      swarm.world.apply({ kind: 'crash', host: 'tracker' })
      swarm.world.apply({ kind: 'restart', host: 'tracker' })
      await swarm.world.sleep(100)
    }
    await swarm.play(async () => {
      await swarm.start('tracker', 'a')
      await restart()
      await swarm.askTracker('a', register([['x', 1]], 7))
      await restart()
      expect(await swarm.askTracker('a', { message: 2 })).toBe(
        '{"message":2,"length":2,"files":{"23":{"10.0.0.2:7":[1,2,3]},"x":{"10.0.0.2:7":[1]}}}',
      )
    })
  })

  test('lets go of those who left meanwhile', async () => {
    const log = '{"k":"10.0.0.2:7","f":"23","s":3000,"c":[[1,3]]}\n'
    const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log' }, { 'swarm.log': log }).addRaw('a')
    await swarm.play(async () => {
      await swarm.start('a', 'tracker')
      expect(await swarm.askTracker('a', { message: 2 })).toBe('{"message":2,"length":0,"files":{}}')
    })
  })

  test('tells nobody of a registration, and not its own peer when it asks again, before a crash cannot undo it', async () => {
    const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log' }).addRaw('a').addRaw('b')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b')
      const registration = { message: 4, fileName: '23', chunks: [[1, 3]], size: 3000, lPort: 7 }
      const answers: string[] = []
      const ask = (host: string, request: Record<string, unknown>) =>
        void swarm.askTracker(host, request).then((answer) => answers.push(answer))
      ask('a', registration)
      ask('a', registration)
      // The longer request arrives a little later.
      ask('b', { message: 3, fileName: '23', padding: 'x'.repeat(400) })
      // A sync takes half a millisecond.
      while (swarm.count('chunks-registered') < 2) await swarm.world.sleep(0.01)
      await swarm.world.sleep(0.2)
      swarm.world.apply({ kind: 'crash', host: 'tracker' })
      swarm.world.apply({ kind: 'restart', host: 'tracker' })
      await swarm.world.sleep(1_000)
      expect(await swarm.askTracker('b', { message: 2 })).toBe('{"message":2,"length":0,"files":{}}')
      // The requests were acknowledged before the crash: nothing is left to send that would be reset.
      expect(answers).toEqual([])
    })
  })

  test('rewrites its log once that is much longer than the swarm', async () => {
    const swarm = new SwarmWorld().addTracker({ stateFile: 'swarm.log', quiet: true }).addRaw('a')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a')
      for (let turn = 0; turn < 1_100; turn++) {
        const chunks = [[1, 1 + (turn % 3)]]
        await swarm.askTracker('a', { message: 4, fileName: '23', chunks, size: 3000, lPort: 7 })
      }
      const lines = (await swarm.bytes('tracker', 'swarm.log'))?.toString().split('\n').length
      expect(lines).toBe(101)
    })
  })
})

describe('peers that do not answer', () => {
  test('are looked at when somebody reports them: the dead one goes, the living one stays', async () => {
    const swarm = new SwarmWorld()
      .addTracker()
      .addRaw('a', oldPeer(textFile(3000), 7))
      .addRaw('b', oldPeer(textFile(3000), 8))
    swarm.addRaw('c')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b', 'c')
      swarm.world.apply({ kind: 'crash', host: 'b' })
      const dead = ['10.0.0.2:7', '10.0.0.3:8', 'x:1', 'nonsense']
      await swarm.askTracker('c', { message: 3, fileName: '23', dead })
      await swarm.world.sleep(9_000)
      expect(await swarm.askTracker('c', { message: 2 })).toBe(
        '{"message":2,"length":1,"files":{"23":{"10.0.0.2:7":[1,2,3]}}}',
      )
    })
    expect(swarm.count('peer-dropped')).toBe(1)
  })

  test('are looked at after a long silence; an old peer that still accepts stays for ever', async () => {
    const swarm = new SwarmWorld().addTracker({ probeAfterMs: 20_000 })
    swarm.addRaw('a', oldPeer(textFile(3000), 7)).addRaw('b', oldPeer(textFile(3000), 8))
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b')
      await swarm.world.sleep(120_000)
      expect(swarm.count('peer-dropped')).toBe(0)
      swarm.world.apply({ kind: 'crash', host: 'b' })
      await swarm.world.sleep(40_000)
      expect(swarm.count('peer-dropped')).toBe(1)
    })
  })
})
