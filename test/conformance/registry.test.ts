// The suite itself: how much it holds, that no backing is spared any of it, and that its page is up to date.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Fixture } from './behaviour.ts'
import { realFixture } from './fixtures/real.ts'
import { virtualFixture } from './fixtures/virtual.ts'
import { conformancePage, PAGE_PATH } from './page.ts'
import { topics } from './registry.ts'
import { conformance } from './suite.ts'

const TOPICS_WANTED = [
  'connecting',
  'listening and accepting',
  'datagrams',
  'timers',
  'whole files',
  'addresses and names',
]

function titlesOn(fixture: Fixture): string[] {
  const titles: string[] = []
  conformance(fixture, (topic, { title }) => titles.push(`${topic}: ${title}`))
  return titles
}

test('there are at least 300 behaviours, each with a title of its own', () => {
  const titles = titlesOn(realFixture)
  expect(titles.length).toBeGreaterThanOrEqual(300)
  expect(new Set(titles).size).toBe(titles.length)
})

test('both backings are held to the same behaviours', () => {
  expect(titlesOn(virtualFixture)).toEqual(titlesOn(realFixture))
  expect(realFixture.backing).not.toBe(virtualFixture.backing)
})

test('streams, listeners, datagrams, timers, disk and names are among the topics', () => {
  expect(topics.map(({ name }) => name)).toEqual(expect.arrayContaining(TOPICS_WANTED))
})

test('every file of behaviours is in the registry', () => {
  const files = readdirSync(new URL('behaviours/', import.meta.url)).filter((name) => name.endsWith('.ts'))
  const source = readFileSync(new URL('registry.ts', import.meta.url), 'utf8')
  expect(files.filter((name) => !source.includes(`./behaviours/${name}`))).toEqual([])
  expect(topics.length).toBe(files.length)
})

test('a behaviour that does not settle fails at its limit, on both backings', async () => {
  const never = () => new Promise<void>(() => {})
  await expect(realFixture.play(never, 20)).rejects.toThrow('not settled within 20 ms')
  await expect(virtualFixture.play(never, 20)).rejects.toThrow()
})

test('a behaviour that does not hold fails, on both backings', async () => {
  const wrong = () => Promise.reject(new Error('it does not hold'))
  await expect(realFixture.play(wrong, 1_000)).rejects.toThrow('it does not hold')
  await expect(virtualFixture.play(wrong, 1_000)).rejects.toThrow('it does not hold')
})

test('the page of behaviours is up to date', () => {
  const page = readFileSync(new URL(`../../${PAGE_PATH}`, import.meta.url), 'utf8')
  expect(page, 'run: node --import tsx test/conformance/write-page.ts').toBe(conformancePage())
})
