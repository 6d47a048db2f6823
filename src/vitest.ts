// The package's entry `seednet/vitest`: vitest's own `test` with `test.world`. Only this file and src/testing know vitest.
import { test as vitestTest } from 'vitest'
import { type WorldTest, worldTest } from './testing/world-test.ts'

export { CheckFailedError, NotRepeatableError } from './testing/play-seeds.ts'
export type { WorldTestBody, WorldTestContext, WorldTestOptions } from './testing/world-body.ts'
export type { DeclareWorldTest, WorldTest } from './testing/world-test.ts'

/** vitest's `test`, and beside `test.each`, `test.skip` and the like, `test.world`. */
export const test: typeof vitestTest & { readonly world: WorldTest } = Object.assign(vitestTest.extend({}), {
  world: worldTest,
})
