// The README's promises: commands in fences marked `sh run` are run as they stand, in the repository, one after the other.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>
  bin: Record<string, string>
}

function fences(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, body]) => body ?? '',
  )
}

const commandsOf = (bodies: readonly string[]): string[] =>
  bodies.flatMap((body) => body.split('\n').filter((line) => line !== ''))

const isPassed = (document: unknown): boolean => (document as { passed?: boolean }).passed === true

test.each(commandsOf(fences('sh run')))('%s', { timeout: 60_000 }, async (command) => {
  // The working folder has been set up: this very test runs behind the same step.
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { maxBuffer: 64 * 1024 * 1024 })
  const isOneDocument = !command.includes('--json') || isPassed(JSON.parse(stdout))
  expect({ printsSomething: stdout !== '', isOneDocument }).toEqual({ printsSomething: true, isOneDocument: true })
})

test('every command of the README is a script or a program of this package', () => {
  const words = commandsOf([...fences('sh run'), ...fences('sh')]).map((command) => command.split(' '))
  expect(words.length).toBeGreaterThan(10)
  const unknown = words.filter(([tool, first, ...others]) => {
    if (tool === 'npx') return !Object.hasOwn(manifest.bin, first ?? '')
    const script = first === 'run' ? others.find((word) => !word.startsWith('-')) : first
    return tool !== 'npm' || !Object.hasOwn(manifest.scripts, script ?? '')
  })
  expect(unknown).toEqual([])
})

test('the scenario that the README shows is the example, line for line', () => {
  expect(existsSync('examples/hello.ts')).toBe(true)
  expect(fences('ts')).toEqual([readFileSync('examples/hello.ts', 'utf8')])
})
