// What clients should not send, and clients that vanish: a clear answer each, and everyone else goes on.
import { describe, expect, it } from 'vitest'
import { ChatWorld, randomBytes } from './chat-world.ts'

const ILLEGAL: readonly (readonly [string, string, string])[] = [
  ['an empty name', '', 'the name is empty'],
  ['a name with a bar', 'a|b', 'the name has a bar in it'],
  ['a name of 10,000 characters', 'x'.repeat(10_000), 'the name is longer than 64 characters'],
  ['a name of 65 characters', 'x'.repeat(65), 'the name is longer than 64 characters'],
  ['a name with a control character', 'a\u001b[2Jb', 'the name has a control character in it'],
  ['a name that turns the line around', 'a\u202eb', 'the name has a control character in it'],
]

describe('a name', () => {
  it.each(ILLEGAL)('that is illegal (%s) is refused with the reason', async (_, name, reason) => {
    const test = new ChatWorld()
    test.server()
    const client = test.plain('client')
    await test.play(async () => {
      expect(await client.ask(`connect|${name}\n`)).toBe(`can't connect. Name is illegal: ${reason}. Try another\n`)
      expect(await client.ask('connect|fine\n')).toBe('connected\n')
    })
  })

  it('of 64 characters, and one with an emoji, are taken; a second one by the same connection is not', async () => {
    const test = new ChatWorld()
    test.server()
    const [client, other] = [test.plain('client'), test.plain('other')]
    await test.play(async () => {
      expect(await client.ask(`connect|${'x'.repeat(64)}\n`)).toBe('connected\n')
      expect(await other.ask('connect|👩‍👩‍👧 Zoë\n')).toBe('connected\n')
      await test.world.sleep(50)
      other.clear()
      expect(await other.ask('get_users\n')).toBe(`Online users: ${'x'.repeat(64)}, 👩‍👩‍👧 Zoë\n`)
      expect(await other.ask('connect|me too\n')).toBe("can't connect. You are connected already, as 👩‍👩‍👧 Zoë\n")
    })
  })

  it('that is the same but for how its accents are put together is taken', async () => {
    const test = new ChatWorld()
    test.server()
    const [client, other] = [test.plain('client'), test.plain('other')]
    await test.play(async () => {
      await client.ask('connect|Zo\u00eb\n')
      expect(await other.ask('connect|Zoe\u0308\n')).toBe("can't connect. Name is taken. Try another\n")
    })
  })
})

