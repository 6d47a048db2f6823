// A console: lines typed before, during and after prompts, its end, and what outlives a program.
import { describe, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { aWorld, play } from './tools/a-world.ts'

/** Asks for one line. */
const ask = (host: Host, text = '') => new Promise<string | null>((resolve) => host.terminal.prompt(text, resolve))

/** Asks again and again, with one and the same callback, until the input ends. */
function askForever(host: Host): (string | null)[] {
  const lines: (string | null)[] = []
  const take = (line: string | null) => {
    lines.push(line)
    if (line !== null) host.terminal.prompt('', take)
  }
  host.terminal.prompt('', take)
  return lines
}

describe('a console', () => {
  test('lines typed before anyone asks are kept, in order', async () => {
    await play(aWorld(), async ({ world, host }) => {
      for (const line of ['one', 'two']) world.console('a').type(line)
      expect([await ask(host('a')), await ask(host('a'))]).toEqual(['one', 'two'])
    })
  })

  test('a prompt that waits gets the next line, and is on the screen', async () => {
    await play(aWorld(), async ({ world, host }) => {
      const answer = ask(host('a'), 'name: ')
      await world.sleep(100)
      world.console('a').type('ann')
      expect(await answer).toBe('ann')
      expect(world.console('a').output).toBe('name: ')
    })
  })

  test('three lines typed at once to a program that prompts with one callback are three lines, and no end', async () => {
    await play(aWorld(), async ({ world, host }) => {
      const lines = askForever(host('a'))
      for (const line of ['1', '2', '3']) world.console('a').type(line)
      await world.sleep(1)
      expect(lines).toEqual(['1', '2', '3'])
      world.console('a').end()
      await world.sleep(1)
      expect(lines).toEqual(['1', '2', '3', null])
    })
  })

  test('after the end every prompt gets null, once what was typed is read', async () => {
    await play(aWorld(), async ({ world, host }) => {
      world.console('a').type('last')
      world.console('a').end()
      world.console('a').end()
      expect([await ask(host('a')), await ask(host('a')), await ask(host('a'))]).toEqual(['last', null, null])
      expect(() => world.console('a').type('more')).toThrow('input was closed')
    })
  })

  test('a second prompt while one waits is a bug', async () => {
    await play(aWorld(), async ({ host }) => {
      void ask(host('a'))
      expect(() => host('a').terminal.prompt('', () => {})).toThrow('a second prompt')
    })
  })

  test('the screen and the unread lines outlive a crash; the prompt of the dead program does not', async () => {
    await play(aWorld(), async ({ world, host }) => {
      host('a').terminal.write('first life\n')
      let deadHeard = false
      host('a').terminal.prompt('', () => {
        deadHeard = true
      })
      const dead = host('a')
      world.apply({ kind: 'crash', host: 'a' })
      dead.terminal.write('a ghost\n')
      world.console('a').type('typed while it was off')
      world.apply({ kind: 'restart', host: 'a' })
      host('a').terminal.write('second life\n')
      expect(await ask(host('a'))).toBe('typed while it was off')
      expect(world.console('a').output).toBe('first life\nsecond life\n')
      expect(deadHeard).toBe(false)
    })
  })

  test('what is written, typed and ended is told to the observer, in order', async () => {
    const test = aWorld()
    await play(test, async ({ world, host }) => {
      world.console('a').type('hello')
      await ask(host('a'), '> ')
      world.console('a').end()
    })
    expect(test.recorder.lines.slice(2)).toEqual(['0 input 0 hello', '0 output 0 > ', '0 input 0 null'])
  })
})
