// Checks on who heard what in a chat, by what the programs printed as `<speaker>: <text>`.
import { type Check, failed, passed, plural } from './check.ts'
import { listSome } from './completion.ts'

/** What each speaker said, in order. */
export type Said = ReadonlyMap<string, readonly string[]>

/**
 * Every listener has printed each line of every speaker but itself, once, in the order it was said, and none of its own. The
 * name of a listener's host is its name in the chat.
 */
export function everyoneHearsEveryone(listeners: readonly string[], said: Said): Check {
  return {
    name: 'everyone hears everyone once, in order per sender, and never oneself',
    verify(record) {
      const problems: string[] = []
      let heard = 0
      for (const listener of listeners) {
        const heardBy = hear(record.host(listener).output, said)
        for (const [speaker, lines] of said) {
          const expected = speaker === listener ? [] : lines
          const actual = heardBy.get(speaker) ?? []
          heard += actual.length
          const problem = difference(actual, expected)
          if (problem !== null) problems.push(`${listener} of ${speaker}: ${problem}`)
        }
      }
      const detail = `${plural(heard, 'line')} heard by ${plural(listeners.length, 'user')}`
      return problems.length === 0 ? passed(detail) : failed(`${detail}; ${listSome(problems)}`)
    },
  }
}

function hear(output: string, said: Said): Map<string, string[]> {
  const heard = new Map<string, string[]>()
  for (const line of output.split('\n')) {
    const colon = line.indexOf(': ')
    const speaker = line.slice(0, Math.max(colon, 0))
    if (!said.has(speaker)) continue
    const lines = heard.get(speaker)
    if (lines === undefined) heard.set(speaker, [line.slice(colon + 2)])
    else lines.push(line.slice(colon + 2))
  }
  return heard
}

function difference(actual: readonly string[], expected: readonly string[]): string | null {
  const at = expected.findIndex((line, index) => actual[index] !== line)
  if (at !== -1)
    return `line ${at} is ${JSON.stringify(actual[at] ?? 'missing')}, expected ${JSON.stringify(expected[at])}`
  return actual.length > expected.length ? `${actual.length} lines, expected ${expected.length}` : null
}