describe('a message', () => {
  it('of 10 MiB in lines is refused, and the next one of the same client is read', async () => {
    const test = new ChatWorld()
    test.server()
    const [client, other] = [test.plain('client'), test.plain('other')]
    await test.play(async () => {
      await client.ask('connect|big\n')
      await other.ask('connect|other\n')
      await test.world.sleep(50)
      client.clear()
      other.clear()
      client.send(`msg_all|${'x'.repeat(10 * 1_048_576)}\nmsg_all|small\n`)
      while (other.text === '') await test.world.sleep(10)
      expect(other.text).toBe('big: small\n')
      expect(client.text).toBe("Can't read that: the message is longer than 1048576 bytes\n")
    })
  })

  it('of exactly the limit is forwarded, and one byte more is not', async () => {
    const test = new ChatWorld()
    test.server({ maxMessageBytes: 1024 })
    const [client, other] = [test.plain('client'), test.plain('other')]
    await test.play(async () => {
      await client.ask('connect|a\n')
      await other.ask('connect|b\n')
      other.clear()
      client.send(`msg_all|${'x'.repeat(1016)}\n`)
      await test.world.sleep(100)
      expect(other.text).toBe(`a: ${'x'.repeat(1016)}\n`)
      client.clear()
      expect(await client.ask(`msg_all|${'x'.repeat(1017)}\n`)).toBe(
        "Can't read that: the message is longer than 1024 bytes\n",
      )
    })
  })

  it('that is the first one, has no newline and is too long ends the connection with the reason', async () => {
    const test = new ChatWorld()
    test.server({ maxMessageBytes: 10_000 })
    const client = test.plain('client')
    await test.play(async () => {
      client.send('x'.repeat(10 * 1_048_576))
      while (!client.isClosed) await test.world.sleep(10)
      expect(client.text).toBe("Can't read that: the message is longer than 10000 bytes\n")
    })
  })

  it('of an old client that is so long that it comes in pieces for seconds ends the connection', async () => {
    const test = new ChatWorld()
    test.server()
    const client = test.plain('client')
    await test.play(async () => {
      await client.ask('connect|old')
      client.send(`msg_all|${'x'.repeat(10 * 1_048_576)}`)
      while (!client.isClosed) await test.world.sleep(10)
      expect(client.text.split('Unknown command: ')).toHaveLength(51)
      expect(client.text).toMatch(/Goodbye: 50 messages in a row made no sense$/)
    })
  })

  it('that is no UTF-8 or no command is answered so', async () => {
    const test = new ChatWorld()
    test.server()
    const client = test.plain('client')
    await test.play(async () => {
      client.send(Uint8Array.of(0xff, 0xfe, 0x0a))
      await test.world.sleep(50)
      expect(client.text).toBe("Can't read that: the message is no UTF-8 text\n")
      expect(await client.ask('make_tea\n')).toBe('Unknown command: "make_tea"\n')
      expect(await client.ask('msg|no target\n')).toBe('Unknown command: "msg|no target"\n')
    })
  })

  it('cannot act on the terminal of whoever gets it', async () => {
    const test = new ChatWorld()
    test.server()
    const client = test.plain('client')
    test.user('user')
    await test.play(async () => {
      test.type('user', 'connect', 'user')
      await client.ask('connect|evil\n')
      client.send('msg_all|\u001b[2Jgone\tand\u0007\n')
      await test.printed('user', 'evil: ')
      expect(test.output('user')).toContain('evil: \\u001b[2Jgone and\\u0007\n')
    })
  })
})

describe('a file', () => {
  it.each([
    ['outside the folder', '../../etc/passwd'],
    ['that is not there', 'nothing.txt'],
    ['that is a folder', 'folder'],
    ['without a name', ''],
    ['with a name of 10,000 characters', 'x'.repeat(10_000)],
    ['with a control character in its name', 'a\u0000b'],
  ])('%s is not found', async (_, name) => {
    const test = new ChatWorld()
    test.server({}, { 'folder/inside.txt': 'x', 'q.txt': 'x' })
    const client = test.plain('client')
    await test.play(async () => {
      await client.ask('connect|client\n')
      expect(await client.ask(`download|${name}\n`)).toBe("Can't download. File not found\n")
      expect(await client.ask('download|q.txt\n')).toBe('|1\n')
      expect(await client.ask(`download|${name}|3\n`)).toBe("dl|3|refused|Can't download. File not found\n")
      expect(await client.ask('get_list_file\n')).toBe('Files: q.txt\n')
    })
  })

  it('is not sent more than four times at once to one connection, and not twice under one number', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.txt': 'x' })
    const client = test.plain('client')
    await test.play(async () => {
      await client.ask('connect|client\n')
      for (const id of [1, 2, 3, 4]) expect(await client.ask(`download|q.txt|${id}\n`)).toMatch(/^\|1\|/)
      expect(await client.ask('download|q.txt|5\n')).toBe("dl|5|refused|Can't download. 4 downloads at a time\n")
      expect(await client.ask('download|q.txt|4\n')).toBe("dl|4|refused|Can't download. Number 4 is under way\n")
      expect(await client.ask('dl|1|cancel\n')).toBe('dl|1|stopped|download stopped\n')
      expect(await client.ask('download|q.txt|5\n')).toMatch(/^\|1\|5\|1\|[0-9a-f]{64}\|1\n$/)
    })
  })

  it('is no longer sent when a report makes no sense', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.bin': randomBytes(10_000) })
    const client = test.plain('client')
    await test.play(async () => {
      await client.ask('connect|client\n')
      await client.ask('download|q.bin|1\n')
      expect(await client.ask('dl|1|start|99999|\n')).toBe(
        'Can\'t download. The port must be a number from 1 to 65535, not "99999"\n',
      )
      client.send('dl|1|start|4000|\n')
      await test.world.sleep(100)
      client.clear()
      expect(await client.ask('dl|1|report|1|1|1|0|7\n')).toBe(
        'dl|1|stopped|download stopped: there is no packet 7, the file has 5\n',
      )
    })
  })

  it('whose client says nothing more is no longer sent', async () => {
    const test = new ChatWorld()
    test.server({ stallLimitMs: 2000, answerLimitMs: 5000 }, { 'q.bin': randomBytes(10_000) })
    const client = test.plain('client')
    await test.play(async () => {
      await client.ask('connect|client\n')
      await client.ask('download|q.bin|1\n')
      await test.world.sleep(1900)
      client.clear()
      await test.world.sleep(200)
      expect(client.text).toBe('dl|1|stopped|download stopped: nothing was heard from the client\n')
    })
  })
})

