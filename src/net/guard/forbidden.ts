// What leads out of a world — files, sockets, processes, threads — and throws when a program or the script calls it.
import { builtin, ownerOf } from './builtins.ts'
import { type Patch, patchFunction } from './patch.ts'

/** Code in a world reached for something that no seed decides. */
export class AmbientAccessError extends Error {
  override name = 'AmbientAccessError'
  readonly code = 'ERR_SEEDNET_AMBIENT'
  /** The function, as `fs.readFileSync`. */
  readonly api: string
  /** Whose code it was: `host 'a'`, or `the script`. */
  readonly who: string

  constructor(who: string, api: string, instead: string) {
    super(`${who} called ${api}, which leads out of the simulated world: ${instead}`)
    this.api = api
    this.who = who
  }
}

const DISK = 'use host.disk, or read the file before the run and give it to the host in `files`'
const NET = 'use host.net'
const THREADS = 'it answers in real time, when no event of the world does: use the synchronous form'
const PROCESS = 'a host has one program; give a program of its own a host of its own'
const NO_THREADS = 'its messages arrive in real time; use host.net, or call the code directly'

/** Modules of which everything that is called leads out, but for what is named. */
const WHOLE: Readonly<Record<string, { readonly instead: string; readonly but: RegExp }>> = {
  // Descriptors and flags are no access; the classes are never called.
  fs: { instead: DISK, but: /^_|^(Stats|Dirent|Dir|BigIntStats|FileReadStream|FileWriteStream|Utf8Stream)$/ },
  'fs/promises': { instead: DISK, but: /^_/ },
  dns: { instead: 'use host.dns', but: /^(get|set)(DefaultResultOrder|Servers)$/ },
  'dns/promises': { instead: 'use host.dns', but: /^(get|set)(DefaultResultOrder|Servers)$/ },
  child_process: { instead: PROCESS, but: /^(_|ChildProcess$)/ },
}

/** Functions of modules that lead out. */
const SOME: readonly (readonly [module: string, names: RegExp, instead: string])[] = [
  ['net', /^(connect|createConnection|createServer)$/, NET],
  ['dgram', /^createSocket$/, 'use host.dgram'],
  ['worker_threads', /^(Worker|MessageChannel|BroadcastChannel)$/, NO_THREADS],
  ['crypto', /^(pbkdf2|scrypt|hkdf|argon2|checkPrime)$/, THREADS],
  [
    'crypto',
    /^(generate(KeyPair|Key|Prime)(Sync)?|createECDH|createDiffieHellman|(get|create)DiffieHellman(Group)?)$/,
    'a key that no seed decides: make it before the run',
  ],
  ['zlib', /^(deflate|deflateRaw|inflate|inflateRaw|gzip|gunzip|unzip|brotli|zstd)((De)?[Cc]ompress)?$/, THREADS],
  ['zlib', /^create[A-Z]\w+$/, THREADS],
]

export function forbiddenModules(): Patch[] {
  const whole = Object.entries(WHOLE).flatMap(([module, { instead, but }]) =>
    forbidNames(module, (name) => !but.test(name), instead),
  )
  const some = SOME.flatMap(([module, names, instead]) => forbidNames(module, (name) => names.test(name), instead))
  return [...whole, ...some, ...methods()]
}

/** Methods of classes, for those who kept the class or another function of the module. */
function methods(): Patch[] {
  const net = builtin('net') as unknown as Record<'Socket' | 'Server', { prototype: object }>
  const dgram = builtin('dgram') as unknown as { Socket: { prototype: object } }
  const subtle = globalThis.crypto.subtle
  const subtleNames = Object.getOwnPropertyNames(ownerOf(subtle, 'digest')).filter((name) => name !== 'constructor')
  return [
    ...forbid(net.Socket.prototype, 'connect', 'net.Socket.connect', NET),
    ...forbid(net.Server.prototype, 'listen', 'net.Server.listen', NET),
    ...forbid(dgram.Socket.prototype, 'bind', 'dgram.Socket.bind', 'use host.dgram'),
    ...forbid(dgram.Socket.prototype, 'send', 'dgram.Socket.send', 'use host.dgram'),
    ...subtleNames.flatMap((name) =>
      forbid(ownerOf(subtle, name), name, `crypto.subtle.${name}`, 'use host.crypto, or the functions of node:crypto'),
    ),
  ]
}

/** Globals of this kind. */
export function forbiddenGlobals(): Patch[] {
  return [
    ...forbid(globalThis, 'fetch', 'fetch', 'use host.net'),
    ...forbid(globalThis, 'MessageChannel', 'new MessageChannel', NO_THREADS),
    ...forbid(globalThis, 'BroadcastChannel', 'new BroadcastChannel', NO_THREADS),
    ...['exit', 'reallyExit', 'abort', 'kill', 'chdir'].flatMap((name) =>
      forbid(process, name, `process.${name}`, 'it would act on the simulation itself; a program ends with host.exit'),
    ),
    ...forbid(Atomics, 'wait', 'Atomics.wait', 'it stops the simulation itself; wait with host.clock'),
    ...forbid(Atomics, 'waitAsync', 'Atomics.waitAsync', 'wait with host.clock'),
  ]
}

function forbidNames(module: string, isForbidden: (name: string) => boolean, instead: string): Patch[] {
  const exports = builtin(module)
  const label = module.replace('/', '.')
  return Object.getOwnPropertyNames(exports)
    .filter((name) => isForbidden(name) && isCallable(exports, name))
    .flatMap((name) => forbid(exports, name, `${label}.${name}`, instead))
}

/** Without asking getters: some of them warn. */
function isCallable(exports: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(exports, name)?.value === 'function'
}

function forbid(target: object, key: string, api: string, instead: string): Patch[] {
  return patchFunction(target, key, ({ who }, { original, self, args, newTarget, boundary }) => {
    const error = new AmbientAccessError(who, api, instead)
    Error.captureStackTrace(error, boundary)
    if (!isCalledByNode(error.stack)) throw error
    return newTarget === undefined ? original.apply(self, args) : Reflect.construct(original, args, newTarget as never)
  })
}

/** Node's own machinery reads source maps and writes to the console for us: that decides nothing. */
const MACHINERY = /node:internal\/(modules|source_map|bootstrap|process|console|util|fs\/sync_write_stream)/

function isCalledByNode(stack = ''): boolean {
  return MACHINERY.test(stack.split('\n').find((line) => /^ +at /.test(line)) ?? '')
}
