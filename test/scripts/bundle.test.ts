// The bundler, on a small tree of sources: two programs, an entry of a package, what they share and what one loads late.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SOURCES: Readonly<Record<string, string>> = {
  'index.ts': `export { count } from './host/count.ts'\nexport { place } from './net/place.ts'`,
  'host/count.ts': `console.log('count is loaded')\nexport const count: number[] = []`,
  'net/place.ts': `export const place = new URL('../net/beside.txt', import.meta.url).href`,
  'net/more.ts': `import { count } from '../host/count.ts'\nexport const more = (): number => count.push(1)`,
  'net/late.ts': `console.log('late is loaded')\nexport const late = 1`,
  'cli/one.ts': `import { more } from '../net/more.ts'\nimport { only } from '../net/only.ts'\nconsole.log('one runs', more(), only)`,
  'net/only.ts': `export const only = 'only for one'`,
  'cli/two.ts': `import { more } from '../net/more.ts'\nconst { late } = await import('../net/late.ts')\nconsole.log('two runs', more(), late)`,
}

let folder = ''
const at = (path: string): string => join(folder, path)

/** What a program prints that imports these files of the output, one after the other. */
function printedBy(...paths: string[]): string {
  const lines = paths.map((path) => `await import(${JSON.stringify(pathToFileURL(at(`dist/${path}`)).href)})`)
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', lines.join('\n')], { encoding: 'utf8' })
  return stdout
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seednet-bundle-'))
  for (const [path, text] of Object.entries(SOURCES)) {
    mkdirSync(dirname(at(`src/${path}`)), { recursive: true })
    writeFileSync(at(`src/${path}`), text)
  }
  writeFileSync(at('package.json'), '{"type":"module"}')
  execFileSync(process.execPath, ['scripts/bundle.mjs', at('src'), at('dist')])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('each source has a file that exports what it did', async () => {
  for (const path of Object.keys(SOURCES)) expect(existsSync(at(`dist/${path.replace(/ts$/, 'js')}`))).toBe(true)
  const { more } = (await import(pathToFileURL(at('dist/net/more.js')).href)) as { more: () => number }
  expect([more(), more()]).toEqual([1, 2])
})

test('a module is there once, however many ask for it', () => {
  expect(printedBy('index.js', 'cli/one.js', 'cli/two.js')).toBe(
    'count is loaded\none runs 1 only for one\nlate is loaded\ntwo runs 2 1\n',
  )
})

test('a module that only one program needs can be imported, and does not run it', () => {
  expect(printedBy('net/only.js')).toBe('')
})

test('what is loaded late is not loaded before', () => {
  expect(printedBy('net/more.js', 'net/place.js')).toBe('count is loaded\n')
})

test('a file beside a source is found from where its code came to lie', async () => {
  const { place } = (await import(pathToFileURL(at('dist/net/place.js')).href)) as { place: string }
  expect(place).toBe(pathToFileURL(at('dist/net/beside.txt')).href)
})

test('a part holds what exactly the same starts need', () => {
  const parts = readdirSync(at('dist/parts')).filter((name) => name.endsWith('.js'))
  const withMore = parts.filter((name) => readFileSync(at(`dist/parts/${name}`), 'utf8').includes('const more'))
  expect([parts.length, withMore]).toEqual([4, ['net-more.js']])
})
