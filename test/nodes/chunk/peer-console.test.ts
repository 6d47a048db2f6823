// A peer with a person at it: the seed's session, wrong answers, and what it answers to other peers.
import { describe, expect, test } from 'vitest'
import { peer } from '../../../src/nodes/chunk/programs.ts'
import { binaryFile, PEER_PORT, SwarmWorld, textFile, TRACKER_PORT } from './swarm-world.ts'

const CHUNKS_68 = Array.from({ length: 68 }, (_, index) => index + 1)
const error = (why: string) => JSON.stringify({ message: 5, success: 0, error: why })

describe('the session of the seed', () => {
  test('typed at two peers, comes out as it is shown there', async () => {
    const text = textFile(69_630)
    const swarm = new SwarmWorld().addTracker()
    swarm.addPeer('client1', { bse: textFile(1_822) }, 65_050).addPeer('client2', { '23': text }, 65_051)
    const type = async (...lines: string[]) => {
      for (const line of lines) {
        swarm.world.console('client1').type(line)
        await swarm.world.sleep(100)
      }
    }
    await swarm.play(async () => {
      await swarm.start('tracker', 'client1')
      await type('2')
      await swarm.start('client2')
      await type('3', '23', '2', '5', '2', '2', '1')
      expect((await swarm.bytes('client1', 'client1/23'))?.toString()).toBe(text.slice(1_024, 2_048))
    })
    const one = '"bse":{"10.0.0.2:65050":[1,2]}'
    const many = `"10.0.0.3:65051":[${CHUNKS_68.join(',')}]`
    const list = `{"message":2,"length":2,"files":{${one},"23":{${many}}}}`
    const choice = ['Here are a list of files to choose from:', '1. bse', '2. 23']
    const where = `{"message":3,"fileName":"23","peers":{${many}},"length":1}`
    expect(swarm.output('client1').split('\n')).toEqual([
      'Waiting for connection',
      '{"message":1,"file":"bse","success":1}',
      `What message would you like to send: {"message":2,"length":1,"files":{${one}}}`,
      `What message would you like to send: ${list}`,
      ...choice,
      'What file are you looking for: File not found, try again',
      `What file do you want: ${where}`,
      `What message would you like to send: ${list}`,
      ...choice,
      `What file are you looking for: ${where}`,
      `This is list of chunks: [${CHUNKS_68.join(', ')}]`,
      'What chunk number do you want: Choose one of these peers to receive the data from:',
      '1. 10.0.0.3:65051',
      'Enter which peer you want to receive data from: {"message":4,"file":"23","chunk":2,"success":1}',
      'What message would you like to send: ',
    ])
    expect(swarm.output('client2')).toMatch(/Connected by 10\.0\.0\.2:\d+\n/)
  })

  test('wrong answers are asked again, chunks are kept in order, and others get them from here', async () => {
    const bytes = binaryFile(5_000)
    const swarm = new SwarmWorld().addTracker().addPeer('a', {}, 7).addPeer('b', { film: bytes }, 8).addRaw('raw')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b', 'raw')
      const input = ['x', '5', '0', '1', '9', 'two', '5', '2', '1', '5', '1', '3', '1', '5', '1', '5', '1']
      for (const line of input) swarm.world.console('a').type(line)
      await swarm.world.sleep(3_000)
      expect(await swarm.bytes('a', 'a/film')).toEqual(
        Buffer.concat([bytes.subarray(2_048, 3_072), bytes.subarray(4_096)]),
      )
      const reply = JSON.parse(await swarm.ask('raw', 'a', 7, { message: 5, fileName: 'film', chunk: 3 }))
      expect(Buffer.from(reply.data, reply.encoding)).toEqual(bytes.subarray(2_048, 3_072))
      expect(await swarm.ask('raw', 'a', 7, { message: 5, fileName: 'film', chunk: 4 })).toBe(
        error('I do not have chunk 4 of "film"'),
      )
    })
    const output = swarm.output('a')
    expect(output.match(/File not found, try again/g)?.length).toBe(1)
    expect(output.match(/Chunk not found, try again/g)?.length).toBe(2)
    expect(output.match(/Peer not found, try again/g)?.length).toBe(1)
    expect(output).toContain('chunk 5 of film is here already')
  })

  test('the end of the input leaves as 6 does: the tracker forgets the peer', async () => {
    const swarm = new SwarmWorld().addTracker().addPeer('a', { x: 'text' }).addPeer('b', { y: 'text' })
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'b')
      swarm.world.console('a').end()
      swarm.world.console('b').type('6')
      expect(await swarm.ended('a')).toEqual({ kind: 'exit', code: 0 })
      expect(await swarm.ended('b')).toEqual({ kind: 'exit', code: 0 })
      expect(swarm.count('unregistered', 'tracker')).toBe(2)
    })
  })

  test('a peer whose tracker is not there yet says so and registers when it comes', async () => {
    const swarm = new SwarmWorld().addTracker().addPeer('a', { x: 'text' })
    await swarm.play(async () => {
      await swarm.start('a')
      await swarm.world.sleep(12_000)
      await swarm.start('tracker')
      await swarm.until(() => swarm.count('registered', 'tracker') === 1)
    })
    expect(swarm.output('a')).toContain('The tracker is no help: no answer within 10000 ms; trying again')
  })

  test.each([
    [{ files: ['x'] }, 'cannot share "a/x": there is no such file'],
    [{ files: ['../x'] }, 'cannot share "../x": the file name has a slash in it'],
    [{ name: '..' }, '".." cannot be a peer\'s name: ".." cannot be a file\'s name'],
  ])('what it cannot start with (%j) is one clear line and exit 1', async (options, reason) => {
    const swarm = new SwarmWorld().addTracker()
    const defaults = { trackerHost: 'tracker', trackerPort: TRACKER_PORT, port: PEER_PORT, name: 'a', files: [] }
    swarm.world.addHost({ name: 'a', start: peer({ ...defaults, ...options }) })
    await swarm.play(async () => {
      await swarm.start('tracker', 'a')
      expect(await swarm.ended('a')).toEqual({ kind: 'exit', code: 1 })
    })
    expect(swarm.output('a')).toBe(`Cannot start: ${reason}\n`)
  })
})

