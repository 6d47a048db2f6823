// All files that this client fetches at the moment.
import type { Host } from '../../host/host.ts'
import type { ClientMessage, LineOf } from '../../wire/menu-chat/messages.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { plural } from '../common/texts.ts'
import { Download, type DownloadContext } from './download.ts'
import type { ClientSettings } from './options.ts'

export interface DownloadsHandlers {
  tellServer(message: ClientMessage): void
  print(line: string): void
  /** The last one that was under way is gone. */
  onIdle(): void
}

export class Downloads {
  readonly #context: DownloadContext
  readonly #open = new Map<number, Download>()
  #nextId = 1
  /** Whether the last one that ended has failed. */
  #hasFailed = false

  constructor(host: Host, settings: ClientSettings, { tellServer, print, onIdle }: DownloadsHandlers) {
    this.#context = {
      host,
      settings,
      tellServer,
      print,
      onResult: (isComplete) => {
        this.#hasFailed = !isComplete
      },
      onGone: ({ wanted }) => {
        if (this.#open.delete(wanted.id) && this.#open.size === 0) onIdle()
      },
    }
  }

  get isIdle(): boolean {
    return this.#open.size === 0
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  fetch(owner: string, file: string): void {
    const refusal = this.#refusal(owner, file)
    if (refusal !== null) {
      this.#hasFailed = true
      this.#context.host.report('file-failed', { file, from: owner, reason: refusal })
      return this.#context.print(`cannot get ${printable(file)} from ${printable(owner)}: ${refusal}`)
    }
    const id = this.#nextId++
    this.#open.set(id, new Download(this.#context, { id, owner, file }))
  }

  onOffer(offer: LineOf<'offer'>): void {
    this.#open.get(offer.id)?.onOffer(offer)
  }

  onFailed({ id, text }: LineOf<'failed'>): void {
    this.#open.get(id)?.onFailed(text)
  }

  /** Gives all of them up. Those that only have to be given their names are finished. */
  cancelAll(): void {
    for (const download of [...this.#open.values()]) download.cancel()
  }

  #refusal(owner: string, file: string): string | null {
    if (owner === '') return 'no owner was named'
    const fault = fileNameFault(file)
    if (fault !== null) return fault
    const { maxDownloads } = this.#context.settings
    if (this.#open.size < maxDownloads) return null
    return `${plural(maxDownloads, 'file')} on the way already, that is the limit`
  }
}
