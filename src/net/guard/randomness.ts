// `Math.random` and the random functions of `crypto`, from streams of the world's seed. Node's own function is called, too:
// it looks at the arguments and makes what is filled.
import type { Random } from '../../host/random.ts'
import { builtin, ownerOf } from './builtins.ts'
import { type Instead, type Patch, patchFunction } from './patch.ts'

const TWO_TO_32 = 2 ** 32
const TWO_TO_21 = 2 ** 21
const TWO_TO_53 = 2 ** 53

type Callback = (error: Error | null, result: unknown) => void

export function mathRandom(): Patch[] {
  return [...patchFunction(Math, 'random', ({ dice }) => dice.next()), ...webCrypto()]
}

export function moduleRandomness(): Patch[] {
  const crypto = builtin('crypto')
  return [
    ...patchFunction(crypto, 'randomBytes', callbackLast(randomBytes)),
    ...patchFunction(crypto, 'pseudoRandomBytes', callbackLast(randomBytes)),
    ...patchFunction(crypto, 'randomFillSync', randomFill),
    ...patchFunction(crypto, 'randomFill', callbackLast(randomFill, builtin('crypto').randomFillSync as Sync)),
    ...patchFunction(crypto, 'randomInt', callbackLast(randomInt)),
    ...patchFunction(crypto, 'randomUUID', randomUuid),
    ...patchFunction(crypto, 'getRandomValues', getRandomValues),
  ]
}

/** On the prototype of `globalThis.crypto`: so it holds for those who kept the object. */
function webCrypto(): Patch[] {
  const { crypto } = globalThis
  return [
    ...patchFunction(ownerOf(crypto, 'getRandomValues'), 'getRandomValues', getRandomValues),
    ...patchFunction(ownerOf(crypto, 'randomUUID'), 'randomUUID', randomUuid),
  ]
}

type Sync = (...args: unknown[]) => unknown

/** The form with a callback, which comes right after the code that runs. `sync`: the same function without one. */
function callbackLast(instead: Instead, sync?: Sync): Instead {
  return (ambience, call) => {
    const callback = call.args.at(-1)
    const original = sync ?? call.original
    if (typeof callback !== 'function') return instead(ambience, call)
    const result = instead(ambience, { ...call, original, args: call.args.slice(0, -1) })
    process.nextTick(callback as Callback, null, result)
    return undefined
  }
}

const randomBytes: Instead = ({ entropy }, { original, args }) => filled(original(...args) as Uint8Array, entropy)

const getRandomValues: Instead = ({ entropy }, { original, self, args }) => {
  const array = original.apply(self, args) as Uint8Array
  filled(bytesOf(array), entropy)
  return array
}

const randomFill: Instead = ({ entropy }, { original, args }) => {
  const [array, offset = 0, size] = args as [Uint8Array | ArrayBuffer, number?, number?]
  const result = original(...args)
  const unit = 'BYTES_PER_ELEMENT' in array ? array.BYTES_PER_ELEMENT : 1
  filled(bytesOf(array).subarray(offset * unit, size === undefined ? undefined : (offset + size) * unit), entropy)
  return result
}

const randomInt: Instead = ({ entropy }, { original, args }) => {
  original(...args)
  const [min, bound] = (args.length === 1 ? [0, args[0]] : args) as [number, number]
  const unit = (entropy.below(TWO_TO_21) * TWO_TO_32 + entropy.below(TWO_TO_32)) / TWO_TO_53
  return min + Math.floor(unit * (bound - min))
}

const randomUuid: Instead = ({ entropy }, { original, self, args }) => {
  original.apply(self, args)
  const bytes = filled(new Uint8Array(16), entropy)
  // RFC 9562, section 5.4: version 4, variant 10.
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function bytesOf(array: Uint8Array | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(array)
    ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    : new Uint8Array(array)
}

function filled<T extends Uint8Array>(bytes: T, random: Random): T {
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256)
  return bytes
}
