// The command that plays a run again, exactly, as it has to be typed.
import type { AnyParamValues } from '../scenarios/params.ts'
import type { LivenessOptions } from '../scenarios/liveness.ts'
import type { RunRequest } from './sim-arguments.ts'

/** `byNpm`: the run was started by `npm run sim`, in a checkout where no `sim` is on the path. */
export function replayCommand(request: RunRequest, params: AnyParamValues, byNpm: boolean): string {
  const words = [byNpm ? 'npm run sim --' : 'npx sim', quote(request.scenario), '--seed', quote(request.seed)]
  for (const name of Object.keys(request.params)) words.push('--param', quote(`${name}=${params[name]}`))
  const { timeline } = request
  if (timeline !== undefined) words.push(timeline.replaces ? '--only-faults' : '--faults', quote(timeline.path))
  if (request.chaos !== undefined) words.push('--chaos', request.chaos)
  if (request.liveness !== undefined) words.push(...livenessWords(request.liveness))
  if (request.buggify) words.push('--buggify')
  if (request.backing === 'live') words.push('--live')
  if (request.backing === 'live-processes') words.push('--live=processes')
  if (request.check) words.push('--check')
  return words.join(' ')
}

function livenessWords({ healAtMs, withinMs }: LivenessOptions): string[] {
  const words = ['--liveness']
  if (healAtMs !== undefined) words.push('--heal-at', String(healAtMs))
  if (withinMs !== undefined) words.push('--within', String(withinMs))
  return words
}

/** Quotes for a POSIX shell what needs it. */
function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
