import * as z from 'zod/mini'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { Keepers } from '../ports/gate.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'

const text = z.string()
const objects = z.object({
  objects: z.array(z.object({ group: text, version: text, resource: text, namespace: text, name: text }))
})

/** What stands of an object in a record: what it is and how it stood, never its specification, which holds credentials. */
export const keepers: Keepers = {
  async keep(what, { reader }, abort) {
    const wanted = objects.safeParse(what)
    if (!wanted.success) throw new FailureError(failureOf('internal', 'Nothing says what is to be kept.'))
    const kept = await Promise.all(
      wanted.data.objects.map(async (one) => {
        const { kind, metadata, ...rest } = await reader.get(kubePath(one), { abort })
        const { name, namespace, uid, resourceVersion, generation } = metadata
        return { kind, name, namespace, uid, resourceVersion, generation, status: rest['status'] ?? null }
      })
    )
    return { objects: kept }
  }
}
