// Found by `sim sweep chat-transfer-while-talking --chaos rough`, seed 43: a user whose machine had died was told for half a
// minute that the name was taken, by nobody but the dead.
import { expect, test } from 'vitest'
import chatRoom from '../../src/scenarios/builtin/chat-room.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'
import { EventText } from '../../src/trace/event-text.ts'

test('a user whose machine died and came back is in the room again at the second try', async () => {
  const lines: string[] = []
  const result = await play(chatRoom, {
    seed: '43',
    params: { users: 2, lines: 0, loss: 0 },
    openBacking: openVirtual,
    chaos: [
      { atMs: 1000, kind: 'crash', host: 'user2' },
      { atMs: 1400, kind: 'restart', host: 'user2' },
    ],
    observe: (names) => new EventText(names, (line) => lines.push(line)),
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  const events = lines
    .map((line) => JSON.parse(line))
    .filter(({ host, event }) => host === 'user2' && event === 'report')
  const told = events.filter(({ report }) => report === 'joined' || report === 'name-refused')
  expect(told.map(({ report }) => report)).toEqual(['joined', 'name-refused', 'joined'])
  expect(told.at(-1).atNanos).toBeLessThan(3e9)
})
