// Files from one user to another: byte for byte, several at once, and what stands in their way.
import { describe, expect, it } from 'vitest'
import { ChatWorld, FILE_PORT, MENU, someBytes } from './chat-world.ts'

const BAD = { lossRatio: 0.05, duplicateRatio: 0.02, reorderRatio: 0.05, reorderDelayMs: 15 }
const HOSTS = ['server', 'alice', 'bob']

/** A server, and alice and bob with these files. */
function pair(aliceFiles: Record<string, Uint8Array | string>, bobFiles: Record<string, Uint8Array | string> = {}) {
  const chat = new ChatWorld()
  chat.server()
  chat.user('alice', aliceFiles)
  chat.user('bob', bobFiles)
  return chat
}

/** What is on the host's disk, temporary files included. */
async function disk(chat: ChatWorld, host: string): Promise<Record<string, Uint8Array | null>> {
  const names = await chat.world.listFiles(host)
  const entries = await Promise.all(names.map(async (name) => [name, await chat.file(host, name)] as const))
  return Object.fromEntries(entries)
}

describe('a file', () => {
  it.each([0, 1, 2043, 2044, 65_536, 65_537, 300_000])(
    'of %d bytes comes byte for byte under loss, duplication and reordering',
    async (size) => {
      const bytes = someBytes(size)
      const chat = new ChatWorld(`file of ${size}`, BAD)
      chat.server()
      chat.user('alice', { 'film.webm': bytes })
      chat.user('bob')
      let files = {}
      await chat.play(HOSTS, async () => {
        while (chat.of('joined').length < 2) await chat.world.sleep(10)
        chat.asks('bob', 'alice', 'film.webm')
        await chat.printed('bob', 'received ')
        await chat.printed('alice', 'sent ')
        files = await disk(chat, 'bob')
      })
      const bytesText = size === 1 ? '1 byte' : `${size} bytes`
      expect(files).toEqual({ 'film.webm': bytes })
      expect(chat.lines('bob', 'received')).toEqual([`received film.webm from alice (${bytesText})`])
      expect(chat.lines('alice', 'sent')).toEqual([`sent film.webm to bob (${bytesText})`])
      expect(chat.of('file-started').map(({ details }) => details.way)).toEqual(['owner'])
    },
  )

  it('with a name of any text comes under that name', async () => {
    const name = 'Ünïcödé 🦊 \\ no.txt'.replace('\\', '%')
    const chat = pair({ [name]: 'contents' })
    let saved: Uint8Array | null = null
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', name)
      await chat.printed('bob', 'received ')
      saved = await chat.file('bob', name)
    })
    expect(saved).toEqual(new TextEncoder().encode('contents'))
  })

  it('travels beside the chat, several at a time, in both directions', async () => {
    const names = ['a', 'b', 'c', 'd']
    const filesOf = (salt: number) =>
      Object.fromEntries(names.map((name) => [`${name}${salt}`, someBytes(50_000, salt)]))
    const chat = pair(filesOf(1), filesOf(2))
    chat.world.setDefaultLink({ latency: 10, bandwidthBps: 4_000_000 })
    let files: Record<string, Uint8Array | null>[] = []
    await chat.play(HOSTS, async () => {
      for (const name of names) {
        chat.asks('alice', 'bob', `${name}2`)
        chat.asks('bob', 'alice', `${name}1`)
      }
      await chat.world.sleep(300)
      chat.says('alice', 'meanwhile')
      await chat.printed('bob', 'alice: meanwhile')
      expect(chat.of('file-complete')).toEqual([])
      expect(chat.of('file-started')).toHaveLength(8)
      for (const host of ['alice', 'bob']) await chat.printed(host, 'received ', 4)
      files = [await disk(chat, 'alice'), await disk(chat, 'bob')]
    })
    const all = { ...filesOf(1), ...filesOf(2) }
    expect(files).toEqual([all, all])
  })

  it('that is asked for twice at the same time comes twice, and is there once', async () => {
    const bytes = someBytes(5000)
    const chat = pair({ f: bytes })
    let files = {}
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      chat.asks('bob', 'alice', 'f')
      await chat.printed('bob', 'received ', 2)
      files = await disk(chat, 'bob')
    })
    expect(files).toEqual({ f: bytes })
  })

  it('takes the name of one that was there before, which is kept', async () => {
    const chat = pair({ 'a.txt': 'new' }, { 'a.txt': 'mine' })
    let files: Record<string, Uint8Array | null> = {}
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'a.txt')
      await chat.printed('bob', 'received ')
      files = await disk(chat, 'bob')
    })
    const texts = Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes ?? undefined)])
    expect(Object.fromEntries(texts)).toEqual({ 'a.txt': 'new', 'a (1).txt': 'mine' })
    expect(chat.lines('bob', 'kept')).toEqual(['the a.txt that was here before is kept as a (1).txt'])
  })

  it('that is damaged on its way is thrown away, and both ends are told', async () => {
    const chat = pair({ f: someBytes(50_000) })
    let files = {}
    await chat.play(HOSTS, async () => {
      chat.world.apply({ kind: 'corrupt-stream', from: 'alice', to: 'bob', offset: 30_000, port: FILE_PORT })
      chat.asks('bob', 'alice', 'f')
      await chat.printed('bob', 'cannot get ')
      await chat.world.sleep(500)
      files = await disk(chat, 'bob')
    })
    expect(files).toEqual({})
    expect(chat.lines('bob', 'cannot')).toEqual([
      'cannot get f from alice: it came damaged: its SHA-256 is not the one that its owner sent',
    ])
    expect(chat.lines('alice', 'ended')).toEqual([
      'sending f to bob ended: the requester says "the SHA-256 of what came is not that of the file"',
    ])
  })
})

