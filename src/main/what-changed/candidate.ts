import type { DiffLine } from '../../contract/index.ts'

/**
 * What a change has to do with a service. `restart`: a release that only starts its pods anew; `configAtStart` and
 * `configMounted`: by how its containers read it; `scaled`: the number of its pods; `neighbour`: another workload of the
 * namespace; `account`: the ServiceAccount of its pods; `migration`: a Job that is called one.
 */
export type Touch =
  | 'release'
  | 'restart'
  | 'configAtStart'
  | 'configMounted'
  | 'route'
  | 'canary'
  | 'trial'
  | 'scaled'
  | 'autoscaler'
  | 'node'
  | 'policy'
  | 'account'
  | 'migration'
  | 'job'
  | 'neighbour'
  | 'none'

/** A change before it is held against the crossing. */
export interface Candidate {
  /** ISO, on the server's clock. */
  readonly at: string
  readonly kind: 'write' | 'event'
  /** `ConfigMap` */
  readonly of: string
  readonly name: string
  readonly by: string
  readonly git: string
  readonly what: string
  readonly diff: readonly DiffLine[]
  readonly touch: Touch
}
