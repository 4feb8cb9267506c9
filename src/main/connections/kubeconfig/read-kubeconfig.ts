import type { ContextView, RiskyField } from '../../../contract/index.ts'
import { describeContext } from './describe-context.ts'
import { embedFiles } from './embed-files.ts'
import { mergeKubeconfigs } from './merge.ts'
import { parseKubeconfig } from './parse-kubeconfig.ts'
import { problem } from './problem.ts'
import type { KubeconfigSource } from './source.ts'
import { writeKubeconfig } from './write-kubeconfig.ts'

/** A kubeconfig that needs no other file. */
export interface ReadKubeconfig {
  /** Text with every referenced file embedded; holds credentials. */
  readonly text: string
  readonly contexts: readonly ContextView[]
  /** Empty when no file sets one, or when it names no context. */
  readonly currentContext: string
  /** Everything in it that the operator must see, over all contexts. */
  readonly risky: readonly RiskyField[]
}

/**
 * Reads and merges kubeconfigs as kubectl does: the first file that names a cluster, user or context wins,
 * and the first current-context that is set. Referenced files are embedded, relative to their kubeconfig's folder.
 * A context that may not be used stays in the list with the reason.
 * @throws FailureError `badInput`, naming the file, the line, the reason and the way out.
 */
export async function readKubeconfig(
  sources: readonly KubeconfigSource[],
  env: Readonly<Record<string, string | undefined>> = process.env
): Promise<ReadKubeconfig> {
  const parts = await Promise.all(
    sources.map(async ({ text, baseDir, path }) =>
      embedFiles(await parseKubeconfig(text, path ?? 'kubeconfig'), baseDir)
    )
  )
  const merged = mergeKubeconfigs(parts.map(({ config }) => config))
  if (merged.contexts.length === 0)
    throw problem(
      sources[0]?.path ?? 'kubeconfig',
      'has no context.',
      'Choose a kubeconfig that names a cluster and a user in a context.'
    )
  const problems = new Map(parts.flatMap((part) => [...part.problems]))
  const contexts = await Promise.all(merged.contexts.map((context) => describeContext(merged, context, problems, env)))
  const known = merged.contexts.some(({ name }) => name === merged.currentContext)
  return {
    text: writeKubeconfig(merged),
    contexts,
    currentContext: known ? merged.currentContext : '',
    risky: contexts.flatMap(({ risky }) => risky)
  }
}
