// 100 MiB through both chats under loss, duplication and reordering, each way there is, seed after seed in virtual time.
// `SEEDNET_LONG=short` plays one seed of each.
import { expect, it } from 'vitest'
import type { DatagramChatClientOptions } from '../../src/nodes/datagram-chat/options.ts'
import { ChatWorld as DatagramChatWorld, randomBytes } from '../nodes/datagram-chat/chat-world.ts'
import { ChatWorld as MenuChatWorld } from '../nodes/menu-chat/chat-world.ts'

const IS_SHORT = process.env.SEEDNET_LONG === 'short'
const SEEDS = IS_SHORT ? 1 : 200
/** Of the ways that are not the usual ones. */
const SIDE_SEEDS = IS_SHORT ? 1 : 20
const BYTES = randomBytes(100 * 1_048_576)
/** A seed takes two to four seconds of a processor of its own. */
const SEED_LIMIT_MS = 60_000
const DAY_MS = 86_400_000

/** By turns with a millisecond's delay and with none, when only losses take time. */
function badLink(seed: number) {
  return { latency: seed % 2, lossRatio: 0.05, duplicateRatio: 0.05, reorderRatio: 0.05, reorderDelayMs: 2 }
}

async function throughMenuChat(seed: number, isCut: boolean): Promise<Uint8Array | null> {
  let received: Uint8Array | null = null
  const chat = new MenuChatWorld(`large ${seed}`, badLink(seed))
  chat.server()
  chat.user('alice', { 'film.bin': BYTES })
  chat.user('bob')
  const script = async () => {
    while (chat.of('joined').length < 2) await chat.world.sleep(10)
    if (isCut) chat.world.apply({ kind: 'partition', from: ['alice'], to: ['bob'] })
    chat.asks('bob', 'alice', 'film.bin')
    while (chat.of('file-complete').length + chat.of('file-failed').length === 0) await chat.world.sleep(100)
    received = await chat.file('bob', 'film.bin')
  }
  await chat.play(['server', 'alice', 'bob'], script, DAY_MS)
  return received
}

async function throughDatagramChat(seed: number, options: DatagramChatClientOptions): Promise<Uint8Array | null> {
  let received: Uint8Array | null = null
  const chat = new DatagramChatWorld({ seed: `large ${seed}`, link: badLink(seed) })
  chat.server({}, { 'film.bin': BYTES })
  chat.user('bob', { alwaysProceed: true, ...options })
  await chat.play(async () => {
    chat.type('bob', 'connect', 'bob', 'download', 'film.bin', '')
    await chat.printed('bob', 'film.bin is saved as film.bin')
    received = await chat.file('bob', 'film.bin')
  }, DAY_MS)
  return received
}

it.each([
  ['the menu chat, from its owner', SEEDS, (seed: number) => throughMenuChat(seed, false)],
  ['the menu chat, through the server', SIDE_SEEDS, (seed: number) => throughMenuChat(seed, true)],
  ['the datagram chat, our way', SEEDS, (seed: number) => throughDatagramChat(seed, {})],
  ['the datagram chat, the old way', SIDE_SEEDS, (seed: number) => throughDatagramChat(seed, { plainDownloads: true })],
] as const)(
  '100 MiB come byte for byte through %s: %i seeds',
  async (_way, seeds, play) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const received = (await play(seed)) ?? new Uint8Array(0)
      expect(Buffer.compare(received, BYTES), `seed ${seed}`).toBe(0)
    }
  },
  SEEDS * SEED_LIMIT_MS,
)
