import type { EnvironmentView } from '../../contract/index.ts'
import type { AskingRows } from './asking.ts'
import type { AzureReader } from './azure.ts'
import type { Clock } from './clock.ts'
import type { KubeReader } from './kube.ts'
import type { Limits } from './limits.ts'
import type { Measurements } from './measurements.ts'
import type { Writer } from './writer.ts'

/**
 * One opened environment as levers, actions and checks reach it. A run keeps the one that it began with to its end,
 * whatever is opened meanwhile.
 */
export interface ReadPlace {
  readonly environment: Pick<EnvironmentView, 'id' | 'name' | 'kind' | 'insecure'>
  /** The API server. */
  readonly reader: KubeReader
  readonly clock: Clock
  /** Binds plans and runs to the cluster: `identity` of the KubeConnection. */
  readonly identity: string
  /** Name of the kubeconfig's context, for command lines. */
  readonly context: string
  readonly server: string
  /** As the server sees it; empty when unknown. */
  readonly user: string
  readonly limits: Limits
  /** Null when there is no Prometheus: errors stay Unknown. */
  readonly measurements: Measurements | null
  /** Left out where no matrix judges. */
  readonly asking?: AskingRows
  /** Left out where nobody has said which part of Azure is in front of it. */
  readonly azure?: AzureReader
}

/** What `execute/` alone is handed. */
export interface Place extends ReadPlace {
  readonly writer: Writer
  /** Which stored credentials it uses: a reference, never a value. */
  readonly credential: string
  /** Since when its API server has not answered as it should, ISO: nothing is approved by what was read before. Null for well. */
  readonly inDoubtSince: () => string | null
}
