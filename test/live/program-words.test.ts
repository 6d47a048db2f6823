// What the commands say does not depend on where the user is, nor on the user's language.
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { builtProgram } from '../build-first.ts'
import { Playground } from './tools/programs.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; bin: Record<string, string> }
const playground = new Playground()
afterEach(() => playground.clear())

describe.each(Object.keys(manifest.bin))('%s', (name) => {
  it('tells our version, not that of the package in whose folder it is', async () => {
    playground.put('theirs/package.json', '{ "name": "theirs", "version": "7.7.7" }')
    const program = playground.ours('theirs', name, '--version')
    expect(await program.ended()).toBe(0)
    expect(program.output).toBe(`${manifest.version}\n`)
  })

  it('helps in English', async () => {
    const words = ['LC_ALL=de_DE.UTF-8', process.execPath, builtProgram(name), '--help']
    const program = playground.start('.', 'env', ...words)
    expect(await program.ended()).toBe(0)
    expect(program.output).toMatch(/^(?:Options|.* options):$/m)
    expect(program.output).not.toContain('anzeigen')
  })
})
