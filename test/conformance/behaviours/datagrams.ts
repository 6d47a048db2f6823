// Datagrams: boundaries, sizes, where they go, and what nobody ever hears of.
import assert from 'node:assert/strict'
import type { RemoteInfo } from '../../../src/host/datagram.ts'
import type { SystemError } from '../../../src/host/errors.ts'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, pattern, quiet } from '../tools/events.ts'
import { bound, heard, sendFrom, unboundPort } from '../tools/datagrams.ts'

/** 65,535 less the headers of IPv4 (20) and UDP (8). */
const LARGEST_BYTES = 65_507

export const datagrams = topic('datagrams', [
  behaviour('a datagram arrives whole, with address, family, port and size of its sender', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const arrival = next(to.socket, 'message')
    from.socket.send(new TextEncoder().encode('hello'), to.port, b.address)
    const [bytes, sender] = await arrival
    assert.equal(new TextDecoder().decode(bytes), 'hello')
    const { address, family, port, size } = sender
    assert.deepEqual({ address, family, port, size }, { address: a.address, family: 'IPv4', port: from.port, size: 5 })
  }),

  behaviour('every send() is a message of its own, in order', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    for (const text of ['one', 'two', 'three']) from.socket.send(new TextEncoder().encode(text), to.port, b.address)
    await messages.reach(3)
    assert.deepEqual(messages.texts, ['one', 'two', 'three'])
  }),

  behaviour('a hundred small datagrams in a row all arrive at an idle receiver, in order', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    const texts = Array.from({ length: 100 }, (_, number) => `${number}`)
    for (const text of texts) from.socket.send(new TextEncoder().encode(text), to.port, b.address)
    await messages.reach(100)
    assert.deepEqual(messages.texts, texts)
  }),

  behaviour('one socket sends to two ports in turn, and each hears its own', async ({ a, b }) => {
    const [from, even, odd] = [await bound(a), await bound(b), await bound(b)]
    const [evens, odds] = [heard(even.socket), heard(odd.socket)]
    for (let number = 0; number < 6; number++) {
      from.socket.send(new TextEncoder().encode(`${number}`), (number % 2 === 0 ? even : odd).port, b.address)
    }
    await Promise.all([evens.reach(3), odds.reach(3)])
    assert.deepEqual(
      [evens.texts, odds.texts],
      [
        ['0', '2', '4'],
        ['1', '3', '5'],
      ],
    )
  }),

  behaviour('one socket sends to two hosts in turn, and each hears its own', async ({ a, b }) => {
    const [from, there] = [await bound(a), await bound(b)]
    const here = await bound(a, there.port)
    const [far, near] = [heard(there.socket), heard(here.socket)]
    for (let number = 0; number < 6; number++) {
      const { address } = number % 2 === 0 ? b : a
      from.socket.send(new TextEncoder().encode(`${number}`), there.port, address)
    }
    await Promise.all([far.reach(3), near.reach(3)])
    assert.deepEqual(
      [far.texts, near.texts],
      [
        ['0', '2', '4'],
        ['1', '3', '5'],
      ],
    )
  }),

  behaviour('a datagram of zero bytes is a message', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const arrival = next(to.socket, 'message')
    from.socket.send(new Uint8Array(0), to.port, b.address)
    const [bytes, { size }] = await arrival
    assert.deepEqual([bytes.length, size], [0, 0])
  }),

  behaviour('the largest datagram, 65,507 bytes, arrives byte for byte', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const arrival = next(to.socket, 'message')
    const payload = pattern(LARGEST_BYTES)
    from.socket.send(payload, to.port, b.address)
    const [bytes] = await arrival
    assert.equal(Buffer.compare(bytes, payload), 0)
  }),

  behaviour("65,508 bytes: EMSGSIZE to the callback, no 'error' event, and the socket goes on", async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    const errors: string[] = []
    from.socket.on('error', (error) => errors.push(codeOf(error)))
    assert.equal(await sendFrom(from.socket, new Uint8Array(LARGEST_BYTES + 1), to.port, b.address), 'EMSGSIZE')
    assert.equal(await sendFrom(from.socket, new Uint8Array(1), to.port, b.address), 'none')
    await messages.reach(1)
    assert.deepEqual([messages.texts.length, errors], [1, []])
  }),

  behaviour('the error of a datagram that is too large says syscall, address and port', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const error = await new Promise<SystemError | null>((resolve) => {
      from.socket.send(new Uint8Array(LARGEST_BYTES + 1), to.port, b.address, resolve)
    })
    assert.deepEqual(
      [error?.code, error?.syscall, error?.address, error?.port, error?.message],
      ['EMSGSIZE', 'send', b.address, to.port, `send EMSGSIZE ${b.address}:${to.port}`],
    )
  }),

  behaviour('65,508 bytes without a callback: nobody is told, and nothing arrives', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    const errors: string[] = []
    from.socket.on('error', (error) => errors.push(codeOf(error)))
    from.socket.send(new Uint8Array(LARGEST_BYTES + 1), to.port, b.address)
    await quiet(a)
    assert.deepEqual([errors, messages.texts], [[], []])
  }),

  behaviour('the callback of send() comes later, without an error and with the number of bytes', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const log: unknown[] = []
    await new Promise<void>((resolve) => {
      from.socket.send(new Uint8Array(12), to.port, b.address, (error, bytes) => {
        log.push(error, bytes)
        resolve()
      })
      log.push('returned')
    })
    assert.deepEqual(log, ['returned', null, 12])
  }),

  behaviour('callbacks of send() come in the order of the sends', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const order: number[] = []
    await new Promise<void>((resolve) => {
      for (let number = 0; number < 5; number++) {
        from.socket.send(new Uint8Array(number), to.port, b.address, () => {
          order.push(number)
          if (order.length === 5) resolve()
        })
      }
    })
    assert.deepEqual(order, [0, 1, 2, 3, 4])
  }),

  behaviour('a send to a port where nobody is: no error, now or later', async ({ a, b }) => {
    const port = await unboundPort(b)
    const { socket } = await bound(a)
    const errors: string[] = []
    socket.on('error', (error) => errors.push(codeOf(error)))
    assert.equal(await sendFrom(socket, new Uint8Array(10), port, b.address), 'none')
    await quiet(a)
    assert.equal(await sendFrom(socket, new Uint8Array(10), port, b.address), 'none')
    await quiet(a)
    assert.deepEqual(errors, [])
  }),

  behaviour('what was sent before anybody was bound is lost, what comes after arrives', async ({ a, b }) => {
    const port = await unboundPort(b)
    const from = await bound(a)
    await sendFrom(from.socket, new TextEncoder().encode('lost'), port, b.address)
    await quiet(a)
    const to = await bound(b, port)
    const messages = heard(to.socket)
    await sendFrom(from.socket, new TextEncoder().encode('found'), port, b.address)
    await messages.reach(1)
    assert.deepEqual(messages.texts, ['found'])
  }),

  behaviour("a reply to the sender's address and port reaches it", async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    to.socket.on('message', (bytes, { port, address }: RemoteInfo) => to.socket.send(bytes, port, address))
    const reply = next(from.socket, 'message')
    from.socket.send(new TextEncoder().encode('ping'), to.port, b.address)
    const [bytes, sender] = await reply
    assert.deepEqual([new TextDecoder().decode(bytes), sender.address, sender.port], ['ping', b.address, to.port])
  }),

  behaviour('an unbound socket that sends is bound by it, and gets replies', async ({ a, b }) => {
    const to = await bound(b)
    to.socket.on('message', (bytes, { port, address }) => to.socket.send(bytes, port, address))
    const socket = a.dgram.createSocket('udp4')
    const reply = next(socket, 'message')
    socket.send(new TextEncoder().encode('who am I'), to.port, b.address)
    const [bytes] = await reply
    assert.equal(new TextDecoder().decode(bytes), 'who am I')
    assert.equal(socket.address().port > 0, true)
  }),

  behaviour("an unbound socket that sends emits 'listening' once, and sends in order", async ({ a, b }) => {
    const to = await bound(b)
    const messages = heard(to.socket)
    const socket = a.dgram.createSocket('udp4')
    let listening = 0
    socket.on('listening', () => listening++)
    for (const text of ['1', '2', '3']) socket.send(new TextEncoder().encode(text), to.port, b.address)
    await messages.reach(3)
    assert.deepEqual([listening, messages.texts], [1, ['1', '2', '3']])
  }),

  behaviour('a send to a name reaches its host', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    assert.equal(await sendFrom(from.socket, new TextEncoder().encode('by name'), to.port, 'b'), 'none')
    await messages.reach(1)
    assert.deepEqual(messages.texts, ['by name'])
  }),

  behaviour('a send to an unknown name: ENOTFOUND to the callback', async ({ a }) => {
    const { socket } = await bound(a)
    assert.equal(await sendFrom(socket, new Uint8Array(1), 9, 'no-such-host.invalid'), 'ENOTFOUND')
  }),

  behaviour("a send to an unknown name without a callback: 'error' ENOTFOUND", async ({ a }) => {
    const { socket } = await bound(a)
    const failed = next(socket, 'error')
    socket.send(new Uint8Array(1), 9, 'no-such-host.invalid')
    const [error] = await failed
    assert.equal(error.code, 'ENOTFOUND')
  }),

  behaviour('a socket can send to itself', async ({ a }) => {
    const { socket, port } = await bound(a)
    const messages = heard(socket)
    await sendFrom(socket, new TextEncoder().encode('me'), port, a.address)
    await messages.reach(1)
    assert.deepEqual(messages.texts, ['me'])
  }),

  behaviour("'localhost' and 127.0.0.1 are the host itself", async ({ a }) => {
    const { socket, port } = await bound(a)
    const messages = heard(socket)
    await sendFrom(socket, new TextEncoder().encode('by name'), port, 'localhost')
    await sendFrom(socket, new TextEncoder().encode('by address'), port, '127.0.0.1')
    await messages.reach(2)
    assert.deepEqual(messages.texts, ['by name', 'by address'])
  }),

  behaviour('the array may be used again once the callback has come', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    const bytes = new TextEncoder().encode('first')
    await sendFrom(from.socket, bytes, to.port, b.address)
    bytes.set(new TextEncoder().encode('other'))
    await sendFrom(from.socket, bytes, to.port, b.address)
    await messages.reach(2)
    assert.deepEqual(messages.texts, ['first', 'other'])
  }),

  behaviour('a message stays as it is after the next one', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const kept: Uint8Array[] = []
    to.socket.on('message', (bytes) => kept.push(bytes))
    const messages = heard(to.socket)
    for (const text of ['aaaa', 'bbbb']) await sendFrom(from.socket, new TextEncoder().encode(text), to.port, b.address)
    await messages.reach(2)
    assert.deepEqual(
      kept.map((bytes) => new TextDecoder().decode(bytes)),
      ['aaaa', 'bbbb'],
    )
  }),

  behaviour('two senders to one receiver are told apart', async ({ a, b, c }) => {
    const [one, two, to] = [await bound(a), await bound(c), await bound(b)]
    const senders: string[] = []
    to.socket.on('message', (_, { address, port }) => senders.push(`${address}:${port}`))
    const messages = heard(to.socket)
    await sendFrom(one.socket, new Uint8Array(1), to.port, b.address)
    await messages.reach(1)
    await sendFrom(two.socket, new Uint8Array(1), to.port, b.address)
    await messages.reach(2)
    assert.deepEqual(senders, [`${a.address}:${one.port}`, `${c.address}:${two.port}`])
  }),
])
