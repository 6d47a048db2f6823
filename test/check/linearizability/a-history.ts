// Histories for tests, an operation in a line.
import type { Operation, SequentialModel } from '../../../src/check/linearizability/operation.ts'

/** A register that holds one number. */
export type RegisterInput = { readonly write: number } | 'read'
/** What was read; 'done' for a write. */
export type RegisterOutput = number | 'done'

export const register: SequentialModel<number, RegisterInput, RegisterOutput> = {
  initial: 0,
  step(state, input, output) {
    if (input === 'read') return output === undefined || output === state ? state : undefined
    return output === undefined || output === 'done' ? input.write : undefined
  },
  keyOf: String,
  describe: (input, output) =>
    `${input === 'read' ? 'read' : `write ${input.write}`}: ${output === undefined ? 'no answer' : output}`,
}

export function operation<Input, Output>(
  client: string,
  input: Input,
  output: Output | undefined,
  invokedMs: number,
  returnedMs: number = output === undefined ? Infinity : invokedMs,
): Operation<Input, Output> {
  return { client, input, output, invokedMs, returnedMs }
}

export function write(value: number, fromMs: number, toMs: number): Operation<RegisterInput, RegisterOutput> {
  return operation('writer', { write: value }, 'done', fromMs, toMs)
}

/** A write whose outcome nobody knows; it may take effect until `untilMs`. */
export function lostWrite(value: number, fromMs: number, untilMs = Infinity): Operation<RegisterInput, RegisterOutput> {
  return operation<RegisterInput, RegisterOutput>('writer', { write: value }, undefined, fromMs, untilMs)
}

export function read(value: number, fromMs: number, toMs: number): Operation<RegisterInput, RegisterOutput> {
  return operation('reader', 'read', value, fromMs, toMs)
}
