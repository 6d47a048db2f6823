// The texts of the datagram chat, both ways, and how they are cut out of a stream.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCommand, encodeCommand } from '../../../src/wire/datagram-chat/commands.ts'
import { MessageSplitter } from '../../../src/wire/datagram-chat/message-splitter.ts'
import { decodeReply, encodeAnnouncement, encodeNumberedReply } from '../../../src/wire/datagram-chat/replies.ts'
import { cut } from '../cut.ts'

const utf8 = new TextEncoder()

describe('a command', () => {
  it.each([
    ['connect|bob', { type: 'connect', name: 'bob' }],
    ['connect', { type: 'connect', name: '' }],
    ['disconnect', { type: 'disconnect' }],
    ['get_users', { type: 'get_users' }],
    ['get_list_file', { type: 'get_list_file' }],
    ['download|q.txt', { type: 'download', file: 'q.txt', id: null }],
    ['download|q.txt|7', { type: 'download', file: 'q.txt', id: 7 }],
    ['download|q.txt|soon', { type: 'download', file: 'q.txt', id: null }],
    ['msg_all|a|b', { type: 'msg_all', text: 'a|b' }],
    ['msg|a|b|bob', { type: 'msg', text: 'a|b', target: 'bob' }],
    ['dl|7|start|4000|1-3 9', { type: 'numbered', id: 7, action: { kind: 'start', port: '4000', wanted: '1-3 9' } }],
    ['dl|7|proceed', { type: 'numbered', id: 7, action: { kind: 'proceed' } }],
    ['proceed', { type: 'other', text: 'proceed' }],
    ['get_users|x', { type: 'other', text: 'get_users|x' }],
    ['msg|no target', { type: 'other', text: 'msg|no target' }],
    ['dl|7|dance', { type: 'other', text: 'dl|7|dance' }],
    ['dl|7|report|1|x|3|4|', { type: 'other', text: 'dl|7|report|1|x|3|4|' }],
  ])('%s is understood', (text, command) => {
    expect(decodeCommand(text)).toEqual(command)
  })

  it('with a report comes back as it was', () => {
    const action = {
      kind: 'report',
      elapsedMicros: 1,
      received: 2,
      highest: -1,
      highestAgeMicros: 0,
      missing: '4 5',
    } as const
    const text = encodeCommand({ type: 'numbered', id: 3, action })
    expect(text).toBe('dl|3|report|1|2|-1|0|4 5')
    expect(decodeCommand(text)).toEqual({ type: 'numbered', id: 3, action })
  })
})

describe('any text', () => {
  const field = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.nat().map(String))
  const word = fc.constantFrom('connect', 'download', 'msg', 'msg_all', 'dl', 'get_users', '|', '__proto__')
  const action = fc.constantFrom('start', 'report', 'sent', 'proceed', 'paused', 'done', 'constructor')

  it('is a command and a reply of some kind, and never throws', () => {
    fc.assert(
      fc.property(word, field, action, fc.array(field), (first, second, third, rest) => {
        const text = [first, second, third, ...rest].join('|')
        expect(decodeCommand(text).type).toBeTypeOf('string')
        expect(decodeReply(text).type).toBeTypeOf('string')
      }),
    )
  })

  it('may be said, also to somebody: it comes back as it was', () => {
    const target = fc.string({ unit: 'binary' }).map((name) => name.replaceAll('|', ''))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), target, (text, to) => {
        for (const command of [{ type: 'msg_all', text } as const, { type: 'msg', text, target: to } as const]) {
          expect(decodeCommand(encodeCommand(command))).toEqual(command)
        }
      }),
    )
  })
})

