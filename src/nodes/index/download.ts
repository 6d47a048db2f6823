// Getting one file, from whom it may be: asks the server for a supplier, tries it, judges the hash, and tries others.
// Knows nothing of the console and of other downloads.
//
// 1. Ask the server who has the file, not those tried. 2. Receive it from that one. 3. The hash is right: done.
// 4. It is wrong, or what came made no sense: a bad attempt; the same supplier again, until it had `maxBadAttempts`; then 1.
// 5. The supplier is gone or refuses: 1. 6. Nobody else has it: after a pause begin anew with those tried, `maxRounds` times in all.
import type { Host } from '../../host/host.ts'
import { FILE_BYTES } from '../../wire/index/generated-file.ts'
import { type Answer, type ClientId, MAX_EXCLUDED, type Nobody } from '../../wire/index/messages.ts'
import { Deadline } from '../common/deadline.ts'
import { DownloadAttempt, type Verdict } from './download-attempt.ts'
import { FileUnderWay } from './file-under-way.ts'
import type { PeerSettings } from './options.ts'
import type { ServerLink } from './server-link.ts'
import { plural, printLine } from '../common/texts.ts'

export interface DownloadContext {
  readonly settings: PeerSettings
  readonly link: ServerLink
  /** The file is here and right; before the server and the supplier are told. */
  onComplete(file: number): void
  /** Another file may be asked for now. */
  onEnd(isComplete: boolean): void
  /** A connection to a supplier begins, or is gone; the last ones may outlive the download by the time they take to close. */
  onOpened(): void
  onClosed(): void
}

export class Download {
  readonly file: number
  readonly #host: Host
  readonly #context: DownloadContext
  readonly #underWay = new FileUnderWay()
  readonly #answerLimit: Deadline
  readonly #roundPause: Deadline
  /** Suppliers that failed in this round. */
  readonly #tried = new Set<ClientId>()
  #round = 1
  #badAttempts = 0
  #attempt: DownloadAttempt | null = null

  constructor(host: Host, file: number, context: DownloadContext) {
    this.#host = host
    this.file = file
    this.#context = context
    const { answerLimitMs } = context.settings
    this.#answerLimit = new Deadline(host.clock, () => this.#fail(`the server did not answer for ${answerLimitMs} ms`))
    this.#roundPause = new Deadline(host.clock, () => this.#ask())
  }

  start(): void {
    if (!this.#context.link.isRegistered) this.#print('I am not registered yet; I ask the server as soon as I am.')
    this.#ask()
  }

  onAnswer(answer: Answer | Nobody): void {
    this.#answerLimit.clear()
    if (answer.type === 'nobody') return this.#onNobody()
    const { file, supplier, hash } = answer
    this.#print(
      `Client ${supplier.id} has file ${file}: address ${supplier.address}, listening port ${supplier.port}, SHA-1 ${hash}.`,
    )
    // What a supplier with bad attempts has sent is not built upon.
    if (this.#badAttempts > 0) this.#underWay.clear()
    this.#badAttempts = 0
    this.#try(answer)
  }

  /** Stops at once, without `onEnd`. */
  cancel(): void {
    this.#answerLimit.clear()
    this.#roundPause.clear()
    this.#context.link.forget()
    this.#attempt?.cancel()
    this.#print(`Stopped receiving file ${this.file}.`)
  }

  #ask(): void {
    this.#answerLimit.set(this.#context.settings.answerLimitMs)
    this.#context.link.ask(this.file, [...this.#tried])
  }

  #onNobody(): void {
    if (this.#tried.size === 0) return this.#fail('nobody has it')
    this.#beginNextRound()
  }

  #beginNextRound(): void {
    const { maxRounds, roundPauseMs } = this.#context.settings
    if (this.#round === maxRounds) return this.#fail(`all its suppliers failed, ${plural(maxRounds, 'time')}`)
    this.#round++
    this.#tried.clear()
    this.#print(`Nobody else has file ${this.file}; I begin anew in ${roundPauseMs} ms.`)
    this.#roundPause.set(roundPauseMs)
  }

  #try(answer: Answer): void {
    if (!this.#context.settings.resume || this.#badAttempts > 0) this.#underWay.clear()
    const { supplier } = answer
    const from = this.#underWay.blocks === 0 ? '' : ` from block ${this.#underWay.blocks} on`
    this.#print(`I need file ${this.file}${from}: connecting to client ${supplier.id}.`)
    this.#host.report('download-started', { file: this.file, from: supplier.id, block: this.#underWay.blocks })
    this.#context.onOpened()
    this.#attempt = new DownloadAttempt(this.#host, this.#context.settings, this.file, supplier, this.#underWay, {
      onWhole: () => this.#judge(answer),
      onJudged: (verdict) => this.#onJudged(answer, verdict),
      onLost: (reason) => this.#onLost(answer, reason),
      onBroken: (reason) => this.#onBroken(answer, reason),
      onClosed: () => this.#context.onClosed(),
    })
  }

  #judge({ supplier, hash }: Answer): Verdict {
    const mine = this.#underWay.hash(this.#host.crypto)
    this.#print(`SHA-1 of file ${this.file}, mine:         ${mine}`)
    this.#print(`SHA-1 of file ${this.file}, the server's: ${hash}`)
    if (mine !== hash) return this.#isLastBadAttempt(supplier.id, 'the hashes differ') ? 'give-up' : 'again'
    this.#context.onComplete(this.file)
    this.#print(`I have downloaded file ${this.file} from client ${supplier.id}`)
    this.#context.link.tellDownloaded(this.file, supplier.id)
    this.#host.report('file-complete', { file: this.file, bytes: FILE_BYTES, hash: mine })
    return 'accept'
  }

  #onJudged({ supplier }: Answer, verdict: 'accept' | 'give-up'): void {
    if (verdict === 'give-up') this.#tryOthers(supplier.id)
    else this.#context.onEnd(true)
  }

  #onLost({ supplier }: Answer, reason: string): void {
    this.#print(`Client ${supplier.id} is lost at block ${this.#underWay.blocks}: ${reason}.`)
    this.#host.report('supplier-lost', { file: this.file, from: supplier.id, block: this.#underWay.blocks })
    this.#tryOthers(supplier.id)
  }

  #onBroken(answer: Answer, reason: string): void {
    if (this.#isLastBadAttempt(answer.supplier.id, reason)) this.#tryOthers(answer.supplier.id)
    else this.#try(answer)
  }

  /** Counts a bad attempt. */
  #isLastBadAttempt(supplierId: ClientId, reason: string): boolean {
    this.#badAttempts++
    const { maxBadAttempts } = this.#context.settings
    const isLast = this.#badAttempts === maxBadAttempts
    const then = isLast ? 'I try another' : 'the whole file again'
    this.#print(`Bad attempt ${this.#badAttempts} of ${maxBadAttempts} from client ${supplierId}: ${reason}; ${then}.`)
    this.#host.report('bad-attempt', { file: this.file, from: supplierId, attempt: this.#badAttempts })
    return isLast
  }

  #tryOthers(supplierId: ClientId): void {
    this.#attempt = null
    this.#tried.add(supplierId)
    if (this.#tried.size > MAX_EXCLUDED) this.#beginNextRound()
    else this.#ask()
  }

  #fail(reason: string): void {
    this.#context.link.forget()
    this.#print(`I cannot get file ${this.file}: ${reason}.`)
    this.#host.report('download-failed', { file: this.file })
    this.#context.onEnd(false)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
