// Code that is loaded while a world runs is loaded outside of it: what a module does when it is loaded it does once, for
// every world of the process.
import { outsideWorld } from './context.ts'
import { builtin } from './builtins.ts'
import { type Patch, patchFunction } from './patch.ts'

export function moduleLoading(): Patch[] {
  const { Module } = builtin('module') as { readonly Module: object }
  return patchFunction(Module, '_load', (_, { original, self, args }) => outsideWorld(() => original.apply(self, args)))
}
