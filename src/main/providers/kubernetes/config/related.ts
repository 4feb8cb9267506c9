import type { Related } from '../../../ports/related.ts'
import { kubePath } from '../kube-path.ts'
import { configMapNames, seenObjects, watchedConfigMap } from './watched.ts'

/** A template that reads more of them is followed in part. */
const most = 12

/**
 * The ConfigMaps that the pods of a Deployment read, each by its name. Secrets are not followed: what they hold is kept
 * out of this process.
 */
export const configRelated: Related = ({ namespace }, known) => {
  const deployment = seenObjects(known, 'deployments')[0]
  return configMapNames(deployment)
    .slice(0, most)
    .map((name) => ({
      id: watchedConfigMap(name),
      awaiting: `ConfigMap ${name}`,
      path: kubePath({ group: '', version: 'v1', resource: 'configmaps', namespace }),
      query: { fieldSelector: `metadata.name=${name}` }
    }))
}
