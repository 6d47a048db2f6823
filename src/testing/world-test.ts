// `test.world`: a vitest test whose body is played in a virtual world, under many seeds.
import { type TestContext, type TestOptions, test as vitestTest } from 'vitest'
import { playSeeds } from './play-seeds.ts'
import type { WorldTestBody, WorldTestContext, WorldTestOptions } from './world-body.ts'

/** Wall time for all seeds of a test: vitest's own default is meant for one. */
const DEFAULT_TIMEOUT_MS = 60_000

type Run = (task: TestContext['task']) => Promise<void>
/** What of vitest's `test` a world test is declared with. */
type Declare = (name: string, options: TestOptions, run: (context: TestContext) => Promise<void>) => void
type DeclareEach = (
  name: string,
  options: TestOptions,
  run: (value: never, context: TestContext) => Promise<void>,
) => void

/** One declaration, with or without options. */
export interface DeclareWorldTest<Context = WorldTestContext> {
  (name: string, body: WorldTestBody<Context>): void
  (name: string, options: WorldTestOptions, body: WorldTestBody<Context>): void
}

export interface WorldTest extends DeclareWorldTest {
  /** Only this one of its file. */
  readonly only: DeclareWorldTest
  readonly skip: DeclareWorldTest
  /** Passes when the body fails under one of its seeds: to keep a bug that is known. */
  readonly fails: DeclareWorldTest
  todo(name: string): void
  skipIf(condition: unknown): DeclareWorldTest
  runIf(condition: unknown): DeclareWorldTest
  /** A test for each value; the body gets it as `value`, the name may format it, as with vitest's `test.each`. */
  each<T>(values: readonly T[]): DeclareWorldTest<WorldTestContext & { readonly value: T }>
}

/**
 * Declares a test that is played in a virtual world under many seeds. The body is the script of each run: it adds hosts, starts
 * them, lets time pass with `world.sleep(ms)`, and asserts with vitest's `expect` or with `holds(check)`. The first seed is
 * played twice and must give the same events; a failure names its seed and the command that plays it alone.
 *
 * @example
 * test.world('the greeting arrives', { seeds: 50, link: { lossRatio: 0.2 } }, async ({ world, record }) => {
 *   world.addHost({ name: 'server', start: server })
 *   world.addHost({ name: 'client', start: client })
 *   await world.start('server')
 *   await world.start('client')
 *   await world.sleep(10_000)
 *   expect(record.host('client').output).toContain('hello')
 * })
 */
export const worldTest: WorldTest = Object.assign(declareWith(vitestTest), {
  only: declareWith(vitestTest.only),
  skip: declareWith(vitestTest.skip),
  fails: declareWith(vitestTest.fails),
  todo: (name: string) => vitestTest.todo(name),
  skipIf: (condition: unknown) => declareWith(vitestTest.skipIf(condition)),
  runIf: (condition: unknown) => declareWith(vitestTest.runIf(condition)),
  each: declareEach,
})

function declareWith(declare: Declare): DeclareWorldTest {
  return (name: string, ...rest: Declaration<WorldTestContext>) => {
    const { options, run } = read(rest, {})
    declare(name, options, ({ task }) => run(task))
  }
}

function declareEach<T>(values: readonly T[]): DeclareWorldTest<WorldTestContext & { readonly value: T }> {
  return (name: string, ...rest: Declaration<WorldTestContext & { readonly value: T }>) => {
    const declare = vitestTest.for(values as readonly never[]) as unknown as DeclareEach
    const { options } = read(rest, { value: undefined as T })
    declare(name, options, (value, { task }) => read(rest, { value: value as T }).run(task))
  }
}

type Declaration<Context> = [body: WorldTestBody<Context>] | [options: WorldTestOptions, body: WorldTestBody<Context>]

function read<More extends object>(rest: Declaration<WorldTestContext & More>, more: More) {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
  const run: Run = (task) =>
    playSeeds(
      (context) => body({ ...context, ...more }),
      options,
      process.env,
      (seed) => replayCommand(seed, task),
    )
  return { options: { timeout: options.timeout ?? DEFAULT_TIMEOUT_MS }, run }
}

/** The command that plays one seed of one test, as it is typed. */
function replayCommand(seed: string, task: TestContext['task']): string {
  const names = [task.name]
  for (let suite = task.suite; suite !== undefined; suite = suite.suite) names.unshift(suite.name)
  const pattern = names.join(' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return `SEEDNET_SEED=${quote(seed)} npx vitest run ${quote(task.file.name)} -t ${quote(pattern)}`
}

/** Quotes for a POSIX shell what needs it. */
function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
