// The peer of the index swarm: puts the console, the link to the server, the uploads and the download together.
//
// Quitting: 1. the download in progress is stopped and the uploads are refused; 2. the server is told; 3. when every
// connection is closed, or `quitLimitMs` have passed, the program ends.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { FileVector } from '../../wire/index/file-vector.ts'
import { Deadline } from '../common/deadline.ts'
import { Download } from './download.ts'
import type { PeerSettings } from './options.ts'
import { PeerConsole } from './peer-console.ts'
import { ServerLink } from './server-link.ts'
import { printLine } from '../common/texts.ts'
import { Uploads } from './uploads.ts'

export class IndexPeer implements Program {
  readonly #host: Host
  readonly #settings: PeerSettings
  readonly #files: FileVector
  readonly #uploads: Uploads
  readonly #link: ServerLink
  #console: PeerConsole | null = null
  #port = 0
  #download: Download | null = null
  /** Connections to suppliers that are not closed yet. */
  #supplierConnections = 0
  /** The program ends when nothing is being received any more. */
  #quitsWhenIdle = false
  #isQuitting = false
  #hasLink = true
  #hasUploads = true
  #exitCode = 0

  constructor(host: Host, settings: PeerSettings) {
    this.#host = host
    this.#settings = settings
    this.#files = settings.fileVector
    this.#printSettings()
    this.#link = new ServerLink(host, settings, {
      describe: () => ({ type: 'register', id: settings.id, port: this.#port, vector: this.#files }),
      onAnswer: (answer) => this.#download?.onAnswer(answer),
      onQuit: () => this.#onServerQuit(),
      onRejected: () => this.#quit(1),
      onClosed: () => this.#onLinkClosed(),
    })
    this.#uploads = new Uploads(host, settings, this.#files, {
      onListening: (port) => this.#onListening(port),
      onListenError: (code) => this.#onListenError(code),
      onClosed: () => this.#onUploadsClosed(),
    })
  }

  interrupt(): void {
    this.#quit(0)
  }

  /** The port is open before the server hears of it, so that nobody is sent to a closed one. */
  #onListening(port: number): void {
    this.#port = port
    this.#print(`I listen on port ${port}.`)
    this.#link.start()
    this.#console = new PeerConsole(this.#host.terminal, {
      refusal: () => this.#refusal(),
      fetch: (file) => this.#fetch(file),
      quit: () => this.#onQuitCommand(),
      onInputEnd: () => this.#onInputEnd(),
    })
  }

  #onListenError(code: string): void {
    this.#print(`Cannot listen on port ${this.#settings.port}: ${code}.`)
    this.#host.exit(1)
  }

  #refusal(): string | null {
    if (this.#download === null) return null
    return `I am still receiving file ${this.#download.file}: one file at a time. Ask again when it is here.`
  }

  #fetch(file: number): void {
    if (this.#files.has(file)) return this.#print(`I already have file ${file}.`)
    this.#exitCode = 0
    this.#download = new Download(this.#host, file, {
      settings: this.#settings,
      link: this.#link,
      onComplete: (complete) => this.#files.add(complete),
      onEnd: (isComplete) => this.#onDownloadEnd(isComplete),
      onOpened: () => this.#supplierConnections++,
      onClosed: () => this.#onSupplierClosed(),
    })
    this.#download.start()
  }

  #onDownloadEnd(isComplete: boolean): void {
    this.#download = null
    this.#exitCode = isComplete ? 0 : 1
    if (this.#quitsWhenIdle) this.#quit(this.#exitCode)
  }

  #onQuitCommand(): void {
    if (this.#download === null || this.#quitsWhenIdle) return this.#quit(0)
    this.#quitsWhenIdle = true
    this.#print(`I am still receiving file ${this.#download.file} and quit after it. q again quits at once.`)
  }

  #onInputEnd(): void {
    if (this.#settings.stay) return this.#print('The input has ended; I keep serving until I am interrupted.')
    this.#quitsWhenIdle = true
    if (this.#download === null) this.#quit(this.#exitCode)
  }

  #onServerQuit(): void {
    this.#print('The server quits, and so do I.')
    this.#quit(0)
  }

  #quit(exitCode: number): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    this.#exitCode = exitCode
    this.#console?.close()
    this.#download?.cancel()
    new Deadline(this.#host.clock, () => this.#host.exit(this.#exitCode)).set(this.#settings.quitLimitMs)
    this.#uploads.close()
    this.#link.close()
  }

  #onSupplierClosed(): void {
    this.#supplierConnections--
    this.#exitWhenAlone()
  }

  #onLinkClosed(): void {
    this.#hasLink = false
    this.#exitWhenAlone()
  }

  #onUploadsClosed(): void {
    this.#hasUploads = false
    this.#exitWhenAlone()
  }

  #exitWhenAlone(): void {
    if (!this.#isQuitting || this.#hasLink || this.#hasUploads || this.#supplierConnections > 0) return
    this.#print('All connections are closed, goodbye.')
    this.#host.exit(this.#exitCode)
  }

  #printSettings(): void {
    const { id, port, serverHost, serverPort } = this.#settings
    this.#print(`Client id: ${id}`)
    this.#print(`Listening port: ${port === 0 ? 'any free one' : port}`)
    this.#print(`Server: ${serverHost}, port ${serverPort}`)
    this.#print(`File vector: ${this.#files}`)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
