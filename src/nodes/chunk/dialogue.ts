// The console of a peer: the questions and answers of the seed's session, one after the other. It asks, prints and goes back to
// the first question; what the answers set off is done by `DialogueActions`.
import type { Terminal } from '../../host/terminal.ts'
import { numbersOf } from '../../wire/chunk-ranges.ts'
import type { FileListReply, LocationsReply } from '../../wire/chunk-replies.ts'
import { memberKeyOrder } from '../../wire/json-key-order.ts'
import { printable } from '../../wire/printable.ts'
import { peersOf } from './file-size.ts'
import type { TrackerReply } from './tracker-client.ts'

export interface DialogueActions {
  list(callback: (reply: TrackerReply<FileListReply>) => void): void
  locate(fileName: string, callback: (reply: TrackerReply<LocationsReply>) => void): void
  /** Fetches the chunk, keeps it, tells the tracker. Calls back with what there is to print. */
  fetch(fileName: string, chunk: number, peer: string, callback: (text: string) => void): void
  /** Message 6, or the end of the input. */
  leave(): void
}

const HELP =
  'You can send: 2 (the list of files), 3 (who has a file), 5 (get a chunk), 6 (leave). 1 and 4 are sent by themselves.'

export class Dialogue {
  readonly #terminal: Terminal
  readonly #actions: DialogueActions

  constructor(terminal: Terminal, actions: DialogueActions) {
    this.#terminal = terminal
    this.#actions = actions
  }

  /** Asks what to do next, again and again until `leave`. */
  start(): void {
    this.#prompt('What message would you like to send: ', (line) => {
      switch (line) {
        case '2':
          return this.#listFiles(() => this.start())
        case '3':
          return this.#locateFile(() => this.start())
        case '5':
          return this.#fetchChunk()
        case '6':
          return this.#actions.leave()
        default:
          if (line !== '') this.#print(HELP)
          return this.start()
      }
    })
  }

  #listFiles(then: (names: readonly string[]) => void): void {
    this.#actions.list((reply) => {
      if (!this.#show(reply)) return this.start()
      then(memberKeyOrder(reply.text, 'files'))
    })
  }

  #locateFile(then: (fileName: string, reply: LocationsReply) => void): void {
    this.#listFiles((names) => {
      if (names.length === 0) {
        this.#print('There are no files to choose from')
        return this.start()
      }
      this.#print('Here are a list of files to choose from:')
      this.#choose(
        names,
        'What file are you looking for: ',
        'File not found, try again',
        (fileName) => {
          this.#actions.locate(fileName, (reply) => {
            if (this.#show(reply) && reply.ok) then(fileName, reply.value)
            else this.start()
          })
        },
        'What file do you want: ',
      )
    })
  }

  #fetchChunk(): void {
    this.#locateFile((fileName, reply) => {
      const peers = Object.entries(peersOf(reply)).map(([key, ranges]) => ({ key, chunks: new Set(numbersOf(ranges)) }))
      const chunks = [...new Set(peers.flatMap((peer) => [...peer.chunks]))].sort((a, b) => a - b)
      if (chunks.length === 0) {
        this.#print(`Nobody has a chunk of ${printable(fileName)}`)
        return this.start()
      }
      this.#print(`This is list of chunks: [${chunks.join(', ')}]`)
      this.#askChunk(new Set(chunks), (chunk) => {
        const owners = peers.filter((peer) => peer.chunks.has(chunk)).map(({ key }) => key)
        this.#print('Choose one of these peers to receive the data from:')
        this.#choose(
          owners,
          'Enter which peer you want to receive data from: ',
          'Peer not found, try again',
          (peer) => {
            this.#actions.fetch(fileName, chunk, peer, (text) => {
              this.#print(text)
              this.start()
            })
          },
        )
      })
    })
  }

  #askChunk(chunks: ReadonlySet<number>, then: (chunk: number) => void): void {
    this.#prompt('What chunk number do you want: ', (line) => {
      const chunk = wholeNumber(line)
      if (chunk !== null && chunks.has(chunk)) return then(chunk)
      this.#print('Chunk not found, try again')
      this.#askChunk(chunks, then)
    })
  }

  /** A numbered list; asks until the answer is on it, the second time and later with `askAgain`. */
  #choose(items: readonly string[], ask: string, wrong: string, then: (item: string) => void, askAgain = ask): void {
    items.forEach((item, index) => this.#print(`${index + 1}. ${printable(item)}`))
    const step = (question: string) => {
      this.#prompt(question, (line) => {
        const item = items[(wholeNumber(line) ?? 0) - 1]
        if (item !== undefined) return then(item)
        this.#print(wrong)
        step(askAgain)
      })
    }
    step(ask)
  }

  /** Prints a reply as it came. False when it is of no use. */
  #show(reply: TrackerReply<unknown>): boolean {
    this.#print(reply.text === '' && !reply.ok ? `The tracker is no help: ${reply.reason}` : printable(reply.text))
    return reply.ok
  }

  #prompt(question: string, then: (line: string) => void): void {
    this.#terminal.prompt(question, (line) => {
      if (line === null) this.#actions.leave()
      else then(line.trim())
    })
  }

  #print(line: string): void {
    this.#terminal.write(`${line}\n`)
  }
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}
