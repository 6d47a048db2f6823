// A connection between two hosts of a world, held at both ends by the test, and what of it went over the wire.
import type { ServerOptions } from '../../../src/host/server.ts'
import type { Socket } from '../../../src/host/socket.ts'
import * as Flag from '../../../src/net/tcp/flag.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from './a-world.ts'

export interface Ends extends TestWorld {
  /** On host a. */
  readonly client: Socket
  /** On host b. */
  readonly served: Socket
}

/** Both ends of a connection over links of 10 ms, at 100 ms, with nothing under way. */
export async function connected(
  script: (ends: Ends) => Promise<void>,
  limitMs?: number,
  server: ServerOptions = {},
): Promise<TestWorld> {
  const test = aWorld({ link: { latency: 10 } })
  const begin = async () => {
    const { port, sockets } = await listen(test.host('b'), server)
    const client = test.host('a').net.connect({ host: 'b', port, allowHalfOpen: true })
    client.on('error', () => {})
    await test.world.sleep(100)
    const served = sockets[0] as Socket
    test.recorder.packets.length = 0
    await script({ ...test, client, served })
  }
  await play(test, begin, limitMs)
  return test
}

/** What was sent, as 'atMs host FLAGS sequence+length'. */
export function sentLines({ recorder }: TestWorld): string[] {
  return recorder.of('sent').map(({ atMs, source, flags, sequence, length }) => {
    const names = Object.entries(Flag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]))
    return `${atMs} ${'ab'[source]} ${names.join('+')} ${sequence}+${length}`
  })
}
