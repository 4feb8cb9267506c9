import type { LinkView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeConnection } from '../ports/kube.ts'
import type { Exchange } from './exchange.ts'

export interface KubeConnectionOptions {
  /** Self-contained text, as `readKubeconfig` returns it. */
  readonly kubeconfig: string
  readonly context: string
  readonly environmentName: string
  /** Backout's own version, for the User-Agent. */
  readonly version: string
  /** Read for the proxy variables and handed to exec plugins. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Stamps readings; wall time when left out. Deadlines always use real time. */
  readonly clock?: Clock
  readonly approvals: { isApproved(path: string, sha256: string): boolean }
  /** Called for each read that was given a command line. */
  readonly onExchange?: (exchange: Exchange) => void
  readonly onLink?: (link: LinkView) => void
  /** Ends the opening; an opened connection ends with `close()`. */
  readonly abort?: AbortSignal
}

/**
 * Opens one context of a kubeconfig: proves that a Kubernetes API answers and who it takes us for.
 * @throws FailureError with the reason it cannot be used.
 */
export async function createKubeConnection(options: KubeConnectionOptions): Promise<KubeConnection> {
  throw new FailureError(failureOf('internal', `not there yet (${options.context})`))
}

export interface ConnectionTest {
  readonly text: string
  readonly user: string
  /** `gitVersion` of the server. */
  readonly version: string
  readonly latencyMs: number
}

/**
 * Opens the context, asks for version and user, and closes it again.
 * @throws FailureError with the reason it cannot be used.
 */
export async function testConnection(options: KubeConnectionOptions): Promise<ConnectionTest> {
  throw new FailureError(failureOf('internal', `not there yet (${options.context})`))
}
