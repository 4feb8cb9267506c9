/** As much of Kubernetes' objects as the test bed reads. Everything else of them is there, and unread. */
export interface Metadata {
  readonly name: string
  readonly namespace: string
  readonly uid?: string
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly { readonly name: string; readonly uid: string }[]
}

export interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: { readonly containers: readonly [{ readonly image: string }] }
}

export interface Deployment {
  readonly metadata: Metadata
  readonly spec: { readonly replicas: number; readonly template: Template }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly availableReplicas?: number
    readonly readyReplicas?: number
  }
}

export interface ReplicaSet {
  readonly metadata: Metadata
  readonly spec: { readonly template: Template }
}

export interface Service {
  readonly metadata: Metadata
  readonly spec: { readonly selector?: Readonly<Record<string, string>> }
}

export interface Pod {
  readonly metadata: Metadata
  readonly spec: { readonly containers: readonly { readonly image: string }[] }
  readonly status: {
    readonly podIP?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

export interface VirtualService {
  readonly metadata: Metadata
  readonly spec: {
    readonly http?: readonly {
      readonly route?: readonly { readonly destination: { readonly host: string }; readonly weight?: number }[]
    }[]
  }
}

export interface Canary {
  readonly metadata: Metadata
  readonly status?: {
    readonly phase?: string
    readonly failedChecks?: number
    readonly conditions?: readonly { readonly message: string }[]
  }
}

export interface Event {
  readonly involvedObject: { readonly kind: string }
  readonly type: string
  readonly message: string
  readonly lastTimestamp: string
  readonly count: number
}
