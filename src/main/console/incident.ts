import type { EnvironmentView, ServiceRef } from '../../contract/index.ts'

/** An incident: one service of one cluster. */
export interface Incident {
  /** What `observe` records name it by. */
  readonly key: string
  readonly ref: ServiceRef
  /** Of the cluster. */
  readonly identity: string
  /** Name of the kubeconfig's context. */
  readonly context: string
  readonly environment: EnvironmentView
}

/** What the records of one service of one environment are kept together by. */
export function incidentKey(environmentId: string, { namespace, name }: ServiceRef): string {
  return `${environmentId} ${namespace}/${name}`
}

/** What an `observe` record says that an incident is; it can be taken up again without the cluster. */
export function incidentBody({ key, ref, identity, context, environment }: Incident) {
  return { incident: key, ref, identity, context, environment }
}
