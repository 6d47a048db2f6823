// Writes the JavaScript of dist/: one file for each of src/, so that each can be imported, but with the code of many in
// few files under parts/. Node takes some 0.5 ms to find, read and link a file, and a run of `sim` needs 230 of them.
//
// 1. A start is what begins on its own: a module that none imports, as programs and the entries of the package are, or that
//    an `import()` names. It keeps its own file, as importing anything else must not run it.
// 2. Modules that exactly the same starts need lie in one part. So nobody loads what it does not need, each module is
//    there once, and no two parts can need each other.
// 3. The file of any other module hands on its exports from a part.
//
// Parts are one folder below dist/, as the folders of src/ are: `new URL('../explore/…', import.meta.url)` holds in both.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/** Everything but a path is Node's or a package's, and stays an import. */
const NOT_OURS = /^[^./]/

const [src = 'src', out = 'dist'] = process.argv.slice(2).map((path) => resolve(path))
const paths = readdirSync(src, { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
const idOf = (path) => join(src, path)

/** The name of the part that each module goes to; starts have none. `infoOf`: what the bundler knows of a module. */
function partsOf(infoOf) {
  const isStart = (path) => {
    const { importers, dynamicImporters } = infoOf(idOf(path))
    return importers.length === 0 || dynamicImporters.length > 0
  }
  const starts = paths.filter(isStart).map(idOf)
  const needing = new Map(paths.map((path) => [idOf(path), []]))
  for (const start of starts) {
    const seen = new Set([start])
    for (const id of seen) {
      needing.get(id)?.push(start)
      if (needing.has(id)) for (const imported of infoOf(id).importedIds) seen.add(imported)
    }
  }
  const parts = new Map()
  const names = new Map()
  for (const path of paths.filter((each) => !isStart(each))) {
    const key = needing.get(idOf(path)).join()
    // Named after the first of its modules, for whoever reads a stack.
    if (!names.has(key)) names.set(key, path.replace(/\.ts$/, '').replaceAll('/', '-'))
    parts.set(idOf(path), names.get(key))
  }
  return parts
}

let parts = null
const bundle = await rolldown({
  input: Object.fromEntries(paths.map((path) => [path.replace(/\.ts$/, ''), idOf(path)])),
  platform: 'node',
  external: NOT_OURS,
  preserveEntrySignatures: 'allow-extension',
  // An exported constant is a memory cell that V8 looks into at each use: 5 % of the engine's work.
  optimization: { inlineConst: { mode: 'all', pass: 3 } },
})
await bundle.write({
  dir: out,
  entryFileNames: '[name].js',
  chunkFileNames: 'parts/[name].js',
  sourcemap: true,
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      {
        debugName: 'parts',
        name(id, context) {
          parts ??= partsOf((each) => context.getModuleInfo(each))
          return parts.get(id) ?? null
        },
      },
    ],
  },
})
await bundle.close()
