// What the user of a client types and reads.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { datagramChatClient } from '../../../src/nodes/datagram-chat/programs.ts'
import { ChatWorld, PORT, randomBytes } from './chat-world.ts'

/** It asks where the server is. */
function asking(test: ChatWorld, name: string): void {
  test.world.addHost({ name, start: datagramChatClient() })
}

describe('a client', () => {
  it('goes through the session of the seed, its input on a pipe', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.txt': 'The quick brown fox.\n'.repeat(500) })
    test.user('other', { background: true })
    asking(test, 'client')
    await test.play(async () => {
      test.type('other', 'connect', 'other')
      await test.printed('other', 'connected')
      test.type('client', '10.0.0.3', 'server', String(PORT), 'connect', 'client1', 'hello!', '', 'get_users')
      test.type('client', 'get_list_file', 'download', 'q.txt', 'proceed', 'new.txt', 'disconnect')
      test.world.console('client').end()
      await test.ended('client')
      expect(test.output('client').split('\n')).toEqual([
        'Enter your IP address:',
        'Enter the IP address of the server:',
        'Enter the port (55000 to 55015):',
        'You are in touch with the server at 10.0.0.1, port 55000.',
        'Enter a command or a message:',
        'Enter your name:',
        'connected',
        'Enter a command or a message:',
        'Enter the target name (leave blank for all):',
        'Enter a command or a message:',
        'Online users: other, client1',
        'Enter a command or a message:',
        'Files: q.txt',
        'Enter a command or a message:',
        'Enter the file name:',
        "50% of q.txt is downloaded. Write 'proceed' to go on, anything else to stop:",
        'User client1 downloaded 100% out of file. Last byte is: 10',
        'Enter the new name of q.txt:',
        'q.txt is saved as new.txt: 10500 bytes.',
        'Enter a command or a message:',
        'disconnected',
        'You are disconnected from the server.',
        'Enter your IP address:',
        '',
      ])
      expect(test.output('other')).toContain('client1 is connected\n')
      expect(test.output('other')).toContain('client1: hello!\n')
      expect(test.output('other')).toContain('client1 is disconnected\n')
      expect(test.ends.get('client')).toEqual({ kind: 'exit', code: 0 })
      expect(new TextDecoder().decode((await test.file('client', 'new.txt')) ?? undefined)).toBe(
        'The quick brown fox.\n'.repeat(500),
      )
      expect(await test.world.listFiles('client')).toEqual(['new.txt'])
    })
  })

  it('asks again for an address that is not its own, a port that is none, and a server that is not there', async () => {
    const test = new ChatWorld()
    test.server()
    asking(test, 'client')
    await test.play(async () => {
      test.type('client', '10.7.7.7', '', 'nowhere', 'abc', '0', '70000', '55000', '', 'server', '1')
      test.world.console('client').end()
      await test.ended('client')
      const output = test.output('client')
      expect(output).toContain('10.7.7.7 is no address of this machine.\nEnter your IP address:\n')
      expect(output.split('A port is a number from 1 to 65535.\n')).toHaveLength(4)
      expect(output).toContain(
        'Cannot connect to nowhere, port 55000: there is no such name.\nEnter your IP address:\n',
      )
      expect(output).toContain('Cannot connect to server, port 1: nobody listens there.\n')
      expect(test.ends.get('client')).toEqual({ kind: 'exit', code: 1 })
    })
  })

  it('asks for another name when one is illegal, and is told when one is taken', async () => {
    const test = new ChatWorld()
    test.server()
    test.user('first')
    test.user('second')
    await test.play(async () => {
      test.type('first', 'connect', 'bob')
      await test.printed('first', 'connected')
      test.type('second', 'connect', '', 'a|b', 'bob', 'connect', 'alice')
      await test.printed('first', 'alice is connected')
      expect(test.output('second').split('\n').slice(1)).toEqual([
        'Enter a command or a message:',
        'Enter your name:',
        'The name is illegal: it is empty.',
        'Enter your name:',
        "The name is illegal: it has a '|' in it.",
        'Enter your name:',
        "can't connect. Name is taken. Try another",
        'Enter a command or a message:',
        'Enter your name:',
        'connected',
        'Enter a command or a message:',
        '',
      ])
    })
  })

  it('sends a message to one or to all, bars and emoji and all', async () => {
    const test = new ChatWorld()
    test.server()
    for (const name of ['ann', 'bob', 'cid']) test.user(name)
    await test.play(async () => {
      for (const name of ['ann', 'bob', 'cid']) {
        test.type(name, 'connect', name)
        await test.printed(name, 'connected\n')
      }
      test.type('ann', 'a | b 👋🏽', '', 'secret|', 'cid', 'lost', 'nobody')
      await test.printed('ann', `Can't send. There is no user "nobody"`)
      await test.world.sleep(50)
      expect(test.output('bob')).toContain('ann: a | b 👋🏽\n')
      expect(test.output('bob')).not.toContain('secret')
      expect(test.output('cid')).toContain('ann: a | b 👋🏽\nann: secret|\n')
      expect(test.output('ann')).not.toContain('ann: ')
    })
  })

  it('goes back to its questions when the server goes away, and ends with its input', async () => {
    const test = new ChatWorld()
    test.server()
    test.user('client')
    await test.play(async () => {
      test.type('client', 'connect', 'client')
      await test.printed('client', 'connected')
      test.world.interrupt('server')
      expect(await test.ended('server')).toEqual({ kind: 'exit', code: 0 })
      await test.printed('client', 'The server is gone: the connection was closed.\nEnter your IP address:\n')
      expect(test.output('client')).toContain('Goodbye: the server is quitting\n')
      test.world.console('client').end()
      expect(await test.ended('client')).toEqual({ kind: 'exit', code: 0 })
    })
  })

  it('gives up a server that has answered signs of life and hangs, not one that never did', async () => {
    const test = new ChatWorld()
    const talk: string[] = []
    const answering = (answer: string) => (host: Host) => {
      const server = host.net.createServer({}, (socket) => {
        socket.on('data', (bytes) => talk.push(new TextDecoder().decode(bytes)))
        if (answer !== '') socket.write(answer)
      })
      server.listen({ port: PORT })
      return { interrupt: () => host.exit(0) }
    }
    test.world.addHost({ name: 'server', start: answering('\n') })
    test.world.addHost({ name: 'old', start: answering('') })
    test.user('client', { pingMs: 10_000 })
    test.user('patient', { pingMs: 10_000, serverHost: 'old' })
    await test.play(async () => {
      await test.printed('client', 'The server is gone: nothing was heard from it for 30000 ms.\n')
      await test.world.sleep(60_000)
      expect(test.output('patient')).not.toContain('gone')
    })
    // Two at once from each of the two, then one from each every ten seconds.
    expect(talk.join('').slice(0, 6)).toBe('\n\n\n\n\n\n')
  })

  it('at Ctrl-C keeps what it has of a download, and goes on from there the next time', async () => {
    const bytes = randomBytes(400_000)
    const test = new ChatWorld({ link: { latency: 10, bandwidthBps: 10_000_000, queuePackets: 100 } })
    test.server({}, { 'q.bin': bytes })
    test.user('client', { alwaysProceed: true })
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin')
      await test.reported('download-proceeds', 'server')
      test.world.interrupt('client')
      expect(await test.ended('client')).toEqual({ kind: 'exit', code: 0 })
      expect(await test.world.listFiles('client')).toEqual(['.seednet/q.bin.part', '.seednet/q.bin.state'])
      await test.world.start('client')
      test.type('client', 'connect', 'client', 'download', 'q.bin', '')
      await test.reported('file-complete', 'client')
      const [resumed] = test.of('download-resumed', 'client')
      const kept = Number(resumed?.details.packets)
      expect(kept).toBeGreaterThanOrEqual(98)
      expect(test.of('download-done', 'server')[0]?.details.sent).toBe(196 - kept)
      expect(await test.file('client', 'q.bin')).toEqual(bytes)
      expect(await test.world.listFiles('client')).toEqual(['q.bin'])
    })
  })

  it('that was stopped at half goes on the next time without being asked', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.bin': randomBytes(40_000) })
    test.user('client')
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin', 'no')
      await test.printed('client', 'download stopped\nEnter a command')
      test.type('client', 'download', 'q.bin', 'whole.bin')
      await test.printed('client', 'q.bin is saved as whole.bin: 40000 bytes.')
      expect(test.output('client').split("Write 'proceed'")).toHaveLength(2)
      expect(test.of('download-done', 'server')[0]?.details.sent).toBe(10)
    })
  })

  it('removes what programs that were killed have left, and nothing that is under way', async () => {
    const left = { 'q.bin.7.try': 'x', 'other.40000.try': 'x', 'q.bin.part': 'of nobody knows what' }
    const files = Object.fromEntries(Object.entries(left).map(([name, text]) => [`.seednet/${name}`, text]))
    const test = new ChatWorld()
    test.server({}, { 'q.bin': randomBytes(20_000) })
    test.user('client', { background: true }, files)
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin')
      await test.printed('client', '50% of q.bin')
      const [underWay = '', ...others] = await test.world.listFiles('client')
      expect(underWay).toMatch(/^\.seednet\/q\.bin\.\d+\.try$/)
      expect(others).toEqual([])
      test.type('client', 'proceed')
      await test.printed('client', 'Enter the new name')
      test.type('client', 'first')
      await test.printed('client', 'saved as first')
      expect(await test.file('client', 'first')).toEqual(randomBytes(20_000))
      expect(await test.world.listFiles('client')).toEqual(['first'])
    })
  })

  it('in the background talks and downloads two files at once', async () => {
    const files = { 'a.bin': randomBytes(100_000), 'b.bin': randomBytes(150_000) }
    const test = new ChatWorld({ link: { latency: 10, bandwidthBps: 10_000_000, queuePackets: 100 } })
    test.server({}, files)
    test.user('client', { background: true, alwaysProceed: true })
    test.user('other')
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'a.bin', 'download', 'b.bin', 'hello', '')
      test.type('other', 'connect', 'other')
      await test.printed('client', 'Enter the new name of a.bin:')
      test.type('client', '')
      await test.printed('client', 'Enter the new name of b.bin:')
      test.type('client', 'c.bin')
      await test.printed('client', 'saved as c.bin')
      expect(await test.file('client', 'a.bin')).toEqual(files['a.bin'])
      expect(await test.file('client', 'c.bin')).toEqual(files['b.bin'])
    })
  })

  it('asks for another name when the file cannot have it', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.txt': 'hello' })
    test.user('client')
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.txt', '../up', 'a/b', 'fine.txt')
      await test.printed('client', 'q.txt is saved as fine.txt: 5 bytes.')
      expect(test.output('client').split('That is no name for a file: the file name has a slash in it.')).toHaveLength(
        3,
      )
      expect(await test.world.listFiles('client')).toEqual(['fine.txt'])
    })
  })
})

