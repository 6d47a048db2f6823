// The client's side of one JSON document each way over a connection of its own. It knows no message.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { type JsonDocument, JsonDocumentReader } from '../../wire/json-document.ts'
import type { PeerAddress } from '../../wire/peer-key.ts'

export type ExchangeOutcome =
  | { readonly kind: 'reply'; readonly document: JsonDocument; readonly socket: Socket }
  /** `unreachable`: nobody answers there at all, as against an answer that is no use. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unreachable: boolean }

export interface ExchangeOptions {
  readonly to: PeerAddress
  readonly request: string
  readonly maxReplyBytes: number
  /** From the connect to the last byte of the reply. */
  readonly timeoutMs: number
  /** True: the connection goes on after this reply, in the callback's hands. */
  readonly keepsOpen?: (document: JsonDocument) => boolean
}

/** Calls back once, later; never after the returned function was called, which drops the connection. */
export function exchange(
  host: Host,
  options: ExchangeOptions,
  callback: (outcome: ExchangeOutcome) => void,
): () => void {
  const reader = new JsonDocumentReader(options.maxReplyBytes)
  const { host: to, port } = options.to
  const socket = host.net.connect({ host: to, port, lendsBytes: options.keepsOpen !== undefined })
  let isSettled = false
  let isConnected = false

  const stop = (): boolean => {
    if (isSettled) return false
    isSettled = true
    host.clock.clearTimeout(timer)
    return true
  }
  const fail = (reason: string, unreachable: boolean) => {
    if (!stop()) return
    socket.destroy()
    callback({ kind: 'failed', reason, unreachable })
  }
  const timer = host.clock.setTimeout(() => fail(`no answer within ${options.timeoutMs} ms`, true), options.timeoutMs)
  socket.on('connect', () => {
    isConnected = true
    socket.write(options.request)
  })
  socket.on('error', (error) => fail(describeNetworkError(error.code), !isConnected))
  socket.on('close', () => fail('the connection was closed without an answer', false))
  socket.on('data', (bytes) => {
    if (isSettled) return
    const result = reader.push(bytes)
    if (result === null) return
    if (!result.ok) return fail(`the answer makes no sense: ${result.reason}`, false)
    stop()
    if (options.keepsOpen?.(result.value) !== true) socket.destroy()
    callback({ kind: 'reply', document: result.value, socket })
  })
  return () => {
    if (stop()) socket.destroy()
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'the connection timed out',
  ENOTFOUND: 'no such host',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
}

/** A network error in words a user understands. */
export function describeNetworkError(code: string | undefined): string {
  return WORDS[code ?? ''] ?? code ?? 'the connection failed'
}
