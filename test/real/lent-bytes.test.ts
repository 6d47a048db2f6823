// Connections that read into the same memory again and again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Socket } from '../../src/host/socket.ts'
import { createRealHost, type RealHost } from '../../src/real/host.ts'
import { ScriptedConsole } from '../../src/real/scripted-terminal.ts'

const BYTES = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >>> 9)) & 0xff)
const opened: { host: RealHost; root: string }[] = []

afterEach(() => {
  for (const { host, root } of opened.splice(0)) {
    host.stop('exit')
    rmSync(root, { recursive: true })
  }
})

/** A connection to somebody who sends all the bytes and ends. */
async function connection(): Promise<Socket> {
  const root = mkdtempSync(join(tmpdir(), 'seednet-lent-'))
  const host = createRealHost({ name: 'a', root, terminal: new ScriptedConsole().newTerminal() })
  opened.push({ host, root })
  const server = host.net.createServer({}, (socket) => socket.end(BYTES))
  await new Promise<void>((resolve) => server.listen({ port: 0 }, resolve))
  const { port } = server.address() as { port: number }
  return host.net.connect({ port, lendsBytes: true })
}

test('every byte arrives, in memory that is used again', async () => {
  const socket = await connection()
  const seen = new Uint8Array(BYTES.length)
  const memories = new Set<ArrayBufferLike>()
  let at = 0
  socket.on('data', (bytes) => {
    seen.set(bytes, at)
    at += bytes.length
    memories.add(bytes.buffer)
  })
  await new Promise<void>((resolve) => socket.on('end', () => resolve()))
  expect(Buffer.compare(seen, BYTES)).toBe(0)
  expect(memories.size).toBe(1)
  expect(socket.bytesRead).toBe(BYTES.length)
})

test('a paused one hears nothing until it is resumed', async () => {
  const socket = await connection()
  let received = 0
  let wasPaused = false
  socket.on('data', (bytes) => {
    expect(socket.isPaused()).toBe(false)
    received += bytes.length
    if (wasPaused) return
    wasPaused = true
    socket.pause()
    setTimeout(() => socket.resume(), 20)
  })
  await new Promise<void>((resolve) => socket.on('end', () => resolve()))
  expect(wasPaused).toBe(true)
  expect(received).toBe(BYTES.length)
})
