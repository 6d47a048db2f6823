// What clients saw of a service: operations with the times between which each must have taken effect, and the sequential
// model that says what they mean. Knows neither a protocol nor how an order is found.

export interface Operation<Input, Output> {
  /** Who asked, for messages. */
  readonly client: string
  readonly input: Input
  /** Undefined: nobody knows whether it took effect (no answer, the client died). Such a one may also not have happened. */
  readonly output: Output | undefined
  /** When it was asked, in milliseconds of the run. */
  readonly invokedMs: number
  /** When the answer was there; without one, when it can take effect no more: Infinity when that is not known. */
  readonly returnedMs: number
}

/** A service as if it served one operation at a time. States are values: `step` must not change the one it is given. */
export interface SequentialModel<State, Input, Output> {
  readonly initial: State
  /**
   * The state after the operation, or undefined when in this state it cannot have had this output. With an undefined output
   * (nobody knows) it takes effect with whatever output that has.
   */
  step(state: State, input: Input, output: Output | undefined): State | undefined
  /** Equal for equal states, and only for these. */
  keyOf(state: State): string
  /**
   * Operations of different partitions never have to do with each other, so that each can be looked at alone (Herlihy and
   * Wing's locality). Default: one partition for all.
   */
  partitionOf?(input: Input): string
  /** For messages. */
  describe(input: Input, output: Output | undefined): string
  /** For messages. Default: `keyOf`. */
  describeState?(state: State): string
}
