// What the user of a peer types and reads.
import { describe, expect, it } from 'vitest'
import type { Terminal } from '../../../src/host/terminal.ts'
import { PeerConsole } from '../../../src/nodes/index/peer-console.ts'
import { Swarm } from './swarm.ts'

function pair(options: { stay?: boolean } = {}): Swarm {
  const swarm = new Swarm()
  swarm.server()
  swarm.peer(2, [10, 11], { pauseMs: 100 })
  swarm.peer(1, [12], options)
  return swarm
}

const HOSTS = ['server', 'peer2', 'peer1']

describe('the console of a peer', () => {
  it('shows its settings, and the name and address of the server both ways', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, () => swarm.world.sleep(100))
    expect(swarm.output('peer1')).toBe(
      [
        'Client id: 1',
        'Listening port: 6000',
        'Server: server, port 5000',
        `File vector: ${'0'.repeat(12)}1${'0'.repeat(51)}`,
        'I listen on port 6000.',
        'Type f to fetch a file, q to quit.',
        'Server server has the address 10.0.0.1.',
        'Address 10.0.0.1 has the name server.',
        'Registered at the server.',
        '',
      ].join('\n'),
    )
  })

  it('says that a file is here already', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'f', '12')
      await swarm.printed('peer1', 'I already have file 12.\n')
    })
    expect(swarm.of('query')).toEqual([])
  })

  it('refuses a second file while one is being received, and takes it afterwards', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(500)
      swarm.type('peer1', 'f')
      await swarm.printed('peer1', 'I am still receiving file 10: one file at a time. Ask again when it is here.\n')
      await swarm.printed('peer1', 'I have downloaded file 10')
      swarm.type('peer1', 'f', '11')
      await swarm.printed('peer1', 'I have downloaded file 11')
    })
    expect(swarm.of('file-complete').map(({ details }) => details.file)).toEqual([10, 11])
  })

  it('asks again for an index that is none, takes one on the same line, and explains other commands', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'help', 'f', 'ten', '64', '-1', '', '12', 'f 12', '  F', '')
      await swarm.world.sleep(100)
    })
    const [, after = ''] = swarm.output('peer1').split('Registered at the server.\n')
    const wrong = 'There is no such file: the index is a number from 0 to 63.'
    const question = 'Which file do you want (0 to 63)?'
    expect(after.split('\n')).toEqual([
      'Type f to fetch a file, q to quit.',
      ...[question, wrong, question, wrong, question, wrong, question, wrong, question],
      'I already have file 12.',
      'I already have file 12.',
      'Type f to fetch a file, q to quit.',
      '',
    ])
  })

  it('on a pipe that ends gets the file it was asked for, then quits', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'f', '10')
      swarm.world.console('peer1').end()
      await swarm.ended('peer1')
    })
    expect(swarm.ends.get('peer1')).toEqual({ kind: 'exit', code: 0 })
    expect(swarm.lines('peer1', 'I have downloaded')).toEqual(['I have downloaded file 10 from client 2'])
    expect(swarm.of('ack-received').map(({ details }) => details.positive)).toEqual([true])
    expect(swarm.lines('server', 'has quit')).toEqual(['Client 1 has quit.'])
  })

  it('on a pipe that ends after asking for a file that nobody has, ends with 1', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'f', '40')
      swarm.world.console('peer1').end()
      await swarm.ended('peer1')
    })
    expect(swarm.ends.get('peer1')).toEqual({ kind: 'exit', code: 1 })
  })

  it('whose input ends keeps serving when it is told to stay', async () => {
    const swarm = pair({ stay: true })
    await swarm.play(HOSTS, async () => {
      swarm.world.console('peer1').end()
      await swarm.world.sleep(100)
      swarm.type('peer2', 'f', '12')
      await swarm.printed('peer2', 'I have downloaded file 12 from client 1')
    })
    expect(swarm.ends.has('peer1')).toBe(false)
  })

  it('at q during a download finishes it first, and at a second q quits at once', async () => {
    for (const quits of [1, 2]) {
      const swarm = pair()
      await swarm.play(HOSTS, async () => {
        swarm.type('peer1', 'f', '10')
        await swarm.world.sleep(500)
        swarm.type('peer1', 'q')
        if (quits === 2) swarm.type('peer1', 'q')
        await swarm.ended('peer1')
      })
      expect(swarm.of('file-complete')).toHaveLength(2 - quits)
      expect(swarm.lines('peer1', 'quit after it')).toEqual([
        'I am still receiving file 10 and quit after it. q again quits at once.',
      ])
      expect(swarm.ends.get('peer1')).toEqual({ kind: 'exit', code: 0 })
    }
  })

  it('at Ctrl-C closes the transfers in flight and ends with 0', async () => {
    const swarm = pair()
    await swarm.play(HOSTS, async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(500)
      swarm.world.interrupt('peer1')
      await swarm.ended('peer1')
    })
    expect(swarm.ends.get('peer1')).toEqual({ kind: 'exit', code: 0 })
    expect(swarm.lines('peer2', 'gives up')).toEqual(['client 1 gives up: "client 1 is quitting".'])
    expect(swarm.lines('peer2', 'closed clientSocket')).toHaveLength(1)
  })

  it('that is interactive shows the question as a prompt, not as a line', () => {
    const prompts: string[] = []
    const lines = ['f', '3']
    const terminal: Terminal = {
      isInteractive: true,
      columns: 80,
      write: () => {},
      status: () => {},
      prompt: (text, callback) => {
        prompts.push(text)
        const line = lines.shift()
        if (line !== undefined) callback(line)
      },
    }
    const fetched: number[] = []
    const commands = {
      refusal: () => null,
      fetch: (file: number) => void fetched.push(file),
      quit() {},
      onInputEnd() {},
    }
    new PeerConsole(terminal, commands)
    expect([prompts, fetched]).toEqual([['', 'Which file do you want (0 to 63)? ', ''], [3]])
  })
})
