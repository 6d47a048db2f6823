// A program whose input is a pipe: a process of its own, as a shell starts it.
import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { QUEUE_LINES } from '../../src/real/piped-terminal.ts'
import { createTerminal } from '../../src/real/terminal.ts'

const program = fileURLToPath(new URL('fixtures/asking-program.ts', import.meta.url))

/** What the program prints when `input` is piped into it. */
function run(input: string): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (text: Buffer) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ output, code }))
    child.stdin.end(input)
  })
}

test('prompts are written plainly, every line is given, and null comes at the end', async () => {
  expect(await run('one\ntwo\n')).toEqual({ output: 'ready\n? "one"\n? "two"\n? null\n', code: 0 })
})

test('a last line without newline counts; empty lines do, too; CR LF is one end', async () => {
  expect(await run('one\r\n\nlast')).toEqual({ output: 'ready\n? "one"\n? ""\n? "last"\n? null\n', code: 0 })
})

test('an empty input is null at once', async () => {
  expect(await run('')).toEqual({ output: 'ready\n? null\n', code: 0 })
})

test('20,000 lines in one go come all, in order', async () => {
  const lines = Array.from({ length: 20_000 }, (_, line) => `line ${line}`)
  const { output } = await run(`${lines.join('\n')}\n`)
  expect(output).toBe(`ready\n${lines.map((line) => `? "${line}"\n`).join('')}? null\n`)
})

test('a reader that is slow: input is left in the pipe once enough lines wait, and none is lost', async () => {
  const input = new PassThrough()
  const terminal = createTerminal({ input, output: new PassThrough() })
  const got: (string | null)[] = []
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      terminal.prompt('', (line) => {
        got.push(line)
        resolve()
      })
    })
  const total = QUEUE_LINES * 20
  const write = (line: number): void => {
    for (let at = line; at < total; at++) {
      if (input.write(`${at}\n`)) continue
      input.once('drain', () => write(at + 1))
      return
    }
    input.end()
  }
  write(0)
  await next()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(input.writableEnded).toBe(false)
  while (got.at(-1) !== null) await next()
  expect(got).toEqual([...Array.from({ length: total }, (_, line) => String(line)), null])
})

test('on a pipe a status draws nothing, and the terminal is not interactive', () => {
  const output = new PassThrough()
  const terminal = createTerminal({ input: new PassThrough(), output })
  terminal.status('10 %')
  expect([terminal.isInteractive, terminal.columns, output.readableLength]).toEqual([false, 80, 0])
})
