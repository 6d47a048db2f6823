// The test folders as projects: `npm test` runs all but `long`, `npm run test:long` that one.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Where the totals of a run go as JSON, for `.ci/run`. */
const resultsFile = process.env.SEEDNET_TEST_RESULTS

/** What keeps no state outside of its worlds: these files share their processes, whose start costs more than most of them. */
const TOGETHER = 'test/{check,host,nodes,trace,wire}/**'

const source = (path: string): string => `${fileURLToPath(new URL('./src/', import.meta.url))}${path}.ts`

export default defineConfig({
  // The examples import the package by its name; here it is its sources.
  resolve: {
    alias: [
      { find: /^seednet$/, replacement: source('index') },
      { find: /^seednet\/vitest$/, replacement: source('vitest') },
      { find: /^seednet\/(.+)\.js$/, replacement: source('$1') },
    ],
  },
  test: {
    reporters: resultsFile === undefined ? ['default'] : ['default', 'json'],
    ...(resultsFile === undefined ? {} : { outputFile: { json: resultsFile } }),
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['{test,examples}/**/*.test.ts'],
          exclude: ['test/{live,browser,long}/**', TOGETHER],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: [`${TOGETHER}/*.test.ts`],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      // Real sockets, processes and wall time: one file at a time, after the others, so that none waits for a processor.
      {
        extends: true,
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      { extends: true, test: { name: 'long', include: ['test/long/**/*.test.ts'], testTimeout: 15 * 60_000 } },
    ],
  },
})