describe('when the owner cannot be reached, the file comes through the server', () => {
  it.each([0, 1, 300_000])('byte for byte, with %d bytes', async (size) => {
    const bytes = someBytes(size)
    const chat = pair({ f: bytes })
    let files = {}
    await chat.play(HOSTS, async () => {
      chat.world.apply({ kind: 'partition', from: ['alice'], to: ['bob'] })
      chat.asks('bob', 'alice', 'f')
      chat.says('bob', 'waiting')
      await chat.printed('bob', 'received ')
      await chat.printed('alice', 'sent f to bob ')
      files = await disk(chat, 'bob')
      await chat.world.sleep(3000)
    })
    expect(files).toEqual({ f: bytes })
    expect(chat.of('file-started').map(({ details }) => details.way)).toEqual(['server'])
    expect(chat.of('relay-closed')).toHaveLength(1)
    expect(chat.lines('alice', 'bob: ')).toEqual(['bob: waiting'])
  })
})

describe('a file that cannot be had is no trouble to its owner, and its requester is told', () => {
  it.each([
    ['is not there', 'missing.txt', 'there is no such file'],
    ['is a folder', 'folder', 'it is a folder'],
    ['is outside of the folder', '../../etc/passwd', 'the file name has a slash in it'],
    ['is the folder itself', '.', '"." cannot be a file\'s name'],
    ['has no name', '', 'the file name is empty'],
    ['has a control character in its name', 'a\u0007b', 'the file name has a control character in it'],
    ['has too long a name', 'x'.repeat(201), 'the file name is longer than 200 bytes'],
  ])('because it %s', async (_, file, reason) => {
    const chat = pair({ 'folder/inside.txt': 'x' })
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', file)
      await chat.printed('bob', 'cannot get ')
      chat.says('alice', 'I am still here')
      await chat.printed('bob', 'alice: I am still here')
    })
    const shown = file.replace('\u0007', '\\u0007')
    expect(chat.lines('bob', 'cannot')).toEqual([`cannot get ${shown} from alice: ${reason}`])
    expect(chat.lines('alice', 'cannot').length).toBeLessThan(2)
    expect(chat.output('bob').split(MENU)).toHaveLength(3)
  })

  it.each([
    ['nobody has that name', 'zoe', 'nobody here is called zoe'],
    ['it is the requester’s own', 'bob', 'you are the owner yourself'],
    ['no owner was named', '', 'no owner was named'],
  ])('because %s', async (_, owner, reason) => {
    const chat = pair({ f: 'x' }, { f: 'x' })
    await chat.play(HOSTS, async () => {
      chat.asks('bob', owner, 'f')
      await chat.printed('bob', 'cannot get ')
    })
    expect(chat.lines('bob', 'cannot')).toEqual([`cannot get f from ${owner}: ${reason}`])
  })

  it('because it is larger than the requester takes', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice', { f: someBytes(1001) })
    chat.user('bob', {}, { maxFileBytes: 1000 })
    let files = {}
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      await chat.printed('bob', 'cannot get ')
      files = await disk(chat, 'bob')
    })
    expect(chat.lines('bob', 'cannot')).toEqual(['cannot get f from alice: it has 1001 bytes, at most 1000 are taken'])
    expect(files).toEqual({})
  })

  it('because the requester has a folder of that name', async () => {
    const chat = pair({ f: 'x' }, { 'f/inside.txt': 'kept' })
    let files = {}
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      await chat.printed('bob', 'cannot get ')
      await chat.world.sleep(500)
      files = await disk(chat, 'bob')
    })
    expect(Object.keys(files)).toEqual(['f/inside.txt'])
    expect(chat.lines('bob', 'cannot')).toEqual([
      'cannot get f from alice: cannot save it: something that is no file has its name',
    ])
  })
})
