// The downloads of one connection of the client: asks the server for files, hands each reply to the download it is about, and
// brings the user's answers to the server. With servers of the seed's time one at a time, with ours several.
import type { Host } from '../../host/host.ts'
import { encodeCommand, type DownloadAction } from '../../wire/datagram-chat/commands.ts'
import { encodeRanges, joinRanges } from '../../wire/datagram-chat/number-list.ts'
import {
  type Announcement,
  CANNOT_DOWNLOAD,
  DOWNLOAD_STOPPED,
  type NumberedReply,
  type Reply,
} from '../../wire/datagram-chat/replies.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { Download } from './download.ts'
import type { Follower, FollowerContext } from './follower.ts'
import { DEFAULT_PAUSE_PERCENT, MAX_WANTED_RANGES } from './limits.ts'
import { ListFollower } from './list-follower.ts'
import type { ClientSettings } from './options.ts'
import { ReportFollower } from './report-follower.ts'

export interface DownloadsContext {
  readonly settings: ClientSettings
  readonly serverAddress: string
  send(text: string): void
  print(line: string): void
  /** Calls back with the user's word: whether to go on. */
  askProceed(file: string, percent: number, callback: (proceeds: boolean) => void): void
  /** Calls back with a name, or null for the file's own. */
  askName(file: string, callback: (name: string | null) => void): void
  /** None is under way any more. */
  onAllOver(): void
}

interface Entry {
  readonly id: number
  readonly file: string
  /** Asked for in the seed's way. */
  isPlain: boolean
  download: Download | null
  /** The file is whole, and waits for the server's last word and its name. */
  isWhole: boolean
}

/** How the seed's texts about a download begin. */
const DONE = /^User .* downloaded 100% out of file\. Last byte is: /s

export class Downloads {
  readonly #host: Host
  readonly #context: DownloadsContext
  readonly #entries = new Map<number, Entry>()
  #nextId = 1
  /** Whether the server has shown that it knows numbers. */
  #knowsNumbers = false
  /** Abandoned downloads that are still being written. */
  #unsafe = 0
  readonly #onSafe: (() => void)[] = []

  constructor(host: Host, context: DownloadsContext) {
    this.#host = host
    this.#context = context
  }

  get isIdle(): boolean {
    return this.#entries.size === 0
  }

  /** False: it cannot be asked for now; the user has been told why. */
  start(file: string): boolean {
    const fault = file.includes('|') ? 'the file name has a bar in it' : fileNameFault(file)
    if (fault !== null) return this.#refuse(fault)
    const entries = [...this.#entries.values()]
    if (entries.some((entry) => entry.file === file)) return this.#refuse(`${file} is under way already`)
    if (entries.some(({ isPlain }) => isPlain)) return this.#refuse('this server sends one file at a time')
    const isPlain = this.#context.settings.plainDownloads
    if (isPlain && entries.length > 0) return this.#refuse('one file at a time')
    const id = this.#nextId++
    this.#entries.set(id, { id, file, isPlain, download: null, isWhole: false })
    this.#context.send(encodeCommand({ type: 'download', file, id: isPlain ? null : id }))
    return true
  }

  /** True when there is nothing to show to the user. */
  takes(reply: Reply): boolean {
    switch (reply.type) {
      case 'announcement':
        this.#onAnnouncement(reply)
        return true
      case 'numbered':
        this.#knowsNumbers = true
        this.#onNumbered(reply.id, reply.reply)
        return true
      case 'text':
        return this.#onText(reply.text)
    }
  }

  /** The connection is gone, or the program ends. Calls back when everything that is here is safe. */
  abandon(callback: () => void): void {
    this.#unsafe += this.#entries.size
    if (this.#unsafe === 0) return callback()
    this.#onSafe.push(callback)
    const done = () => {
      this.#unsafe--
      if (this.#unsafe === 0) for (const onSafe of this.#onSafe.splice(0)) onSafe()
    }
    for (const entry of [...this.#entries.values()]) {
      this.#entries.delete(entry.id)
      if (entry.download === null) done()
      else if (entry.isWhole) this.#save(entry, entry.download, entry.file, done)
      else entry.download.abandon(done)
    }
  }

  #refuse(reason: string): false {
    this.#context.print(`${CANNOT_DOWNLOAD}${reason}`)
    return false
  }

  #onAnnouncement({ packets, numbered }: Announcement): void {
    const entry = numbered === null ? this.#waiting() : this.#entries.get(numbered.id)
    if (entry === undefined || entry.download !== null) return
    if (numbered === null) entry.isPlain = true
    else this.#knowsNumbers = true
    const { settings, serverAddress } = this.#context
    if (packets > settings.maxPackets) {
      this.#sendCancel(entry)
      return this.#over(
        entry,
        `${CANNOT_DOWNLOAD}${entry.file} has ${packets} packets, at most ${settings.maxPackets} are taken`,
      )
    }
    this.#host.report('download-announced', { file: entry.file, packets })
    entry.download = new Download(this.#host, {
      fileName: entry.file,
      announcement: { packets, numbered },
      serverAddress,
      plainPausePercent: DEFAULT_PAUSE_PERCENT,
      createFollower: (followed) => this.#follower(entry, followed),
      sendStart: (port, wanted) => this.#sendStart(entry, port, wanted),
      sendStop: () => this.#send(entry, { kind: 'stop' }, 'stop'),
      sendCancel: () => this.#sendCancel(entry),
      onHalf: () => this.#onHalf(entry),
      onComplete: () => {
        entry.isWhole = true
      },
      onFailed: (reason) => this.#over(entry, `${CANNOT_DOWNLOAD}${entry.file}: ${reason}`),
    })
  }

