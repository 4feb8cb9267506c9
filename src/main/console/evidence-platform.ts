import { platformLines, type EvidenceSource, type PlatformPart } from '../evidence/index.ts'
import { flaggerController } from '../providers/flagger/controller.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { objectsIn, watchedIds } from '../providers/flagger/watched.ts'
import { isIstiodFollowed, istiodIn } from '../providers/routes/istio/seen-istiod.ts'
import type { EvidenceOf } from './evidence-of.ts'

/** Names that are looked for in the logs of others. */
const mostNames = 80

/** What Flagger and istiod wrote about this service: each where the service has to do with it. */
export function evidenceOfPlatform(of: EvidenceOf, pods: readonly string[]): readonly EvidenceSource[] {
  const { ref, raw } = of
  const found = canaryOf(ref, objectsIn(raw.objects, watchedIds.canaries))
  const followed = [
    ...objectsIn(raw.objects, watchedIds.controller),
    ...objectsIn(raw.objects, watchedIds.otherController)
  ]
  const parts: readonly PlatformPart[] = [
    ...(found.kind === 'none'
      ? []
      : [
          {
            name: 'flagger',
            title: 'Flagger',
            deployments: followed.filter((deployment) => flaggerController([deployment]) !== null)
          }
        ]),
    ...(isIstiodFollowed(raw.objects) ? [{ name: 'istiod', title: 'istiod', deployments: istiodIn(raw.objects) }] : [])
  ]
  const canary = found.kind === 'one' ? [found.canary.name, found.canary.target.name] : []
  const own = [...new Set([ref.name, ...canary])]
  const names = own.flatMap((name) => [name, `${name}-primary`, `${name}-canary`])
  const about = { namespace: ref.namespace, names: [...names, ...pods].slice(0, mostNames) }
  return parts.map((part) => platformLines(part, about, of))
}
