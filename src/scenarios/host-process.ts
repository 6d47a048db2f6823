// The entry of a child process of a live run: one host of a scenario. Functions do not travel between processes, so it
// loads the scenario again and takes the member of the cast that it is to be.
import { runHostInChild } from '../real/live/child-host.ts'
import { loadScenario } from './load-scenario.ts'
import { type AnyParamValues, readParams } from './params.ts'
import { Scenes } from './scenes.ts'

export interface HostProcessData {
  /** A built-in name or the path of a module. */
  readonly scenario: string
  readonly params: AnyParamValues
  readonly seed: string
}

runHostInChild(async (name, data) => {
  const { scenario, params, seed } = data as HostProcessData
  const loaded = await loadScenario(scenario)
  const scenes = new Scenes(seed, readParams(loaded.params, params))
  const member = loaded.hosts(scenes.scene('hosts')).find((candidate) => candidate.name === name)
  if (member === undefined) throw new Error(`the cast of ${loaded.name} has no ${name} in this process`)
  return member
})
