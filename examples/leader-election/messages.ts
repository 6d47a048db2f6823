// What the members of the group say to each other: JSON in a datagram. Knows no socket.

export type Message =
  /** "I lead in this term"; `atMs` is the leader's clock, which the answer repeats. */
  | { readonly kind: 'heartbeat'; readonly term: number; readonly atMs: number }
  | { readonly kind: 'heard'; readonly term: number; readonly atMs: number }
  /** "Vote for me in this term." */
  | { readonly kind: 'ask'; readonly term: number }
  | { readonly kind: 'vote'; readonly term: number }

const KINDS: ReadonlySet<unknown> = new Set(['heartbeat', 'heard', 'ask', 'vote'])

export function encode(message: Message): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message))
}

/** Null for bytes that are no message: anyone may send us anything. */
export function decode(bytes: Uint8Array): Message | null {
  try {
    const { kind, term, atMs = 0 } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const isMessage = KINDS.has(kind) && Number.isSafeInteger(term) && typeof atMs === 'number'
    return isMessage ? ({ kind, term, atMs } as Message) : null
  } catch {
    return null
  }
}