describe('a reply', () => {
  it('that announces a download is the seed’s, or has a number, size, hash and pause too', () => {
    const numbered = { id: 3, sizeBytes: 5000, sha256: 'ab'.repeat(32), pauseAt: 2 }
    expect(encodeAnnouncement({ packets: 3, numbered: null })).toBe('|3')
    expect(decodeReply('|3')).toEqual({ type: 'announcement', packets: 3, numbered: null })
    const text = encodeAnnouncement({ packets: 3, numbered })
    expect(text).toBe(`|3|3|5000|${'ab'.repeat(32)}|2`)
    expect(decodeReply(text)).toEqual({ type: 'announcement', packets: 3, numbered })
  })

  it('about a numbered download comes back as it was, bars in its text included', () => {
    for (const reply of [
      { kind: 'sent', upTo: 7 },
      { kind: 'paused', percent: 50 },
      { kind: 'done', text: 'a|b' },
    ] as const) {
      expect(decodeReply(encodeNumberedReply(9, reply))).toEqual({ type: 'numbered', id: 9, reply })
    }
  })

  it.each(['connected', 'bob: |3', '|x', 'dl|1|sent|x', 'dl: hello'])('%s is text for the user', (text) => {
    expect(decodeReply(text)).toEqual({ type: 'text', text })
  })
})

describe('a stream', () => {
  const read = (splitter: MessageSplitter): unknown[] => {
    const all: unknown[] = []
    for (let next = splitter.next(); next.kind !== 'wait'; next = splitter.next()) {
      all.push(next.kind === 'message' ? next.text : next.reason)
    }
    return all
  }

  it('with a newline in it is lines, however it is cut', () => {
    const splitter = new MessageSplitter(100)
    for (const piece of ['con', 'nect|b', 'ob\r\nget_', 'users\n\n']) splitter.push(utf8.encode(piece))
    expect(read(splitter)).toEqual(['connect|bob', 'get_users', ''])
    expect(splitter.style).toBe('lines')
  })

  it('of any lines gives those lines, however it is cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ''))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.integer({ min: 1, max: 9 })), (lines, sizes) => {
        const splitter = new MessageSplitter(1000)
        const seen: unknown[] = []
        for (const piece of cut(utf8.encode(lines.map((one) => `${one}\n`).join('')), sizes)) {
          splitter.push(piece)
          seen.push(...read(splitter))
        }
        expect(seen).toEqual(lines)
      }),
    )
  })

  it('of any bytes never throws, whenever it is settled', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 8 })
    fc.assert(
      fc.property(pieces, fc.nat(8), (some, settlesAt) => {
        const splitter = new MessageSplitter(20)
        for (const [index, piece] of some.entries()) {
          if (index === settlesAt) splitter.settle()
          splitter.push(piece)
          for (let next = splitter.next(); next.kind !== 'wait'; next = splitter.next()) {
            if (next.kind === 'bad' && next.isFatal) return
          }
        }
        expect(splitter.isUndecided).toBe(splitter.style === null && some.length > 0)
      }),
    )
  })

  it('without one waits until it is settled, and is pieces from then on, newlines or not', () => {
    const splitter = new MessageSplitter(100)
    splitter.push(utf8.encode('connect|bob'))
    splitter.push(utf8.encode('get_users'))
    expect([read(splitter), splitter.isUndecided]).toEqual([[], true])
    splitter.settle()
    expect(read(splitter)).toEqual(['connect|bob', 'get_users'])
    splitter.push(utf8.encode('a\nb\n'))
    expect([read(splitter), splitter.style]).toEqual([['a\nb'], 'pieces'])
  })

  it('that brings too much before its style is known cannot be read any further', () => {
    const splitter = new MessageSplitter(10)
    splitter.push(new Uint8Array(11).fill(97))
    expect(splitter.next()).toEqual({ kind: 'bad', reason: 'the message is longer than 10 bytes', isFatal: true })
  })

  it('may change under our hands after it was pushed', () => {
    const splitter = new MessageSplitter(100)
    const piece = utf8.encode('hello')
    splitter.push(piece)
    piece.fill(0)
    splitter.settle()
    expect(read(splitter)).toEqual(['hello'])
  })
})
