// Finds a scenario by its name or by the path of its module. A path has a '/' or ends as a module does.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { builtinScenarios } from './catalog.ts'
import { nearestNames } from './nearest-names.ts'
import type { Scenario } from './scenario.ts'

/** There is no such scenario, or its module cannot be used: the user's mistake. */
export class ScenarioLoadError extends Error {
  override name = 'ScenarioLoadError'
}

/** Throws `ScenarioLoadError`. */
export async function loadScenario(nameOrPath: string): Promise<Scenario> {
  if (/[/\\]|\.[cm]?[jt]s$/.test(nameOrPath)) return loadModule(nameOrPath)
  const load = Object.hasOwn(builtinScenarios, nameOrPath) ? builtinScenarios[nameOrPath] : undefined
  if (load !== undefined) return (await load()).default
  const near = nearestNames(nameOrPath, Object.keys(builtinScenarios))
  const hint = near.length === 0 ? '`sim list` shows them all' : `did you mean ${near.join(' or ')}?`
  throw new ScenarioLoadError(`there is no scenario "${nameOrPath}"; ${hint}`)
}

async function loadModule(path: string): Promise<Scenario> {
  const file = resolve(path)
  if (!existsSync(file)) throw new ScenarioLoadError(`there is no file ${path}`)
  if (/\.[cm]?ts$/.test(file)) await learnTypeScript(path)
  const module = await import(pathToFileURL(file).href).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ScenarioLoadError(`${path} cannot be loaded: ${reason}`, { cause: error })
  })
  if (!isScenario(module.default)) {
    throw new ScenarioLoadError(`${path} has no scenario as its default export: build one with defineScenario()`)
  }
  return module.default
}

/** Lets this process import TypeScript, if it cannot yet. */
async function learnTypeScript(path: string): Promise<void> {
  // Run from its sources, the project is already under a loader that reads TypeScript.
  if (import.meta.url.endsWith('.ts')) return
  try {
    const { register } = await import('tsx/esm/api')
    register()
  } catch (error) {
    throw new ScenarioLoadError(`${path} is TypeScript, which needs the package tsx: npm install tsx`, { cause: error })
  }
}

function isScenario(value: unknown): value is Scenario {
  const parts = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Scenario, unknown>>
  return (
    typeof parts.name === 'string' &&
    typeof parts.purpose === 'string' &&
    typeof parts.params === 'object' &&
    parts.params !== null &&
    typeof parts.hosts === 'function' &&
    typeof parts.script === 'function' &&
    typeof parts.checks === 'function'
  )
}
