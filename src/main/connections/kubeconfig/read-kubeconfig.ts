import type { ContextView, FailureError, RiskyField } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { describeContext, pluginDescriber } from './describe-context.ts'
import { embedFiles } from './embed-files.ts'
import { mergeKubeconfigs } from './merge.ts'
import type { Kubeconfig } from './model.ts'
import { parseKubeconfig } from './parse-kubeconfig.ts'
import { problem } from './problem.ts'
import { redactedReason } from './redacted.ts'
import { suspect } from './risky-fields.ts'
import type { KubeconfigSource } from './kubeconfig-source.ts'
import { writeKubeconfig } from './write-kubeconfig.ts'

const mostEmbedded = 16 * 1_048_576

/** A kubeconfig that needs no other file. */
export interface ReadKubeconfig {
  /** Text with every referenced file embedded; holds credentials. */
  readonly text: string
  readonly contexts: readonly ContextView[]
  /** Empty when no file sets one, or when it names no context. */
  readonly currentContext: string
  /** What to know of it as a whole, one sentence each. */
  readonly notices: readonly string[]
  /** Everything in it that the operator must see, over all contexts. */
  readonly risky: readonly RiskyField[]
}

/**
 * Reads and merges kubeconfigs as kubectl does: the first file that names a cluster, user or context wins,
 * and the first current-context that is set. Referenced files are embedded, relative to their kubeconfig's folder.
 * A context that may not be used stays in the list with the reason; the others can be used.
 * @param nowMs for what has ended
 * @throws FailureError `badInput`, naming the file, the line, the reason and the way out.
 */
export async function readKubeconfig(
  sources: readonly KubeconfigSource[],
  env: Readonly<Record<string, string | undefined>> = process.env,
  nowMs: number = Date.now()
): Promise<ReadKubeconfig> {
  const parts = await Promise.all(
    sources.map(async ({ text, baseDir, path }) =>
      embedFiles(await parseKubeconfig(text, path ?? 'kubeconfig'), baseDir)
    )
  )
  const merged = mergeKubeconfigs(parts.map(({ config }) => config))
  const file = sources.map(({ path }) => path ?? 'kubeconfig').join(', ')
  if (merged.contexts.length === 0) throw empty(file, merged)
  if (weight(merged) > mostEmbedded)
    throw problem(file, 'is larger than 16 MiB with what it refers to.', 'Import a kubeconfig with fewer contexts.')
  const suspicion = suspect(merged, new Map(parts.flatMap((part) => [...part.problems])), nowMs)
  const describe = pluginDescriber(env)
  const contexts = await Promise.all(merged.contexts.map((context) => describeContext(suspicion, context, describe)))
  if (contexts.every(({ risky }) => risky.some(({ why }) => why === redactedReason)))
    throw problem(
      file,
      'is the output of kubectl config view, which leaves the credentials out.',
      'Import the kubeconfig itself, or the output of kubectl config view --raw --flatten.'
    )
  const known = merged.contexts.some(({ name }) => name === merged.currentContext)
  return {
    text: writeKubeconfig(merged),
    contexts,
    currentContext: known ? visibleText(merged.currentContext) : '',
    notices: merged.notices.map((notice) => visibleText(notice, 500)),
    risky: contexts.flatMap(({ risky }) => risky)
  }
}

/** Characters of what clusters and users bring; aliases and files can make a short text long. */
function weight({ clusters, users }: Kubeconfig): number {
  const long = [
    ...clusters.flatMap(({ caData, execConfig }) => [caData, execConfig]),
    ...users.flatMap(({ certData, keyData, token, exec }) => [
      certData,
      keyData,
      token,
      ...(exec?.args ?? []),
      ...(exec?.env ?? []).map(({ value }) => value)
    ])
  ]
  return long.reduce((sum, text) => sum + (text?.length ?? 0), 0)
}

function empty(file: string, { clusters, users, notices }: Kubeconfig): FailureError {
  const has = [
    ...(clusters.length > 0 ? [counted(clusters.length, 'cluster')] : []),
    ...(users.length > 0 ? [counted(users.length, 'user')] : [])
  ]
  if (has.length === 0 && notices.length === 0)
    return problem(
      file,
      'has no context, no cluster and no user in it.',
      'Choose a kubeconfig that says which cluster to reach and as whom.'
    )
  const told = has.length === 0 ? '' : `, though it has ${has.join(' and ')}`
  return problem(
    file,
    [`has no context${told}.`, ...notices].join(' '),
    'A context names a cluster and a user: kubectl config set-context NAME --cluster CLUSTER --user USER writes one.'
  )
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
