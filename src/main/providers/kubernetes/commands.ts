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

/**
 * A command line of the Argo Rollouts plugin: kubectl looks a plugin up by the words that come first, so that its flags stand
 * behind them ("flags cannot be placed before plugin name", kubernetes/kubectl pkg/cmd/cmd.go HandlePluginCommand).
 */
export function rolloutsArgv({ context, ref }: CommandPlace, ...argv: readonly string[]): readonly string[] {
  return ['kubectl', 'argo', 'rollouts', ...argv, '--context', context, '-n', ref.namespace]
}

/** The pinned undo; the bare form would toggle between two revisions. */
export function undoArgv(place: CommandPlace, revision: number): readonly string[] {
  const { kind, name } = place.ref
  if (kind === 'Rollout') return rolloutsArgv(place, 'undo', name, `--to-revision=${revision}`)
  return kubectlArgv(place, 'rollout', 'undo', workloadArgument(place.ref), `--to-revision=${revision}`)
}

/** Waits until a workload is rolled out; `atMostMs` milliseconds, said in whole seconds. */
export function rolloutStatusLine(place: CommandPlace, atMostMs: number): string {
  const timeout = `--timeout=${Math.ceil(atMostMs / 1_000)}s`
  return kubectlLine(place, 'rollout', 'status', workloadArgument(place.ref), timeout)
}
