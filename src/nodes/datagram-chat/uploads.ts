// The downloads of one connection, as the server serves them: takes the messages that are meant for them. One at a time of the
// seed's kind, whose messages have no number; several of those that have.
//
// What a client of the seed's kind says within a download means, in this order:
// 1. before its port is known: `<port>` or `<ip>|<port>`;
// 2. `stop`, `proceed`; a list of numbers: they are missing;
// 3. while the server waits for its word, anything else: it wants no more. Otherwise a command is a command.
import type { Host } from '../../host/host.ts'
import type { Command, DownloadAction } from '../../wire/datagram-chat/commands.ts'
import { decodeNumberList, isNumberList } from '../../wire/datagram-chat/number-list.ts'
import { CANNOT_DOWNLOAD, FILE_NOT_FOUND } from '../../wire/datagram-chat/replies.ts'
import { Deadline } from '../common/deadline.ts'
import { plural, printLine, quoted } from '../common/texts.ts'
import type { FileLibrary, OpenFile } from './file-library.ts'
import { LIST_GAP_MS } from './limits.ts'
import type { ServerSettings } from './options.ts'
import { parsePort } from './port-message.ts'
import { Upload } from './upload.ts'
import { numberedVoice, plainVoice, type UploadVoice } from './upload-voice.ts'

export interface UploadsContext {
  readonly settings: ServerSettings
  readonly library: FileLibrary
  /** The client's address, as the connection has it. */
  readonly client: string
  /** Ours on that connection. */
  readonly ownAddress: string | undefined
  send(text: string): void
  /** Whether each piece that arrives is a message: then a long list comes as several. */
  isPiecewise(): boolean
  userName(): string | null
}

/** Between a number list and a word that came in one piece with it. */
const LIST_THEN_WORD = /^([\d \t,-]*)(stop|proceed)$/

export class Uploads {
  readonly #host: Host
  readonly #context: UploadsContext
  readonly #numbered = new Map<number, Upload>()
  #plain: Upload | null = null
  /** Downloads whose file is still being opened. */
  #opening = 0
  /** A list of which more pieces may come. */
  #list = ''
  readonly #listGap: Deadline
  #isAbandoned = false

  constructor(host: Host, context: UploadsContext) {
    this.#host = host
    this.#context = context
    this.#listGap = new Deadline(host.clock, () => this.#flushList())
  }

