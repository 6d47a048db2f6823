// Small pieces of what both programs print.
import type { Terminal } from '../../host/terminal.ts'
import { unmapped } from '../../wire/peer-key.ts'
import { printable } from '../../wire/printable.ts'

/** The address as people know it. */
export function plainAddress(address: string | undefined): string {
  return unmapped(address ?? 'unknown')
}

export function printLine(terminal: Terminal, line: string): void {
  terminal.write(`${line}\n`)
}

/** Text that another host sent, in quotes and safe for a terminal. */
export function quoted(text: string): string {
  return `"${printable(text)}"`
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** "the connection was closed" or how it broke. */
export function closeReason(errorCode: string | null): string {
  return errorCode === null ? 'the connection was closed' : `the connection broke (${errorCode})`
}
