// A terminal with a person at it: what is on the screen, and what the program gets.
import { PassThrough, Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTerminal } from '../../src/real/terminal.ts'
import type { RealTerminal } from '../../src/real/terminal-streams.ts'
import { Screen } from './tools/screen.ts'

const COLUMNS = 40
const CTRL_C = '\x03'
const CTRL_D = '\x04'
const LEFT = '\x1b[D'

let keyboard: PassThrough
let screen: Screen
let terminal: RealTerminal
let interrupts: number
let lines: (string | null)[]

beforeEach(() => {
  keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  screen = new Screen(COLUMNS)
  const write = (bytes: Buffer, _: string, done: () => void): void => {
    screen.write(bytes.toString())
    done()
  }
  const output = Object.assign(new Writable({ write }), { isTTY: true, columns: COLUMNS })
  interrupts = 0
  lines = []
  terminal = createTerminal({ input: keyboard, output, onInterrupt: () => interrupts++ })
})

afterEach(() => terminal.close())

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

async function type(keys: string): Promise<void> {
  keyboard.write(keys)
  await settled()
}

function ask(prompt: string): void {
  terminal.prompt(prompt, (line) => lines.push(line))
}

test('both ends are a screen and keys: it is interactive and knows its width', () => {
  expect([terminal.isInteractive, terminal.columns]).toEqual([true, COLUMNS])
})

test('a typed line is given without its end', async () => {
  ask('name> ')
  await type('alice\r')
  expect(lines).toEqual(['alice'])
  expect(screen.text).toBe('name> alice')
})

test('text that comes while a line is typed appears above it, and the line goes on', async () => {
  ask('> ')
  await type('hel')
  terminal.write('bob: hi\n')
  expect(screen.text).toBe('bob: hi\n> hel')
  await type('lo\r')
  expect(lines).toEqual(['hello'])
  expect(screen.text).toBe('bob: hi\n> hello')
})

test('text that comes in pieces is put together above the prompt', async () => {
  ask('> ')
  terminal.write('one, ')
  terminal.write('two\nthree\n')
  expect(screen.text).toBe('one, two\nthree\n>')
})

test('text that comes while the cursor is within a long line leaves the line as it was', async () => {
  ask('> ')
  // Key by key: readline treats what comes in one piece as pasted, and does not keep count of its rows then.
  for (let key = 0; key < 60; key++) await type('x')
  for (let key = 0; key < 30; key++) await type(LEFT)
  terminal.write('above\n')
  await type('!')
  await type('\r')
  expect(lines).toEqual([`${'x'.repeat(30)}!${'x'.repeat(30)}`])
  expect(screen.text).toBe(`above\n> ${'x'.repeat(30)}!${'x'.repeat(7)}\n${'x'.repeat(23)}`)
})

test('unfinished text stands before the prompt', async () => {
  terminal.write('Options: ')
  ask('y/n ')
  expect(screen.text).toBe('Options: y/n')
})

test('only the last line of a menu is drawn again', async () => {
  ask('Menu\n  (a)\n  (b)\nchoice: ')
  terminal.write('news\n')
  expect(screen.text).toBe('Menu\n  (a)\n  (b)\nnews\nchoice:')
})

test('lines typed ahead are kept in order', async () => {
  ask('1> ')
  await type('one\rtwo\rthree\r')
  ask('2> ')
  await settled()
  ask('3> ')
  await settled()
  expect(lines).toEqual(['one', 'two', 'three'])
})

test('a status is drawn over itself and goes with the next text', async () => {
  terminal.status('10 %')
  terminal.status('20 %')
  expect(screen.text).toBe('20 %')
  terminal.write('done\n')
  expect(screen.text).toBe('done')
})

test('a status above a prompt leaves what is typed', async () => {
  ask('> ')
  await type('hel')
  terminal.status('10 %')
  terminal.status('20 %')
  expect(screen.text).toBe('20 %\n> hel')
  terminal.write('done\n')
  expect(screen.text).toBe('done\n> hel')
  await type('lo\r')
  expect(lines).toEqual(['hello'])
})

test('Ctrl-C interrupts, and the prompt still waits', async () => {
  ask('> ')
  await type(`he${CTRL_C}`)
  expect([interrupts, lines]).toEqual([1, []])
  await type('y\r')
  expect(lines).toEqual(['hey'])
})

test('Ctrl-D on an empty line ends the input: null, and null for whoever asks again', async () => {
  ask('> ')
  await type(CTRL_D)
  ask('> ')
  await settled()
  expect(lines).toEqual([null, null])
})

test('before the first prompt no key is taken', async () => {
  terminal.write('hello\n')
  await type('early\r')
  expect(keyboard.readableLength).toBe(6)
  ask('> ')
  await settled()
  expect(lines).toEqual(['early'])
})

test('once closed it writes nothing and calls nobody', async () => {
  ask('> ')
  terminal.close()
  const before = screen.text
  terminal.write('more\n')
  await type('line\r')
  expect([lines, screen.text]).toEqual([[], before])
})
