// The lines of a trace, letter by letter: other tools read them.
import { expect, test } from 'vitest'
import type { Observer } from '../../src/net/observer.ts'
import * as PacketFate from '../../src/net/packet-fate.ts'
import { EventText } from '../../src/trace/event-text.ts'
import { aPacket } from './a-packet.ts'

function lineOf(event: (observer: Observer) => void): string {
  const lines: string[] = []
  event(
    new EventText(
      () => ['zero', 'one', 'two'],
      (line) => lines.push(line),
    ),
  )
  expect(lines).toHaveLength(1)
  return lines.join()
}

test('a segment is a line with its hosts by name, its flags in words and its fields in a fixed order', () => {
  expect(lineOf((observer) => observer.packet(1_500, PacketFate.queueFull, aPacket({ flags: 18 })))).toBe(
    '{"atNanos":1500,"event":"segment","fate":"queue-full","from":"one:49152","to":"two:5000",' +
      '"flags":"syn+ack","sequence":7,"acknowledgment":11,"windowBytes":65535,"length":4}',
  )
})

test('a datagram has no fields of TCP', () => {
  expect(lineOf((observer) => observer.packet(0, PacketFate.sent, aPacket({ protocol: 1 })))).toBe(
    '{"atNanos":0,"event":"datagram","fate":"sent","from":"one:49152","to":"two:5000","length":4}',
  )
})

test.each<[string, (observer: Observer) => void]>([
  ['{"atNanos":1,"event":"timer","host":"one","timer":4}', (observer) => observer.timer(1, 1, 4)],
  [
    '{"atNanos":1,"event":"report","host":"two","report":"ack-sent","details":{"file":10,"positive":true}}',
    (observer) => observer.report(1, 2, 'ack-sent', { file: 10, positive: true }),
  ],
  ['{"atNanos":1,"event":"output","host":"zero","text":"hi\\n"}', (observer) => observer.output(1, 0, 'hi\n')],
  ['{"atNanos":1,"event":"input","host":"zero","line":null}', (observer) => observer.input(1, 0, null)],
  [
    '{"atNanos":1,"event":"fault","action":{"kind":"crash","host":"one"}}',
    (observer) => observer.fault(1, { kind: 'crash', host: 'one' }),
  ],
  ['{"atNanos":1,"event":"start","host":"zero"}', (observer) => observer.start(1, 0)],
  [
    '{"atNanos":1,"event":"end","host":"zero","kind":"exit","code":3}',
    (observer) => observer.end(1, 0, { kind: 'exit', code: 3 }),
  ],
  [
    '{"atNanos":1,"event":"end","host":"host 9","kind":"error","message":"broken"}',
    (observer) => observer.end(1, 9, { kind: 'error', error: new Error('broken') }),
  ],
])('%s', (line, event) => {
  expect(lineOf(event)).toBe(line)
})