describe('message 5', () => {
  test.each([
    ['a chunk out of range', { message: 5, fileName: 'x', chunk: 3 }, error('chunk 3 is out of range: "x" has 2')],
    ['a file it does not share', { message: 5, fileName: '../x', chunk: 1 }, error('I do not have "../x"')],
    [
      'another message',
      { message: 2 },
      JSON.stringify({ message: 2, success: 0, error: 'a peer answers message 5 only' }),
    ],
    ['garbage', 'hello', JSON.stringify({ message: 0, success: 0, error: 'the message is not a JSON object' })],
  ])('for %s gets a clear error, and the next client its chunk', async (_what, request, reply) => {
    const swarm = new SwarmWorld()
      .addTracker()
      .addPeer('a', { x: textFile(1_500) })
      .addRaw('raw')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'raw')
      expect(await swarm.ask('raw', 'a', PEER_PORT, request)).toBe(reply)
      const next = { message: 5, fileName: 'x', chunk: 2, peer: ['a', String(PEER_PORT)] }
      const chunk = JSON.stringify({ message: 5, fileName: 'x', chunk: 2, data: textFile(1_500).slice(1_024) })
      expect(await swarm.ask('raw', 'a', PEER_PORT, next)).toBe(chunk)
    })
  })

  test('is base64 where the bytes are no text, and text where they are, chunk by chunk', async () => {
    const bytes = Buffer.concat([Buffer.alloc(1_024, 'a'), Buffer.from([0xff, 0xfe])])
    const swarm = new SwarmWorld().addTracker().addPeer('a', { x: bytes }).addRaw('raw')
    await swarm.play(async () => {
      await swarm.start('tracker', 'a', 'raw')
      const ask = (chunk: number) => swarm.ask('raw', 'a', PEER_PORT, { message: 5, fileName: 'x', chunk })
      expect(JSON.parse(await ask(1))).toEqual({ message: 5, fileName: 'x', chunk: 1, data: 'a'.repeat(1_024) })
      expect(JSON.parse(await ask(2))).toEqual({
        message: 5,
        fileName: 'x',
        chunk: 2,
        data: '//4=',
        encoding: 'base64',
      })
    })
  })
})
