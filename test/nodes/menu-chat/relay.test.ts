// A relay passes bytes on no faster than they are taken, and leaves nothing open.
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import type { Socket } from '../../../src/host/socket.ts'
import { World } from '../../../src/net/world.ts'
import { Relay } from '../../../src/nodes/menu-chat/relay.ts'

interface Pair {
  readonly relay: Relay
  readonly events: string[]
  /** The ends of the two users. */
  readonly taker: Socket
  readonly giver: Socket
  /** The ends at the relay. */
  readonly take: Socket
  readonly give: Socket
}

/** A relay on a host of its own; the giver joins unless told otherwise. */
async function relayed(script: (pair: Pair, world: World) => Promise<void>, { isPaired = true } = {}): Promise<void> {
  const world = new World({ seed: 'relay' })
  world.setDefaultLink({ latency: 10 })
  const events: string[] = []
  const accepted: Socket[] = []
  const outer: Socket[] = []
  const clock: Host['clock'][] = []
  world.addHost({
    name: 'server',
    start: (host) => {
      clock.push(host.clock)
      host.net.createServer({ pauseOnConnect: true }, (socket) => accepted.push(socket)).listen({ port: 4000 })
      return { interrupt: () => {} }
    },
  })
  for (const name of ['taker', 'giver']) {
    const start = (host: Host) => {
      const socket = host.net.connect({ host: 'server', port: 4000 })
      socket.on('error', () => {})
      outer.push(socket)
      return { interrupt: () => {} }
    }
    world.addHost({ name, start })
  }
  await world.run(async () => {
    for (const name of ['server', 'taker', 'giver']) {
      await world.start(name)
      await world.sleep(100)
    }
    const relay = new Relay(clock[0] as Host['clock'], 1000, 5000, {
      onUnpaired: () => events.push(`unpaired at ${world.nowMs()}`),
      onClosed: () => events.push(`closed at ${world.nowMs()}`),
    })
    const [taker, giver] = outer as [Socket, Socket]
    const [take, give] = accepted as [Socket, Socket]
    relay.join('take', { socket: take, rest: new TextEncoder().encode('early ') })
    if (isPaired) relay.join('give', { socket: give, rest: new Uint8Array(0) })
    await script({ relay, events, taker, giver, take, give }, world)
  }, 60_000)
  await world.close()
}

function read(socket: Socket): { text: string; isEnded: boolean } {
  const heard = { text: '', isEnded: false }
  socket.on('data', (bytes) => {
    heard.text += new TextDecoder().decode(bytes)
  })
  socket.on('end', () => {
    heard.isEnded = true
  })
  return heard
}

describe('a relay', () => {
  it('gives each end what the other sends, what came before it joined first, and closes when one does', async () => {
    await relayed(async ({ relay, events, taker, giver }, world) => {
      const [heardByTaker, heardByGiver] = [read(taker), read(giver)]
      taker.write('question')
      giver.write('answer')
      await world.sleep(100)
      expect([heardByTaker.text, heardByGiver.text]).toEqual(['answer', 'early question'])
      giver.end('!')
      await world.sleep(100)
      expect(heardByTaker).toEqual({ text: 'answer!', isEnded: true })
      expect(events).toEqual(['closed at 430'])
      expect(relay.bytes).toBe('early questionanswer!'.length)
    })
  })

  it('does not listen to one end while the other is full, and does again when it has drained', async () => {
    await relayed(async ({ taker, giver, take, give }, world) => {
      taker.pause()
      const piece = new Uint8Array(1_000_000)
      for (let n = 0; n < 30; n++) giver.write(piece)
      await world.sleep(10_000)
      expect(give.isPaused()).toBe(true)
      expect(take.writableLength).toBeLessThan(1_000_000)
      expect(taker.bytesRead + take.writableLength).toBeLessThan(15_000_000)
    })
    await relayed(async ({ taker, giver, take }, world) => {
      taker.pause()
      for (let n = 0; n < 30; n++) giver.write(new Uint8Array(1_000_000))
      await world.sleep(2000)
      taker.on('data', () => {})
      taker.resume()
      await world.sleep(20_000)
      expect(taker.bytesRead).toBe(30_000_000)
      expect(take.writableLength).toBe(0)
    })
  })

  it('whose other end does not come in time says so and closes', async () => {
    await relayed(
      async ({ events, taker }, world) => {
        const heard = read(taker)
        await world.sleep(2000)
        expect(events).toEqual(['unpaired at 1300', 'closed at 1300'])
        expect(heard.isEnded).toBe(true)
      },
      { isPaired: false },
    )
  })

  it('whose ends are silent for too long closes both', async () => {
    await relayed(async ({ events, taker, giver }, world) => {
      const heard = [read(taker), read(giver)]
      await world.sleep(6000)
      expect(events).toEqual(['closed at 5300'])
      expect(heard.map(({ isEnded }) => isEnded)).toEqual([true, true])
    })
  })

  it('of which one end breaks closes the other', async () => {
    await relayed(async ({ events, taker, giver }, world) => {
      const heard = read(taker)
      giver.resetAndDestroy()
      await world.sleep(100)
      expect(heard.isEnded).toBe(true)
      expect(events).toEqual(['closed at 310'])
    })
  })
})
