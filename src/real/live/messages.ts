// What a live run and its child processes tell each other. Everything is plain data; errors travel as their fields.
import type { SystemError } from '../../host/errors.ts'
import type { ReportDetails } from '../../host/report.ts'
import type { GateProtocol } from '../gate.ts'

export type ToChild =
  | {
      readonly kind: 'launch'
      readonly name: string
      readonly address: string
      readonly shadowAddress: string
      readonly names: readonly (readonly [string, string])[]
      readonly root: string
      /** For the entry module. */
      readonly data: unknown
    }
  | { readonly kind: 'names'; readonly names: readonly (readonly [string, string])[] }
  /** Answers 'ask'. */
  | { readonly kind: 'line'; readonly line: string | null }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'opened'; readonly request: number; readonly error: ErrorData | null }

export type FromChild =
  | { readonly kind: 'started' }
  | { readonly kind: 'report'; readonly event: string; readonly details: ReportDetails }
  | { readonly kind: 'output'; readonly text: string }
  /** The program waits for a line. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'error'; readonly error: ErrorData }
  | { readonly kind: 'open'; readonly request: number; readonly protocol: GateProtocol; readonly port: number }
  | { readonly kind: 'close'; readonly protocol: GateProtocol; readonly port: number }

export interface ErrorData {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: string | undefined
  readonly syscall: string | undefined
  readonly address: string | undefined
  readonly port: number | undefined
}

export function errorToData(error: SystemError): ErrorData {
  const { name, message, stack, code, syscall, address, port } = error
  return { name, message, stack, code, syscall, address, port }
}

export function errorFromData({ name, message, stack, ...fields }: ErrorData): SystemError {
  const error: SystemError = new Error(message)
  error.name = name
  if (stack !== undefined) error.stack = stack
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) Object.assign(error, { [field]: value })
  return error
}
