// The habits of this repository that no linter knows. Knows the files as text only; what oxlint, tsc, knip and
// dependency-cruiser hold is not asked again here.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const MAX_HEAD_LINES = 12

/** Files that git knows or would add: what is ignored is nobody's business. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path))
const code = files.filter((path) => /^(src|test|bench)\/.*\.ts$/.test(path))
const pages = files.filter((path) => path.endsWith('.md'))
const textOf = (path: string): string => readFileSync(path, 'utf8')
const manifest = JSON.parse(textOf('package.json')) as { version: string; bin: Record<string, string> }

/** The files whose lines match, as `path:line`, so that a failure names them. */
function matches(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  )
}

test('there is code to look at', () => {
  expect(code.length).toBeGreaterThan(50)
  expect(pages).toContain('README.md')
})

test('every file opens with a few lines that say what it is', () => {
  const headLines = (path: string): number => {
    const lines = textOf(path)
      .replace(/^#!.*\n/, '')
      .split('\n')
    return lines.findIndex((line) => !line.startsWith('//'))
  }
  expect(code.filter((path) => headLines(path) < 1 || headLines(path) > MAX_HEAD_LINES)).toEqual([])
})

test('nothing is exported wholesale', () => {
  expect(matches(code, /^export \*/)).toEqual([])
})

test('no test is switched off by hand: what cannot run here says so with `skipIf`', () => {
  expect(matches(code, /\b(it|test|describe)\.(only|skip|todo)\(/)).toEqual([])
})

test('no lint or type rule is switched off without a reason', () => {
  expect(matches(code, /@ts-(ignore|nocheck)|@ts-expect-error\s*$|(oxlint|eslint)-disable(?!.* -- )/)).toEqual([])
})

test('nothing is left for later in the code', () => {
  expect(matches(code, new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`))).toEqual([])
})

test('every program of package.json is there and may be run', () => {
  const broken = Object.values(manifest.bin).filter((path) => {
    const isRunnable = existsSync(path) && (statSync(path).mode & 0o111) !== 0
    return !isRunnable || !textOf(path).startsWith('#!/usr/bin/env node\n')
  })
  expect(broken).toEqual([])
})

test('the lock file names no registry and holds the packages of every platform', () => {
  const lock = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>
  }
  const packages = Object.entries(lock.packages)
  expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  const optional = packages.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}))
  const missing = optional.filter((name) => !packages.some(([path]) => path.endsWith(`node_modules/${name}`)))
  expect(missing, 'npm left these out: run `node scripts/complete-lock.mjs`').toEqual([])
})

test('the changelog has the version of package.json', () => {
  expect(textOf('CHANGELOG.md')).toContain(`## [${manifest.version}]`)
})

test('every decision is in the list of decisions', () => {
  const list = textOf('docs/decisions/README.md')
  const decisions = pages.filter((path) => /^docs\/decisions\/(?!README)/.test(path))
  expect(decisions.filter((path) => !list.includes(`](${path.replace('docs/decisions/', '')})`))).toEqual([])
})

test('every relative link between the pages leads somewhere', () => {
  const dead = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target]) => join(dirname(page), target ?? ''))
      .filter((path) => !existsSync(path))
      .map((path) => `${page} → ${path}`),
  )
  expect(dead).toEqual([])
})
