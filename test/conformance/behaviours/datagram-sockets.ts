// Datagram sockets themselves: binding, closing, and what they refuse.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, thrown } from '../tools/events.ts'
import { bound, heard, sendFrom } from '../tools/datagrams.ts'
import { unusedPort } from '../tools/streams.ts'

export const datagramSockets = topic('datagram sockets', [
  behaviour("bind(): 'listening' comes after it has returned, the callback first", async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    const log: string[] = []
    assert.equal(
      socket.bind({ port: 0 }, () => log.push('callback')),
      socket,
    )
    socket.on('listening', () => log.push('listening'))
    log.push('returned')
    await next(socket, 'listening')
    assert.deepEqual(log, ['returned', 'callback', 'listening'])
  }),

  behaviour('address() tells address, family and port once bound', async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    socket.bind({ port: 0, address: a.address })
    await next(socket, 'listening')
    const { address, family, port } = socket.address()
    assert.deepEqual([address, family, port >= 1_024], [a.address, 'IPv4', true])
  }),

  behaviour('address() before bind() throws EBADF', async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    assert.equal(
      thrown(() => socket.address()),
      'EBADF',
    )
  }),

  behaviour('port 0 picks a free one, a different one each time', async ({ a }) => {
    const ports = [await bound(a), await bound(a), await bound(a)].map(({ port }) => port)
    assert.equal(new Set(ports).size, 3)
  }),

  behaviour("a port in use: 'error' EADDRINUSE with syscall, address and port", async ({ a }) => {
    const { port } = await bound(a)
    const second = a.dgram.createSocket('udp4')
    const failed = next(second, 'error')
    second.bind({ port, address: a.address })
    const [error] = await failed
    assert.deepEqual(
      [error.code, error.syscall, error.address, error.port, error.message],
      ['EADDRINUSE', 'bind', a.address, port, `bind EADDRINUSE ${a.address}:${port}`],
    )
  }),

  behaviour('the same port on two hosts is two sockets', async ({ a, b, c }) => {
    const atB = await bound(b)
    const atC = await bound(c, atB.port)
    const [heardAtB, heardAtC] = [heard(atB.socket), heard(atC.socket)]
    const { socket } = await bound(a)
    await sendFrom(socket, new TextEncoder().encode('for b'), atB.port, b.address)
    await sendFrom(socket, new TextEncoder().encode('for c'), atC.port, c.address)
    await Promise.all([heardAtB.reach(1), heardAtC.reach(1)])
    assert.deepEqual([heardAtB.texts, heardAtC.texts], [['for b'], ['for c']])
  }),

  behaviour('a listener for streams on the same port is no obstacle', async ({ a, b }) => {
    const port = await unusedPort(b)
    const server = b.net.createServer({})
    server.listen({ port })
    await next(server, 'listening')
    const to = await bound(b, port)
    const messages = heard(to.socket)
    const { socket } = await bound(a)
    await sendFrom(socket, new TextEncoder().encode('udp'), port, b.address)
    await messages.reach(1)
    assert.deepEqual(messages.texts, ['udp'])
  }),

  behaviour('bind() twice throws ERR_SOCKET_ALREADY_BOUND', async ({ a }) => {
    const { socket } = await bound(a)
    assert.equal(
      thrown(() => socket.bind({ port: 0 })),
      'ERR_SOCKET_ALREADY_BOUND',
    )
  }),

  behaviour("an address that is not the host's own: 'error' EADDRNOTAVAIL", async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    const failed = next(socket, 'error')
    socket.bind({ port: 0, address: '203.0.113.7' })
    const [error] = await failed
    assert.deepEqual([error.code, error.syscall, error.address], ['EADDRNOTAVAIL', 'bind', '203.0.113.7'])
  }),

  behaviour("close(): 'close' comes after it has returned, with the callback", async ({ a }) => {
    const { socket } = await bound(a)
    const log: string[] = []
    socket.on('close', () => log.push('close'))
    assert.equal(
      socket.close(() => log.push('callback')),
      socket,
    )
    log.push('returned')
    await next(socket, 'close')
    assert.deepEqual(log, ['returned', 'close', 'callback'])
  }),

  behaviour('close() twice throws ERR_SOCKET_DGRAM_NOT_RUNNING', async ({ a }) => {
    const { socket } = await bound(a)
    socket.close()
    assert.equal(
      thrown(() => socket.close()),
      'ERR_SOCKET_DGRAM_NOT_RUNNING',
    )
  }),

  behaviour('close() of a socket that was never bound is fine', async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    const closed = next(socket, 'close')
    socket.close()
    await closed
  }),

  behaviour('send(), bind() and address() after close() throw ERR_SOCKET_DGRAM_NOT_RUNNING', async ({ a, b }) => {
    const { socket } = await bound(a)
    socket.close()
    const codes = [
      thrown(() => socket.send(new Uint8Array(1), 9, b.address)),
      thrown(() => socket.bind({ port: 0 })),
      thrown(() => socket.address()),
    ]
    assert.deepEqual(codes, [
      'ERR_SOCKET_DGRAM_NOT_RUNNING',
      'ERR_SOCKET_DGRAM_NOT_RUNNING',
      'ERR_SOCKET_DGRAM_NOT_RUNNING',
    ])
  }),

  behaviour('no message comes after close()', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    await sendFrom(from.socket, new Uint8Array(1), to.port, b.address)
    to.socket.close()
    await quiet(b)
    assert.deepEqual(messages.texts, [])
  }),

  behaviour("close() inside a 'message' listener: the messages behind it are not heard", async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    to.socket.on('message', () => to.socket.close())
    for (const text of ['1', '2', '3']) from.socket.send(new TextEncoder().encode(text), to.port, b.address)
    await quiet(b)
    assert.deepEqual(messages.texts, ['1'])
  }),

  behaviour('the port of a closed socket can be bound at once', async ({ a }) => {
    const { socket, port } = await bound(a)
    socket.close()
    const again = await bound(a, port)
    assert.equal(again.port, port)
  }),

  behaviour("the callback of createSocket() is a listener of 'message'", async ({ a, b }) => {
    const texts: string[] = []
    const socket = b.dgram.createSocket('udp4', (bytes) => texts.push(new TextDecoder().decode(bytes)))
    socket.bind({ port: 0 })
    await next(socket, 'listening')
    const from = await bound(a)
    const arrival = next(socket, 'message')
    await sendFrom(from.socket, new TextEncoder().encode('heard'), socket.address().port, b.address)
    await arrival
    assert.deepEqual([texts, socket.listenerCount('message')], [['heard'], 1])
  }),

  behaviour('a port of 0 or out of range to send to throws ERR_SOCKET_BAD_PORT', async ({ a, b }) => {
    const { socket } = await bound(a)
    const codes = [0, -1, 65_536].map((port) => thrown(() => socket.send(new Uint8Array(1), port, b.address)))
    assert.deepEqual(codes, ['ERR_SOCKET_BAD_PORT', 'ERR_SOCKET_BAD_PORT', 'ERR_SOCKET_BAD_PORT'])
  }),

  behaviour('buffer sizes can be asked for once bound; before, it throws ERR_SOCKET_BUFFER_SIZE', async ({ a }) => {
    const unbound = a.dgram.createSocket('udp4')
    assert.equal(
      thrown(() => unbound.setRecvBufferSize(65_536)),
      'ERR_SOCKET_BUFFER_SIZE',
    )
    assert.equal(
      thrown(() => unbound.setSendBufferSize(65_536)),
      'ERR_SOCKET_BUFFER_SIZE',
    )
    const { socket } = await bound(a)
    assert.equal(
      thrown(() => socket.setRecvBufferSize(65_536)),
      'none',
    )
    assert.equal(
      thrown(() => socket.setSendBufferSize(65_536)),
      'none',
    )
  }),

  behaviour('a listener taken off hears no more', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    let calls = 0
    const listener = () => {
      calls++
    }
    to.socket.on('message', listener)
    const messages = heard(to.socket)
    await sendFrom(from.socket, new Uint8Array(1), to.port, b.address)
    await messages.reach(1)
    to.socket.off('message', listener)
    await sendFrom(from.socket, new Uint8Array(1), to.port, b.address)
    await messages.reach(2)
    assert.equal(calls, 1)
  }),

  behaviour("an error of bind() comes later, and 'listening' does not", async ({ a }) => {
    const { port } = await bound(a)
    const second = a.dgram.createSocket('udp4')
    const log: string[] = []
    second.on('listening', () => log.push('listening'))
    second.on('error', (error) => log.push(codeOf(error)))
    second.bind({ port })
    log.push('returned')
    await quiet(a)
    assert.deepEqual(log, ['returned', 'EADDRINUSE'])
  }),

  behaviour('bind() without a port picks a free one', async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    socket.bind({})
    await next(socket, 'listening')
    assert.equal(socket.address().port >= 1_024, true)
  }),

  behaviour("close() before 'listening' has come: only 'close' comes", async ({ a }) => {
    const socket = a.dgram.createSocket('udp4')
    const log: string[] = []
    socket.on('listening', () => log.push('listening'))
    socket.on('close', () => log.push('close'))
    socket.bind({ port: 0 })
    socket.close()
    await quiet(a)
    assert.deepEqual(log, ['close'])
  }),

  behaviour('after EADDRINUSE the same socket may bind another port', async ({ a }) => {
    const { port } = await bound(a)
    const second = a.dgram.createSocket('udp4')
    const failed = next(second, 'error')
    second.bind({ port })
    await failed
    second.bind({ port: 0 })
    await next(second, 'listening')
    assert.notEqual(second.address().port, port)
  }),
])