  /** True when the message was for a download. */
  takes(text: string, command: Command): boolean {
    if (command.type === 'download') {
      if (this.#plain?.isPaused === true) this.#plain.cancel()
      else this.#open(command.file, command.id)
      return true
    }
    if (command.type === 'numbered') {
      this.#act(command.id, command.action)
      return true
    }
    return this.#plain !== null && this.#takesPlain(this.#plain, text, command)
  }

  /** The client is gone, or has left. */
  abandon(): void {
    this.#isAbandoned = true
    this.#listGap.clear()
    for (const upload of [...this.#numbered.values()]) upload.abandon()
    this.#plain?.abandon()
  }

  #open(name: string, id: number | null): void {
    const { library, settings } = this.#context
    const voice = this.#voice(id)
    const user = this.#context.userName()
    const refuse = (text: string) => {
      this.#host.report('download-refused', { file: name.slice(0, 100), reason: text })
      voice.refused(text)
    }
    if (user === null) return refuse(`${CANNOT_DOWNLOAD}You are not connected`)
    const isTwice = id === null ? this.#plain !== null : this.#numbered.has(id)
    if (isTwice) return refuse(`${CANNOT_DOWNLOAD}${id === null ? 'One is under way' : `Number ${id} is under way`}`)
    const count = this.#numbered.size + this.#opening + (this.#plain === null ? 0 : 1)
    if (count >= settings.maxDownloads) {
      return refuse(`${CANNOT_DOWNLOAD}${plural(settings.maxDownloads, 'download')} at a time`)
    }
    this.#opening++
    library.open(name, (opened) => {
      this.#opening--
      if (!opened.ok) {
        this.#print(`${user} asks for ${quoted(name.slice(0, 200))}: ${opened.reason}.`)
        if (!this.#isAbandoned) refuse(opened.isMissing ? FILE_NOT_FOUND : `${CANNOT_DOWNLOAD}File cannot be read`)
        return
      }
      const isTaken = id === null ? this.#plain !== null : this.#numbered.has(id)
      if (this.#isAbandoned || isTaken) {
        this.#host.disk.close(opened.file.fd, () => undefined)
        if (!this.#isAbandoned) refuse(`${CANNOT_DOWNLOAD}One is under way`)
        return
      }
      this.#print(`${user} downloads ${name}.`)
      this.#begin(id, user, voice, opened.file)
    })
  }

  #begin(id: number | null, userName: string, voice: UploadVoice, file: OpenFile): void {
    const { settings, client, ownAddress } = this.#context
    const upload: Upload = new Upload(this.#host, {
      settings,
      file,
      voice,
      id,
      userName,
      client,
      ownAddress,
      onOver: () => this.#onOver(id),
    })
    if (id === null) this.#plain = upload
    else this.#numbered.set(id, upload)
  }

  #onOver(id: number | null): void {
    if (id !== null) {
      this.#numbered.delete(id)
      return
    }
    this.#plain = null
    this.#list = ''
    this.#listGap.clear()
  }

  #voice(id: number | null): UploadVoice {
    const send = (text: string) => this.#context.send(text)
    return id === null ? plainVoice(send) : numberedVoice(send, id)
  }

  #act(id: number, action: DownloadAction): void {
    const upload = this.#numbered.get(id)
    // Its last words may have crossed ours.
    if (upload === undefined) return
    switch (action.kind) {
      case 'start': {
        const wanted = decodeNumberList(action.wanted, upload.packets)
        if (!wanted.ok) return upload.fail(wanted.reason)
        return this.#start(upload, action.port, wanted.value)
      }
      case 'report': {
        const missing = decodeNumberList(action.missing, upload.packets)
        if (!missing.ok) return upload.fail(missing.reason)
        return upload.report({ ...action, missing: missing.value })
      }
      case 'proceed':
        return upload.proceed()
      case 'cancel':
        return upload.cancel()
      case 'stop':
        return upload.stop()
    }
  }

  #start(upload: Upload, text: string, wanted: readonly (readonly [number, number])[]): void {
    const port = parsePort(text, this.#context.client)
    if (port.ok) upload.start(port.value, wanted)
    else this.#context.send(`${CANNOT_DOWNLOAD}${port.reason}`)
  }

  #takesPlain(upload: Upload, text: string, command: Command): boolean {
    const [, list, word] = LIST_THEN_WORD.exec(text.trim()) ?? []
    if (word !== undefined) {
      if (list?.trim() !== '') this.#list += list
      this.#flushList()
      if (word === 'stop') upload.stop()
      else upload.proceed()
      return true
    }
    if (upload.isAwaitingPort && command.type === 'other') {
      this.#start(upload, text, [])
      return true
    }
    if (isNumberList(text)) {
      this.#list += text
      if (this.#context.isPiecewise() && this.#list.length < this.#context.settings.maxMessageBytes) {
        this.#listGap.set(LIST_GAP_MS)
      } else this.#flushList()
      return true
    }
    this.#flushList()
    if (!upload.isPaused && command.type !== 'other') return false
    upload.cancel()
    return true
  }

  #flushList(): void {
    const list = this.#list
    this.#list = ''
    this.#listGap.clear()
    const upload = this.#plain
    if (list === '' || upload === null) return
    const missing = decodeNumberList(list, upload.packets)
    if (missing.ok) upload.resend(missing.value)
    else this.#context.send(`${CANNOT_DOWNLOAD}${missing.reason}`)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
