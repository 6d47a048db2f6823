// What one host left behind: its reports and output, how its programs ended, and counters made from the agreed reports.
import type { ProgramEnd } from '../host/backing.ts'
import type { Report } from '../host/report.ts'

/** A row of the table. Bytes are payload of blocks and chunks as the programs reported them, not what crossed the wire. */
export interface HostCounters {
  sentBytes: number
  receivedBytes: number
  /** Blocks, chunks, and packets of a file. */
  blocksSent: number
  blocksReceived: number
  /** Those of `blocksSent` that the receiver had asked for again. */
  blocksResent: number
  acksSent: number
  acksReceived: number
  nacksSent: number
  nacksReceived: number
  /** Files received complete. */
  files: number
  /** Blocks or chunks thrown away for a bad hash. */
  rejected: number
}

/** Characters of output kept of each host: the last ones. A program that prints for ever must not fill the memory. */
export const MAX_OUTPUT_CHARS = 1_000_000

export class HostRecord {
  readonly name: string
  readonly reports: Report[] = []
  /** One for each time its program ended, in order. */
  readonly ends: ProgramEnd[] = []
  readonly counters: HostCounters = {
    sentBytes: 0,
    receivedBytes: 0,
    blocksSent: 0,
    blocksReceived: 0,
    blocksResent: 0,
    acksSent: 0,
    acksReceived: 0,
    nacksSent: 0,
    nacksReceived: 0,
    files: 0,
    rejected: 0,
  }
  #output = ''
  #droppedChars = 0

  constructor(name: string) {
    this.name = name
  }

  /** What it printed: all of it up to `MAX_OUTPUT_CHARS`, then the last so many characters at least. */
  get output(): string {
    return this.#output
  }

  /** Characters printed that `output` has forgotten. */
  get droppedChars(): number {
    return this.#droppedChars
  }

  add(report: Report, isKept: boolean): void {
    if (isKept) this.reports.push(report)
    count(this.counters, report)
  }

  print(text: string): void {
    this.#output += text
    if (this.#output.length <= 2 * MAX_OUTPUT_CHARS) return
    this.#droppedChars += this.#output.length - MAX_OUTPUT_CHARS
    this.#output = this.#output.slice(-MAX_OUTPUT_CHARS)
  }
}

function count(counters: HostCounters, report: Report): void {
  const { details } = report
  switch (report.event) {
    case 'block-sent':
    case 'chunk-sent':
      counters.blocksSent += numberOr(details.count, 1)
      counters.blocksResent += numberOr(details.again, 0)
      counters.sentBytes += numberOr(details.bytes, 0)
      break
    case 'block-received':
    case 'chunk-received':
      counters.blocksReceived += numberOr(details.count, 1)
      counters.receivedBytes += numberOr(details.bytes, 0)
      break
    case 'transfer-sent':
      counters.sentBytes += numberOr(details.bytes, 0)
      break
    case 'transfer-complete':
      counters.receivedBytes += numberOr(details.bytes, 0)
      break
    case 'ack-sent':
      if (details.positive === true) counters.acksSent++
      else counters.nacksSent++
      break
    case 'ack-received':
      if (details.positive === true) counters.acksReceived++
      else counters.nacksReceived++
      break
    case 'file-complete':
      counters.files++
      break
    case 'chunk-rejected':
      counters.rejected++
      break
  }
}

function numberOr(value: string | number | boolean | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
