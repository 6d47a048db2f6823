// The datagram chat's downloads and rooms under many seeds, and a large file on real sockets. `SEEDNET_LONG=short` takes a few seeds only.
import { randomBytes as cryptoBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { LiveNetwork } from '../../src/real/live-network.ts'
import { datagramChatClient, datagramChatServer } from '../../src/nodes/datagram-chat/programs.ts'
import room from '../../src/scenarios/builtin/datagram-chat-room.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'
import { ChatWorld, PORT, randomBytes } from '../nodes/datagram-chat/chat-world.ts'

const SEEDS = process.env.SEEDNET_LONG === 'short' ? 2 : 200
const ROOM_SEEDS = process.env.SEEDNET_LONG === 'short' ? 1 : 10
const LOSSY = {
  latency: { kind: 'uniform', minMs: 5, maxMs: 15 },
  bandwidthBps: 50_000_000,
  queuePackets: 200,
  lossRatio: 0.05,
  duplicateRatio: 0.02,
  reorderRatio: 0.05,
} as const

it(`a download is right to the byte under loss, duplication and reordering, our way and the old one: ${SEEDS} seeds`, async () => {
  const bytes = randomBytes(1_000_003)
  for (let seed = 1; seed <= SEEDS; seed++) {
    const test = new ChatWorld({ seed: `long ${seed}`, link: LOSSY })
    test.server({ decimalNumbers: seed % 2 === 0 }, { 'q.bin': bytes })
    test.user('ours', { alwaysProceed: true })
    test.user('old', { alwaysProceed: true, plainDownloads: true })
    await test.play(async () => {
      for (const name of ['ours', 'old']) test.type(name, 'connect', name, 'download', 'q.bin', '')
      for (const name of ['ours', 'old']) {
        await test.reported('file-complete', name)
        const received = (await test.file(name, 'q.bin')) ?? Buffer.alloc(0)
        expect(Buffer.compare(received, bytes), `${name}, seed 'long ${seed}'`).toBe(0)
      }
    })
  }
})

it(`a room of 200 loses nothing, doubles nothing and keeps order per sender when the network does not: ${ROOM_SEEDS} seeds`, async () => {
  const params = { users: 200, lines: 3, loss: 0.05, withinMs: 1000 }
  for (let seed = 1; seed <= ROOM_SEEDS; seed++) {
    const { checks } = await play(room, { seed: `long ${seed}`, params, openBacking: openVirtual })
    expect(checks.filter(({ passed }) => !passed)).toEqual([])
  }
})

it('a file of 100 MiB comes over real sockets, right to the byte', async () => {
  const bytes = cryptoBytes(100 * 1_048_576)
  let isComplete = false
  const network = new LiveNetwork({
    seed: 'live',
    events: {
      onReport: ({ event }) => (isComplete ||= event === 'file-complete'),
      onOutput: () => {},
      onEnd: () => {},
    },
  })
  try {
    const user = datagramChatClient({ ownAddress: '', serverHost: 'server', serverPort: PORT, alwaysProceed: true })
    network.addHost({ name: 'server', start: datagramChatServer({ portCount: 1 }), files: { 'files/film.bin': bytes } })
    network.addHost({ name: 'user', start: user })
    await network.run(async () => {
      await network.start('server')
      await network.sleep(500)
      await network.start('user')
      for (const line of ['connect', 'user', 'download', 'film.bin', '']) network.console('user').type(line)
      while (!isComplete) await network.sleep(20)
      expect(Buffer.compare((await network.readFile('user', 'film.bin')) ?? Buffer.alloc(0), bytes)).toBe(0)
    }, 120_000)
  } finally {
    await network.close()
  }
})
