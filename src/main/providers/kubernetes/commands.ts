import type { ServiceRef } from '../../../contract/index.ts'
import { workloadArgument } from './workload.ts'
import { commandLine } from '../../lib/shell-quote.ts'

/** Where a command line runs: every line names context and namespace. */
export interface CommandPlace {
  readonly context: string
  readonly ref: ServiceRef
}

/** A kubectl command line with context and namespace in front. */
export function kubectlLine(place: CommandPlace, ...argv: readonly string[]): string {
  return commandLine(kubectlArgv(place, ...argv))
}

export function kubectlArgv({ context, ref }: CommandPlace, ...argv: readonly string[]): readonly string[] {
  return ['kubectl', '--context', context, '-n', ref.namespace, ...argv]
}

/** The pinned undo; the bare form would toggle between two revisions. */
export function undoArgv(place: CommandPlace, revision: number): readonly string[] {
  const { kind, name } = place.ref
  if (kind === 'Rollout') return kubectlArgv(place, 'argo', 'rollouts', 'undo', name, `--to-revision=${revision}`)
  return kubectlArgv(place, 'rollout', 'undo', workloadArgument(place.ref), `--to-revision=${revision}`)
}
