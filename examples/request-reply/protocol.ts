// Requests and replies of the account: add an amount, under a number that the client has given the request.

export const PORT = 8080

export interface AddRequest {
  /** The client's own number for the request: the same when it asks again. */
  readonly id: string
  readonly amount: number
}

export interface AddReply {
  readonly id: string
  /** The balance right after this request. */
  readonly balance: number
}

export function isAddRequest(value: unknown): value is AddRequest {
  const { id, amount } = (value ?? {}) as Partial<Record<keyof AddRequest, unknown>>
  return typeof id === 'string' && id.length <= 100 && Number.isSafeInteger(amount)
}

export function isAddReply(value: unknown): value is AddReply {
  const { id, balance } = (value ?? {}) as Partial<Record<keyof AddReply, unknown>>
  return typeof id === 'string' && Number.isSafeInteger(balance)
}
