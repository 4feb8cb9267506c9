import * as z from 'zod/mini'
import type { ReadPlace } from '../ports/place.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'

const text = z.string()

/** Objects of the cluster, by where they are. */
export const keptObjects = z.object({
  objects: z.array(z.object({ group: text, version: text, resource: text, namespace: text, name: text }))
})

/** What stands of an object in a record: what it is and how it stood, never its specification, which holds credentials. */
export async function keepObjects(
  { objects }: z.infer<typeof keptObjects>,
  { reader }: ReadPlace,
  abort: AbortSignal
): Promise<Readonly<Record<string, unknown>>> {
  const kept = await Promise.all(
    objects.map(async (one) => {
      const { kind, metadata, ...rest } = await reader.get(kubePath(one), { abort })
      const { name, namespace, uid, resourceVersion, generation } = metadata
      return { kind, name, namespace, uid, resourceVersion, generation, status: rest['status'] ?? null }
    })
  )
  return { objects: kept }
}
