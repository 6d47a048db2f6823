// What users of the menu chat type and read.
import { describe, expect, it } from 'vitest'
import { ChatWorld, MENU, someBytes } from './chat-world.ts'

describe('a chat client', () => {
  it('goes through the session of the assignment, word for word', async () => {
    const chat = new ChatWorld()
    const picture = someBytes(30_000)
    chat.server()
    chat.user('client1', { 'Ameca_splendens.jpg': picture })
    chat.user('client2')
    let saved: Uint8Array | null = null
    await chat.play(['server', 'client1', 'client2'], async () => {
      chat.type('client2', 'm', 'hello!')
      chat.type('client2', 'f', 'client1', 'Ameca_splendens.jpg')
      chat.type('client2', 'm', 'another important message!')
      chat.type('client2', 'x')
      await chat.ended('client2')
      saved = await chat.file('client2', 'Ameca_splendens.jpg')
    })
    expect(chat.output('client2')).toBe(
      `${MENU}Enter your message:\n${MENU}Who owns the file?\nWhich file do you want?\n${MENU}Enter your message:\n${MENU}` +
        'received Ameca_splendens.jpg from client1 (30000 bytes)\nclosing your sockets...goodbye\n',
    )
    expect(chat.ends.get('client2')).toEqual({ kind: 'exit', code: 0 })
    expect(saved).toEqual(picture)
    expect(chat.output('client1')).toBe(
      `${MENU}client2: hello!\nclient2: another important message!\nsent Ameca_splendens.jpg to client2 (30000 bytes)\n`,
    )
  })
})
