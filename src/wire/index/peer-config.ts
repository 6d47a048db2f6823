// The peer's configuration file: lines of a name and a value. Knows no disk and no flags.
// Blank lines and lines that begin with '#' are allowed; each name at most once.
import { FileVector } from './file-vector.ts'

/** What the file said; what it left out is absent. */
export interface PeerConfig {
  readonly serverPort?: number
  readonly clientId?: number
  readonly myPort?: number
  readonly fileVector?: FileVector
}

export interface ConfigError {
  /** From 1. */
  readonly line: number
  readonly reason: string
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: PeerConfig }
  | { readonly ok: false; readonly errors: readonly ConfigError[] }

export const MAX_PORT = 65535
export const MAX_CLIENT_ID = 2 ** 32 - 1

type MutableConfig = { -readonly [key in keyof PeerConfig]: PeerConfig[key] }

/** Each takes the value of its line, and returns what is wrong with it. */
const SETTINGS = new Map<string, (value: string, config: MutableConfig) => string | null>([
  [
    'SERVERPORT',
    (value, config) => wholeNumber('SERVERPORT', value, 1, MAX_PORT, (port) => (config.serverPort = port)),
  ],
  ['CLIENTID', (value, config) => wholeNumber('CLIENTID', value, 0, MAX_CLIENT_ID, (id) => (config.clientId = id))],
  // 0 means any free port; the peer tells the server which one it got.
  ['MYPORT', (value, config) => wholeNumber('MYPORT', value, 0, MAX_PORT, (port) => (config.myPort = port))],
  [
    'FILE_VECTOR',
    (value, config) => {
      const vector = FileVector.parse(value)
      if (vector.ok) config.fileVector = vector.value
      return vector.ok ? null : vector.reason
    },
  ],
])

/** All the bad lines are reported, in order. */
export function parsePeerConfig(text: string): ParsedConfig {
  const config: MutableConfig = {}
  const errors: ConfigError[] = []
  const lineOfName = new Map<string, number>()
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  lines.forEach((content, at) => {
    const reason = parseLine(content.trim(), at + 1, config, lineOfName)
    if (reason !== null) errors.push({ line: at + 1, reason })
  })
  return errors.length === 0 ? { ok: true, config } : { ok: false, errors }
}

function parseLine(
  content: string,
  line: number,
  config: MutableConfig,
  lineOfName: Map<string, number>,
): string | null {
  if (content === '' || content.startsWith('#')) return null
  const [name = '', value, ...more] = content.split(/\s+/)
  const setting = SETTINGS.get(name)
  if (setting === undefined) return `${quote(name)} is no setting: there are ${[...SETTINGS.keys()].join(', ')}`
  if (value === undefined) return `${name} has no value`
  if (more.length > 0) return `${name} takes one value, not ${more.length + 1}`
  const earlier = lineOfName.get(name)
  if (earlier !== undefined) return `${name} was set on line ${earlier} already`
  lineOfName.set(name, line)
  return setting(value, config)
}

function wholeNumber(
  name: string,
  text: string,
  least: number,
  most: number,
  set: (value: number) => void,
): string | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    return `${name} must be a whole number from ${least} to ${most}, not ${quote(text)}`
  }
  set(value)
  return null
}

/** Shows at most 40 characters, and no control characters. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
