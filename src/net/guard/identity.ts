// What tells one process or machine from another, and so is the seed of many an identifier: process number, host name.
import { builtin } from './builtins.ts'
import { type Patch, patchFunction, patchGetter } from './patch.ts'

export function processNumbers(): Patch[] {
  return [...patchGetter(process, 'pid', ({ parts }) => parts.id), ...patchGetter(process, 'ppid', () => 1)]
}

export function machineName(): Patch[] {
  return patchFunction(builtin('os'), 'hostname', ({ parts }) => parts.machine)
}
