// Checks on who heard what in a chat, by what the programs printed as `<speaker>: <text>`.
import { type Check, failed, passed, plural } from './check.ts'
import { listSome } from './completion.ts'

/** What each speaker said, in order. */
export type Said = ReadonlyMap<string, readonly string[]>

export const HEARS_EVERYONE = 'everyone hears everyone once, in order per sender, and never oneself'

/**
 * Every listener has printed each line of every speaker but itself, once, in the order it was said, and none of its own. The
 * name of a listener's host is its name in the chat.
 */
export function everyoneHearsEveryone(listeners: readonly string[], said: Said): Check {
  return {
    name: HEARS_EVERYONE,
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

/**
 * What also holds when some are cut off: nobody hears a line twice, out of order, or its own; and whoever was in the room all
 * the time (reported `joined`, or what `event` says, once) has heard every line of everyone else who was.
 */
export function whoStaysHearsWhoStays(listeners: readonly string[], said: Said, event = 'joined'): Check {
  return {
    name: 'nothing is heard twice or out of order, and who stays hears all of who stays',
    verify(record) {
      const stays = (user: string) => record.reported(event, {}, user).length === 1
      const problems: string[] = []
      for (const listener of listeners) {
        const heardBy = hear(record.host(listener).output, said)
        for (const [speaker, lines] of said) {
          const expected = speaker === listener ? [] : lines
          const actual = heardBy.get(speaker) ?? []
          const isStrict = stays(listener) && stays(speaker)
          const problem = isStrict ? difference(actual, expected) : disorder(actual, expected)
          if (problem !== null) problems.push(`${listener} of ${speaker}: ${problem}`)
        }
      }
      const staying = listeners.filter(stays).length
      const detail = `${staying} of ${plural(listeners.length, 'user')} stayed`
      return problems.length === 0 ? passed(detail) : failed(`${detail}; ${listSome(problems)}`)
    },
  }
}

/** What of `actual` is not among `expected` in the same order. */
function disorder(actual: readonly string[], expected: readonly string[]): string | null {
  let at = -1
  for (const line of actual) {
    at = expected.indexOf(line, at + 1)
    if (at === -1) return `${JSON.stringify(line)} is heard twice, out of order, or was never said`
  }
  return null
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
