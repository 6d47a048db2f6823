// A finished file gets its name, and what had it before is not lost.
import { expect, it } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { World } from '../../../src/net/world.ts'
import { placeFile } from '../../../src/nodes/common/place-file.ts'

type Files = Record<string, string>

const utf8 = new TextDecoder()

/** Places 'new', which says "fresh", as `name` on a disk with these files: what came of it, and what is there then. */
async function placed(name: string, before: Files): Promise<[string, string | null, Files]> {
  const world = new World({ seed: 'place file' })
  let outcome: [string, string | null] = ['not called back', null]
  const start = (host: Host) => {
    const hash = host.crypto.hash('sha256', new TextEncoder().encode('fresh'))
    placeFile(host, { temporaryPath: 'new', sizeBytes: 5, hash }, name, (error, keptAs) => {
      outcome = [error?.message ?? 'placed', keptAs]
    })
    return { interrupt: () => {} }
  }
  world.addHost({ name: 'host', start, files: { ...before, new: 'fresh' } })
  const after: Files = {}
  await world.run(async () => {
    await world.start('host')
    await world.sleep(1000)
    for (const path of await world.listFiles('host')) {
      after[path] = utf8.decode((await world.readFile('host', path)) ?? undefined)
    }
  }, 10_000)
  await world.close()
  return [...outcome, after]
}

it('takes a name that is free', async () => {
  expect(await placed('a.txt', {})).toEqual(['placed', null, { 'a.txt': 'fresh' }])
})

it('takes the place of the same file without a copy', async () => {
  expect(await placed('a.txt', { 'a.txt': 'fresh' })).toEqual(['placed', null, { 'a.txt': 'fresh' }])
})

it.each([
  ['another size', 'older one'],
  ['the same size', 'stale'],
])('keeps a file of %s under the first free number', async (_, old) => {
  const before = { 'a.txt': old, 'a (1).txt': 'oldest' }
  expect(await placed('a.txt', before)).toEqual([
    'placed',
    'a (2).txt',
    { 'a.txt': 'fresh', 'a (1).txt': 'oldest', 'a (2).txt': old },
  ])
})

it.each([
  ['no dot', 'README', 'README (1)'],
  ['a dot at its beginning', '.profile', '.profile (1)'],
  ['two dots', 'a.tar.gz', 'a.tar (1).gz'],
])('numbers a name with %s', async (_, name, keptAs) => {
  expect((await placed(name, { [name]: 'old' }))[1]).toBe(keptAs)
})

it('does not touch a folder of that name', async () => {
  expect(await placed('a', { 'a/b': 'inside' })).toEqual([
    'something that is no file has its name',
    null,
    { 'a/b': 'inside', new: 'fresh' },
  ])
})
