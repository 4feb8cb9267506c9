import type { Related } from '../ports/related.ts'
import { canaryRelated } from '../providers/flagger/related.ts'
import { configRelated } from '../providers/kubernetes/config/related.ts'
import { gitopsRelated } from '../providers/kubernetes/gitops/related.ts'
import { istiodRelated } from '../providers/routes/istio/istiod.ts'
import { routesRelated } from '../providers/routes/related.ts'

/** What is followed beside a Deployment because of what is known of it, one line a provider. */
export const related: readonly Related[] = [canaryRelated, routesRelated, istiodRelated, configRelated, gitopsRelated]
