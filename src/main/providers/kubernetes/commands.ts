import type { ServiceRef, WireRequest } from '../../../contract/index.ts'
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
 * A command line of the plugin of Argo Rollouts: it takes context and namespace itself, and kubectl finds no plugin behind a flag
 * (kubernetes/kubectl pkg/cmd/cmd.go HandlePluginCommand: "flags cannot be placed before plugin name").
 */
export function rolloutsArgv({ context, ref }: CommandPlace, ...argv: readonly string[]): readonly string[] {
  return ['kubectl', 'argo', 'rollouts', '--context', context, '-n', ref.namespace, ...argv]
}

const ofPlugin = /^kubectl argo rollouts (--context .+? -n \S+) (?:abort|undo) /s

/** The line that asks the server for a dry run of a command. The plugin has none: what is asked for is the patch, whose body stands with the request. */
export function dryRunLine(
  command: string,
  { path, contentType = '' }: Pick<WireRequest, 'path' | 'contentType'>
): string {
  const place = ofPlugin.exec(command)?.[1]
  if (place === undefined) return `${command} --dry-run=server`
  const [name = '', subresource] = path.split('/rollouts/')[1]?.split('/') ?? []
  const type = contentType === 'application/json-patch+json' ? 'json' : 'merge'
  const of = subresource === undefined ? '' : ` --subresource=${subresource}`
  return `kubectl ${place} patch rollouts.argoproj.io ${name}${of} --type=${type} --patch-file=${name}.json --dry-run=server`
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
