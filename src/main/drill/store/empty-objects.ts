/**
 * What upstream's Go types encode to before anything is set: fields without `omitempty` are there already. A create
 * is compared with this, so parts in here are not "added" (kubernetes/api apps/v1 and core/v1 types.go).
 */
const POD_TEMPLATE = { metadata: {}, spec: { containers: null } }

const EMPTY: Readonly<Record<string, object>> = {
  Deployment: { spec: { selector: null, template: POD_TEMPLATE, strategy: {} }, status: {} },
  ReplicaSet: { spec: { selector: null, template: POD_TEMPLATE }, status: { replicas: 0 } },
  StatefulSet: {
    spec: { selector: null, template: POD_TEMPLATE, serviceName: '', updateStrategy: {} },
    status: { replicas: 0, availableReplicas: 0 }
  },
  DaemonSet: {
    spec: { selector: null, template: POD_TEMPLATE, updateStrategy: {} },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }
  },
  ControllerRevision: { revision: 0 },
  Pod: { spec: { containers: null }, status: {} },
  Namespace: { spec: {}, status: {} },
  Node: { spec: {}, status: { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: {} } },
  Service: { spec: {}, status: { loadBalancer: {} } },
  Lease: { spec: {} },
  Event: {
    involvedObject: {},
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: ''
  },
  'events.k8s.io/v1 Event': {
    eventTime: null,
    regarding: {},
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null
  },
  CustomResourceDefinition: {
    spec: { group: '', names: { plural: '', kind: '' }, scope: '', versions: null },
    status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null }
  },
  SelfSubjectAccessReview: { spec: {}, status: { allowed: false } }
}

/** The empty object of a kind, for comparisons; the version matters where two APIs call different kinds the same. */
export function emptyObject(kind: string, apiVersion: string): object {
  return { metadata: {}, ...(EMPTY[`${apiVersion} ${kind}`] ?? EMPTY[kind]) }
}
