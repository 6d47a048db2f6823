// The trace file is written as the run goes, and whole.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { LineFile } from '../../src/trace/line-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'seednet-line-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every line is in the file, in order, whatever the pieces it was written in', () => {
  const path = join(folder, 'lines')
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} → ${'x'.repeat(index % 50)}`)
  const file = new LineFile(path)
  for (const line of lines) file.write(line)
  file.close()
  file.close()
  expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`)
})

test('lines do not pile up in memory: the file grows while it is written', () => {
  const path = join(folder, 'growing')
  const file = new LineFile(path)
  for (let index = 0; index < 1000; index++) file.write('x'.repeat(99))
  const growing = readFileSync(path).length
  file.close()
  expect(growing).toBe(65_600)
  expect(readFileSync(path).length).toBe(100_000)
})

test('a path that cannot be written fails at once', () => {
  expect(() => new LineFile(join(folder, 'missing', 'file'))).toThrow('ENOENT')
})
