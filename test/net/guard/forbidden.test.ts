// What leads out of a world throws, with the name of the host and the place of the call, and says what to use instead.
import { exec, fork, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync, pbkdf2, scrypt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import dns, { lookup, promises as dnsPromises, Resolver } from 'node:dns'
import fs, { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import net, { connect, createServer, Server, Socket } from 'node:net'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { createGzip, gzip, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { AmbientAccessError } from '../../../src/net/guard/forbidden.ts'
import { World } from '../../../src/net/world.ts'
import { inHost } from './in-host.ts'

const keptServer = new Server()

const calls: readonly (readonly [api: string, instead: string, call: () => unknown])[] = [
  ['fs.readFileSync', 'host.disk', () => readFileSync('/etc/hostname')],
  ['fs.readFileSync', 'host.disk', () => fs.readFileSync('/etc/hostname')],
  ['fs.existsSync', 'host.disk', () => existsSync('/')],
  ['fs.readFile', 'host.disk', () => fs.readFile('/etc/hostname', () => {})],
  ['fs.createReadStream', 'host.disk', () => fs.createReadStream('/etc/hostname')],
  ['fs.promises.readFile', 'host.disk', () => readFile('/etc/hostname')],
  ['fs.promises.readFile', 'host.disk', () => fs.promises.readFile('/etc/hostname')],
  ['net.connect', 'host.net', () => connect(9)],
  ['net.createServer', 'host.net', () => createServer()],
  ['net.Socket.connect', 'host.net', () => new Socket().connect(9)],
  ['net.Server.listen', 'host.net', () => keptServer.listen(0)],
  ['net.createConnection', 'host.net', () => net.createConnection(9)],
  ['net.', 'host.net', () => http.get('http://127.0.0.1:9')],
  ['net.', 'host.net', () => https.get('https://127.0.0.1:9')],
  ['net.', 'host.net', () => http.createServer().listen(0)],
  ['net.', 'host.net', () => tls.connect(9)],
  ['dgram.createSocket', 'host.dgram', () => createSocket('udp4')],
  ['dns.lookup', 'host.dns', () => lookup('localhost', () => {})],
  ['dns.resolve4', 'host.dns', () => dns.resolve4('localhost', () => {})],
  ['dns.promises.lookup', 'host.dns', () => dnsPromises.lookup('localhost')],
  ['dns.Resolver', 'host.dns', () => new Resolver()],
  ['child_process.spawn', 'a host of its own', () => spawn('true')],
  ['child_process.spawnSync', 'a host of its own', () => spawnSync('true')],
  ['child_process.exec', 'a host of its own', () => exec('true')],
  ['child_process.fork', 'a host of its own', () => fork('x')],
  ['worker_threads.Worker', 'host.net', () => new Worker('x')],
  ['new MessageChannel', 'host.net', () => new MessageChannel()],
  ['new BroadcastChannel', 'host.net', () => new BroadcastChannel('x')],
  ['fetch', 'host.net', () => fetch('http://127.0.0.1:9')],
  ['crypto.pbkdf2', 'synchronous', () => pbkdf2('x', 'y', 1, 8, 'sha1', () => {})],
  ['crypto.scrypt', 'synchronous', () => scrypt('x', 'y', 8, () => {})],
  ['crypto.generateKeyPairSync', 'before the run', () => generateKeyPairSync('ed25519')],
  ['crypto.subtle.digest', 'host.crypto', () => globalThis.crypto.subtle.digest('SHA-1', new Uint8Array())],
  ['zlib.gzip', 'synchronous', () => gzip('x', () => {})],
  ['zlib.createGzip', 'synchronous', () => createGzip()],
  ['process.exit', 'host.exit', () => process.exit(1)],
  ['process.kill', 'host.exit', () => process.kill(process.pid)],
  ['Atomics.wait', 'host.clock', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)],
]

test.each(calls)('%s throws and points to %s', async (api, instead, call) => {
  let seen: unknown
  await inHost(() => {
    try {
      call()
    } catch (error) {
      seen = error
    }
  })
  expect(seen).toBeInstanceOf(AmbientAccessError)
  const { message, code, who, stack } = seen as AmbientAccessError
  expect(message).toContain(`host 'a' called ${api}`)
  expect(message).toContain(instead)
  expect([code, who]).toEqual(['ERR_SEEDNET_AMBIENT', "host 'a'"])
  expect(stack).toContain('forbidden.test.ts')
})

test('the stack begins with the call', async () => {
  const log = await inHost(({ note }) => {
    function itsOwnFunction() {
      readFileSync('/etc/hostname')
    }
    try {
      itsOwnFunction()
    } catch (error) {
      note((error as Error).stack?.split('\n')[1]?.trim().split(' ').slice(0, 2).join(' '))
    }
  })
  expect(log).toEqual([[2.5, 'at itsOwnFunction']])
})

test('not caught, it ends that program and not the run', async () => {
  const log = await inHost(() => void readFileSync('/etc/hostname'))
  expect(log).toHaveLength(1)
  expect(log[0]?.[1]).toMatch(/^a error host 'a' called fs.readFileSync, which leads out of the simulated world/)
})

test('the script is told that it is the script', async () => {
  const world = new World({ seed: 'x' })
  const run = world.run(async () => {
    await world.sleep(5)
    readFileSync('/etc/hostname')
  }, 1000)
  await expect(run).rejects.toThrow('the script called fs.readFileSync')
})

test('what computes only is let through: synchronous zlib, hashes, paths, modules that are loaded late', async () => {
  const require = createRequire(import.meta.url)
  const log = await inHost(({ note }) => {
    note(gzipSync('x').length > 0, net.isIP('::1'), typeof require('node:string_decoder').StringDecoder)
    note(typeof (require('seedrandom') as { alea: unknown }).alea)
  })
  expect(log).toEqual([
    [2.5, true, 6, 'function'],
    [2.5, 'function'],
  ])
})

test('with `unguarded` everything is the machine’s own', async () => {
  const log = await inHost(({ note }) => note(existsSync('/'), Date.now() > Date.UTC(2026, 5, 1)), {
    unguarded: 'the node reads a table from disk',
  })
  expect(log).toEqual([[2.5, true, true]])
})
