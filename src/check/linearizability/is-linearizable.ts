// The check that what the clients of a service saw could have come from one that serves one operation at a time, each at
// some moment between its question and its answer (Herlihy and Wing 1990).
import type { RunRecord } from '../../trace/run-record.ts'
import { type Check, failed, passed, plural } from '../check.ts'
import { findOrder, MAX_ATTEMPTS } from './find-order.ts'
import type { Operation, SequentialModel } from './operation.ts'

export interface LinearizabilityOptions<State, Input, Output> {
  readonly name: string
  readonly model: SequentialModel<State, Input, Output>
  /** Takes what the clients saw out of the record: mostly out of what they reported. */
  history(record: RunRecord): readonly Operation<Input, Output>[]
  /** An empty history proves nothing. Default: one operation at least. */
  readonly minOperations?: number
  /** See `MAX_ATTEMPTS`. A search that is given up is a failed check. */
  readonly maxAttempts?: number
}

export function isLinearizable<State, Input, Output>(options: LinearizabilityOptions<State, Input, Output>): Check {
  const { name, model, minOperations = 1, maxAttempts = MAX_ATTEMPTS } = options
  return {
    name,
    verify(record) {
      const history = options.history(record)
      const unknown = history.filter(({ output }) => output === undefined).length
      const parts = partitions(history, model)
      const detail = `${plural(history.length, 'operation')}, ${unknown} of unknown outcome, in ${plural(parts.length, 'partition')}`
      if (history.length < minOperations) return failed(`${detail}; ${minOperations} are needed to show anything`)
      for (const part of parts) {
        const problem = problemOf(part, model, maxAttempts)
        if (problem !== null) return failed(`${detail}; ${problem}`)
      }
      return passed(detail)
    },
  }
}

/** In the order in which each first occurs. */
function partitions<State, Input, Output>(
  history: readonly Operation<Input, Output>[],
  model: SequentialModel<State, Input, Output>,
): Operation<Input, Output>[][] {
  const parts = new Map<string, Operation<Input, Output>[]>()
  for (const operation of history) {
    const name = model.partitionOf?.(operation.input) ?? ''
    const part = parts.get(name)
    if (part === undefined) parts.set(name, [operation])
    else part.push(operation)
  }
  return [...parts.values()]
}

function problemOf<State, Input, Output>(
  history: readonly Operation<Input, Output>[],
  model: SequentialModel<State, Input, Output>,
  maxAttempts: number,
): string | null {
  const search = findOrder(history, model, maxAttempts)
  if (search.kind === 'order') return null
  if (search.kind === 'undecided') return `not decided after ${search.attempts} attempts: make the history smaller`
  const stuck = history[search.stuck]
  const tell = (operation: Operation<Input, Output> | undefined) =>
    operation === undefined ? 'nothing' : describe(operation, model)
  const state = model.describeState?.(search.state) ?? model.keyOf(search.state)
  return (
    `no order explains ${tell(stuck)}; the best one places ${search.placed} operations before it, ` +
    `the last of them ${tell(history[search.last])}, and comes to ${state}`
  )
}

function describe<State, Input, Output>(
  { client, input, output, invokedMs, returnedMs }: Operation<Input, Output>,
  model: SequentialModel<State, Input, Output>,
): string {
  const until = returnedMs === Infinity ? 'ever' : `${returnedMs.toFixed(3)} ms`
  return `${client}'s ${model.describe(input, output)} (${invokedMs.toFixed(3)} to ${until})`
}