describe('a download', () => {
  const euro = new TextEncoder().encode(`${'x'.repeat(2042)}€${'y'.repeat(3000)}`)
  const contents: Readonly<Record<string, Uint8Array>> = {
    'no bytes': new Uint8Array(0),
    'one byte': Uint8Array.of(7),
    '2,043 bytes': randomBytes(2043),
    '2,044 bytes': randomBytes(2044),
    'a character on the boundary of two packets': euro,
  }

  it.each(Object.entries(contents))('of %s is right to the byte, our way and the old one', async (_, bytes) => {
    for (const plainDownloads of [false, true]) {
      const test = new ChatWorld()
      test.server({}, { 'q.bin': bytes })
      test.user('client', { plainDownloads, alwaysProceed: true })
      await test.play(async () => {
        test.type('client', 'connect', 'client', 'download', 'q.bin', '')
        const { details } = await test.reported('file-complete', 'client')
        expect(details.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(await test.file('client', 'q.bin')).toEqual(bytes)
        expect(test.output('client')).toContain(`Last byte is: ${bytes.at(-1) ?? 'none'}\n`)
      })
    }
  })

  const lossy = {
    latency: 10,
    bandwidthBps: 50_000_000,
    queuePackets: 200,
    lossRatio: 0.05,
    duplicateRatio: 0.02,
    reorderRatio: 0.05,
  }

  it.each(['1', '2', '3'])('of 2 MB is right under loss, duplication and reordering, seed %s', async (seed) => {
    const bytes = randomBytes(2_000_000)
    for (const options of [{}, { plainDownloads: true }]) {
      const test = new ChatWorld({ seed, link: lossy })
      test.server({ decimalNumbers: seed === '2' }, { 'q.bin': bytes })
      test.user('client', { ...options, alwaysProceed: true })
      await test.play(async () => {
        test.type('client', 'connect', 'client', 'download', 'q.bin', '')
        await test.reported('file-complete', 'client')
        expect(Buffer.compare((await test.file('client', 'q.bin')) ?? Buffer.alloc(0), bytes)).toBe(0)
      })
    }
  })

  it('of a file that changes on its way is not taken for right', async () => {
    const test = new ChatWorld()
    test.server({ pausePercent: 0 }, { 'q.bin': randomBytes(20_000) })
    test.user('client')
    await test.play(async () => {
      test.type('client', 'connect', 'client', 'download', 'q.bin')
      await test.reported('download-started', 'server')
      test.world.setLink('server', 'client', { latency: 10, corruptRatio: 0.9 })
      await test.printed('client', 'its SHA-256 is not the one that was announced')
      expect(await test.world.listFiles('client')).toEqual([])
    })
  })
})