describe('a client', () => {
  it('that vanishes without closing is noticed and its name is free again', async () => {
    const test = new ChatWorld()
    test.server()
    test.user('gone')
    test.user('stays')
    await test.play(async () => {
      for (const name of ['gone', 'stays']) {
        test.type(name, 'connect', name)
        await test.printed(name, 'connected\n')
      }
      test.world.apply({ kind: 'partition', from: ['gone'], to: ['server'] })
      const before = test.world.nowMs()
      await test.printed('stays', 'gone is disconnected\n')
      expect(test.world.nowMs() - before).toBeLessThan(30_000)
    })
  })

  it('that hangs while its system answers is noticed by its missing signs of life', async () => {
    const test = new ChatWorld()
    test.server()
    const [hung, quiet] = [test.plain('hung'), test.plain('quiet')]
    await test.play(async () => {
      await quiet.ask('connect|quiet\n')
      hung.send('\n\n')
      const before = test.world.nowMs()
      await hung.ask('connect|hung\n')
      await test.printed('server', 'hung was silent too long')
      expect(test.world.nowMs() - before).toBeLessThan(90_100)
      await test.world.sleep(50)
      expect(hung.text).toBe('\nconnected\nGoodbye: nothing came for 90000 ms\n')
      expect(quiet.isClosed).toBe(false)
    })
  })

  it('that is silent longer than the idle limit is told so and closed', async () => {
    const test = new ChatWorld()
    test.server({ idleLimitMs: 5000 })
    const client = test.plain('client')
    test.user('pinging', { pingMs: 2000 })
    await test.play(async () => {
      await client.ask('connect|client\n')
      client.clear()
      await test.world.sleep(5100)
      expect(client.text).toBe('Goodbye: nothing came for 5000 ms\n')
      expect(client.isClosed).toBe(true)
      expect(test.output('pinging')).not.toContain('Goodbye')
    })
  })

  it('that does not read is cut off, and the others go on', async () => {
    const test = new ChatWorld()
    test.server({ maxWaitingBytes: 100_000 })
    const [deaf, talker, other] = [test.plain('deaf'), test.plain('talker'), test.plain('other')]
    await test.play(async () => {
      await deaf.ask('connect|deaf\n')
      await talker.ask('connect|talker\n')
      await other.ask('connect|other\n')
      await test.world.sleep(50)
      deaf.goDeaf()
      talker.clear()
      while (!talker.text.includes('deaf is disconnected')) {
        talker.send(`msg_all|${'x'.repeat(50_000)}\n`)
        await test.world.sleep(100)
      }
      other.clear()
      talker.send('msg_all|still here\n')
      await test.world.sleep(100)
      expect(other.text).toBe('talker: still here\n')
    })
  })
})
