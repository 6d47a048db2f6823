// The seed's session of a tracker and two peers, typed on pipes at real processes.
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Playground } from './tools/programs.ts'

const TEXT = Array.from({ length: 4_000 }, (_, line) => `line ${line} about bees\n`)
  .join('')
  .slice(0, 69_630)
const CHUNKS = Array.from({ length: 68 }, (_, index) => index + 1)

let ground: Playground

beforeEach(() => {
  ground = new Playground()
})

afterEach(() => ground.clear())

it('the session of the seed comes out as it is shown there, and the chunk is in the file', async () => {
  ground.put('client1/bse', TEXT.slice(0, 1_822))
  ground.put('client2/23', TEXT)
  const tracker = ground.ours('', 'tracker', '0', '--memory', '--log', 'debug')
  const port = await tracker.printed(/"event":"listening","port":(\d+)/)
  const client1 = ground.ours('', 'peer', port, '0', 'client1', 'bse')
  const port1 = await tracker.printed(/\[\["bse",1822\]\],"lPort":(\d+)/)
  const client2 = ground.ours('', 'peer', port, '0', 'client2', '23')
  const port2 = await tracker.printed(/\[\["23",69630\]\],"lPort":(\d+)/)
  await client2.printed(/("success":1)/)

  client1.type('2\n3\n23\n2\n5\n2\n2\n1\n')
  await client1.printed(/("message":4,.*)\n.*: $/)
  const bse = `"bse":{"127.0.0.1:${port1}":[1,2]}`
  const bees = `"127.0.0.1:${port2}":[${CHUNKS.join(',')}]`
  const list = `{"message":2,"length":2,"files":{${bse},"23":{${bees}}}}`
  const where = `{"message":3,"fileName":"23","peers":{${bees}},"length":1}`
  const choice = ['Here are a list of files to choose from:', '1. bse', '2. 23']
  const prompt = 'What message would you like to send: '
  const session = [
    'Waiting for connection',
    '{"message":1,"file":"bse","success":1}',
    prompt + list,
    prompt + list,
    ...choice,
    'What file are you looking for: File not found, try again',
    `What file do you want: ${where}`,
    prompt + list,
    ...choice,
    `What file are you looking for: ${where}`,
    `This is list of chunks: [${CHUNKS.join(', ')}]`,
    'What chunk number do you want: Choose one of these peers to receive the data from:',
    `1. 127.0.0.1:${port2}`,
    'Enter which peer you want to receive data from: {"message":4,"file":"23","chunk":2,"success":1}',
    prompt,
  ]
  expect(client1.output).toBe(session.join('\n'))
  expect(readFileSync(ground.path('client1/23'), 'utf8')).toBe(TEXT.slice(1_024, 2_048))

  client2.type('2\n6\n')
  expect(await client2.ended()).toBe(0)
  const now = `{"message":2,"length":2,"files":{${bse},"23":{${bees},"127.0.0.1:${port1}":[2]}}}`
  expect(client2.output.split('\n')).toEqual([
    'Waiting for connection',
    '{"message":1,"file":"23","success":1}',
    expect.stringMatching(/^What message would you like to send: Connected by 127\.0\.0\.1:\d+$/),
    now,
    prompt,
  ])
  client1.type('6\n')
  expect(await client1.ended()).toBe(0)
  const connections = tracker.output.split('\n').filter((line) => line.startsWith('Connected by 127.0.0.1:'))
  expect(connections).toHaveLength(11)
})