  /** The one that the oldest plain reply is about. */
  #waiting(): Entry | undefined {
    return [...this.#entries.values()].find(({ download }) => download === null)
  }

  #follower(entry: Entry, followed: FollowerContext): Follower {
    const { settings, send } = this.#context
    const { maxTimeouts, reportMs } = settings
    if (entry.isPlain) return new ListFollower(this.#host, { ...followed, maxTimeouts, send })
    return new ReportFollower(this.#host, {
      ...followed,
      maxTimeouts,
      reportMs,
      encode: (report) => encodeCommand({ type: 'numbered', id: entry.id, action: { kind: 'report', ...report } }),
      send,
    })
  }

  #sendStart(entry: Entry, port: number, wanted: readonly (readonly [number, number])[]): void {
    // Rather some packets twice than a message that is too long.
    const list = encodeRanges(joinRanges(wanted, MAX_WANTED_RANGES))
    this.#send(entry, { kind: 'start', port: String(port), wanted: list }, String(port))
  }

  #send(entry: Entry, action: DownloadAction, plainText: string): void {
    const { send } = this.#context
    send(entry.isPlain ? plainText : encodeCommand({ type: 'numbered', id: entry.id, action }))
  }

  /** Anything that is not 'proceed' ends a plain download. */
  #sendCancel(entry: Entry): void {
    this.#send(entry, { kind: 'cancel' }, 'no')
  }

  #onHalf(entry: Entry): void {
    const { settings, askProceed } = this.#context
    const { download } = entry
    if (download === null) return
    const onAnswer = (proceeds: boolean) => {
      if (this.#entries.get(entry.id) !== entry) return
      if (!proceeds) return download.cancel()
      this.#send(entry, { kind: 'proceed' }, 'proceed')
      download.proceed(encodeCommand({ type: 'numbered', id: entry.id, action: { kind: 'proceed' } }))
    }
    if (settings.alwaysProceed) onAnswer(true)
    else askProceed(entry.file, download.pausePercent, onAnswer)
  }

  #onNumbered(id: number, reply: NumberedReply): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    switch (reply.kind) {
      case 'sent':
        return entry.download?.onAllSent(reply.upTo)
      case 'paused':
        return entry.download?.onPaused()
      case 'done':
        this.#context.print(reply.text)
        return this.#onDone(entry)
      case 'refused':
        return this.#over(entry, reply.text)
      case 'stopped':
        entry.download?.abandon(() => undefined)
        return this.#over(entry, reply.text)
    }
  }

  #onText(text: string): boolean {
    const plain = [...this.#entries.values()].find(({ isPlain }) => isPlain)
    if (plain !== undefined && plain.isWhole && DONE.test(text)) {
      this.#context.print(text)
      this.#onDone(plain)
      return true
    }
    if (plain !== undefined && text.startsWith(DOWNLOAD_STOPPED)) {
      plain.download?.abandon(() => undefined)
      this.#over(plain, text)
      return true
    }
    const refused = text.startsWith(CANNOT_DOWNLOAD) ? this.#waiting() : undefined
    if (refused === undefined) return false
    // A server that does not know numbers may have taken ours for a part of the name.
    if (!refused.isPlain && !this.#knowsNumbers) {
      refused.isPlain = true
      this.#context.send(encodeCommand({ type: 'download', file: refused.file, id: null }))
    } else this.#over(refused, text)
    return true
  }

  /** The server has had its last word: the file gets a name. */
  #onDone(entry: Entry): void {
    const { download } = entry
    if (download === null || !entry.isWhole) return
    this.#context.askName(entry.file, (answer) => {
      if (this.#entries.get(entry.id) !== entry) return
      const name = answer === null || answer.trim() === '' ? entry.file : answer.trim()
      const fault = fileNameFault(name)
      if (fault !== null) {
        this.#context.print(`That is no name for a file: ${fault}.`)
        return this.#onDone(entry)
      }
      this.#save(entry, download, name, (isSaved) => {
        if (isSaved || answer === null) this.#over(entry, null)
        else this.#onDone(entry)
      })
    })
  }

  #save(entry: Entry, download: Download, name: string, callback: (isSaved: boolean) => void): void {
    download.saveAs(name, (error) => {
      if (error === null) this.#context.print(`${entry.file} is saved as ${name}: ${download.sizeBytes} bytes.`)
      else this.#context.print(`${entry.file} cannot be saved as ${name}: ${describeDiskError(error)}.`)
      callback(error === null)
    })
  }

  #over(entry: Entry, text: string | null): void {
    this.#entries.delete(entry.id)
    if (text !== null) this.#context.print(text)
    if (this.#entries.size === 0) this.#context.onAllOver()
  }
}
