// Clients of the seed's own time: one `send` for each command, nothing at its end, downloads without numbers.
import { describe, expect, it } from 'vitest'
import { ChatWorld, type PlainClient, PORT, randomBytes } from './chat-world.ts'

const UDP_PORT = 4000

function sequences(client: PlainClient): number[] {
  return client.datagrams.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0))
}

async function connected(test: ChatWorld, client: PlainClient, name: string): Promise<void> {
  expect(await client.ask(`connect|${name}`)).toBe('connected')
  await test.world.sleep(50)
  client.clear()
}

describe('a client that ends its commands with nothing', () => {
  it('is answered in the same style, commands before connect included', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.txt': 'a', 'p.txt': 'b' })
    const client = test.plain('old')
    await test.play(async () => {
      expect(await client.ask('get_users')).toBe('Online users: ')
      expect(await client.ask('get_list_file')).toBe('Files: p.txt, q.txt')
      expect(await client.ask('msg_all|hello')).toBe("Can't send. You are not connected")
      expect(await client.ask('download|q.txt')).toBe("Can't download. You are not connected")
      expect(await client.ask('connect|client1')).toBe('connected')
      expect(await client.ask('get_users')).toBe('Online users: client1')
      expect(await client.ask('disconnect')).toBe('disconnected')
      await test.world.sleep(100)
      expect(client.isClosed).toBe(true)
    })
  })

  it('and one with newlines hear each other, each in its own style', async () => {
    const test = new ChatWorld()
    test.server()
    const old = test.plain('old')
    const lines = test.plain('lines')
    await test.play(async () => {
      await connected(test, old, 'old')
      expect(await lines.ask('connect|lines\n')).toBe('connected\n')
      await test.world.sleep(50)
      expect(old.pieces).toEqual(['lines is connected'])
      old.clear()
      lines.send('msg_all|a|b|c\nmsg|only you|old\n')
      await test.world.sleep(100)
      expect(old.pieces.join('')).toBe('lines: a|b|clines: only you')
      lines.clear()
      old.send('msg|with | bars|lines')
      await test.world.sleep(100)
      expect(lines.text).toBe('old: with | bars\n')
    })
  })

  it('whose first message is two sends within the wait is understood', async () => {
    const test = new ChatWorld()
    test.server()
    const client = test.plain('old')
    await test.play(async () => {
      client.send('connect|old')
      await test.world.sleep(5)
      client.send('get_users')
      await test.world.sleep(200)
      expect(client.text).toBe('connectedOnline users: old')
    })
  })

  it('downloads with its port, a list of missing numbers, proceed and stop', async () => {
    const bytes = randomBytes(2043 * 5 + 7)
    const test = new ChatWorld()
    test.server({}, { 'q.bin': bytes })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      expect(await client.ask('download|q.bin')).toBe('|6')
      client.send(String(UDP_PORT))
      await test.world.sleep(300)
      expect(sequences(client)).toEqual([0, 1, 2])
      client.send('1 2 4 5')
      await test.world.sleep(300)
      expect(sequences(client)).toEqual([0, 1, 2, 1, 2])
      client.send('proceed')
      await test.world.sleep(300)
      expect(sequences(client)).toEqual([0, 1, 2, 1, 2, 3, 4, 5])
      expect(await client.ask('stop')).toBe(`User old downloaded 100% out of file. Last byte is: ${bytes.at(-1)}`)
      const received = new Uint8Array(bytes.length)
      for (const datagram of client.datagrams) {
        expect(datagram[4]).toBe(':'.charCodeAt(0))
        received.set(datagram.subarray(5), 2043 * new DataView(datagram.buffer, datagram.byteOffset).getUint32(0))
      }
      expect(received).toEqual(bytes)
      expect(await client.ask('get_users')).toBe('Online users: old')
    })
  })

  it('may name its own address with the port, and no other', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.txt': 'hello' })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      expect(await client.ask('download|q.txt')).toBe('|1')
      expect(await client.ask('10.9.9.9|4000')).toBe(
        `Can't download. The address must be your connection's own, ${client.address}, not "10.9.9.9"`,
      )
      for (const port of ['abc', '0', '70000', '-1', '4000x']) {
        expect(await client.ask(port)).toBe(`Can't download. The port must be a number from 1 to 65535, not "${port}"`)
      }
      client.send(`${client.address}|${UDP_PORT}`)
      await test.world.sleep(200)
      expect(client.datagrams.map((bytes) => new TextDecoder().decode(bytes))).toEqual(['\0\0\0\0:hello'])
    })
  })

  it('ends a download at half with anything but proceed', async () => {
    const test = new ChatWorld()
    test.server({}, { 'q.bin': randomBytes(20_000) })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      for (const word of ['no', 'get_users', 'msg_all|x']) {
        expect(await client.ask('download|q.bin')).toBe('|10')
        client.send(String(UDP_PORT))
        await test.world.sleep(300)
        expect(await client.ask(word)).toBe('download stopped')
      }
    })
  })

  it('gets decimal sequence numbers when the server is told so', async () => {
    const test = new ChatWorld()
    test.server({ decimalNumbers: true, pausePercent: 0 }, { 'q.txt': 'x'.repeat(2043 * 12) })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      expect(await client.ask('download|q.txt')).toBe('|12')
      client.send(String(UDP_PORT))
      await test.world.sleep(300)
      const heads = client.datagrams.map((bytes) => new TextDecoder().decode(bytes).split(':')[0])
      expect(heads).toEqual(Array.from({ length: 12 }, (_, number) => String(number)))
    })
  })

  it('may send a list in pieces that end inside a number', async () => {
    const test = new ChatWorld()
    test.server({ pausePercent: 0 }, { 'q.bin': randomBytes(2043 * 200) })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      await client.ask('download|q.bin')
      client.send(String(UDP_PORT))
      await test.world.sleep(500)
      expect(client.datagrams).toHaveLength(200)
      client.datagrams.length = 0
      client.send('5 12')
      await test.world.sleep(5)
      client.send('3 150')
      await test.world.sleep(200)
      expect(sequences(client)).toEqual([5, 123, 150])
    })
  })

  it('that asks for everything again and again is stopped', async () => {
    const test = new ChatWorld()
    test.server({ pausePercent: 0, maxSendsPerPacket: 1 }, { 'q.bin': randomBytes(2043 * 50) })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      client.bind(UDP_PORT)
      await client.ask('download|q.bin')
      client.send(String(UDP_PORT))
      await test.world.sleep(500)
      client.clear()
      const everything = Array.from({ length: 50 }, (_, number) => number).join(' ')
      while (client.text === '') {
        client.send(everything)
        await test.world.sleep(500)
      }
      // 50 packets once, and 200 for small files.
      expect(client.text).toBe('download stopped: packets were asked for again too often, 250 were sent')
    })
  })

  it('that downloads an empty file has it at once', async () => {
    const test = new ChatWorld()
    test.server({}, { empty: '' })
    const client = test.plain('old')
    await test.play(async () => {
      await connected(test, client, 'old')
      expect(await client.ask('download|empty')).toBe('|0')
      expect(await client.ask('stop')).toBe('User old downloaded 100% out of file. Last byte is: none')
    })
  })
})

it('a port that is full tells the next one so and closes, and takes another when one has left', async () => {
  const test = new ChatWorld()
  test.server({ maxConnectionsPerPort: 2 })
  const first = test.plain('first')
  test.plain('second')
  const third = test.plain('third')
  await test.play(async () => {
    expect(third.text).toBe(`Port ${PORT} is full: it has its 2 connections already. Try another port\n`)
    await test.world.sleep(100)
    expect(third.isClosed).toBe(true)
    first.send('disconnect')
    await test.world.sleep(200)
    third.reconnect()
    expect(await third.ask('get_users')).toBe('Online users: ')
  })
})
