import type { Shape } from './object-shape.ts'

/** kubernetes/apimachinery pkg/apis/meta/v1/types.go ObjectMeta. */
export const metadataShape: Shape = {
  members: {
    name: 'name',
    namespace: 'name',
    uid: 'text',
    resourceVersion: 'text',
    generation: 'version',
    creationTimestamp: 'time',
    deletionTimestamp: 'time',
    labels: 'texts',
    annotations: 'texts',
    ownerReferences: {
      list: { members: { apiVersion: 'text', kind: 'text', name: 'name', uid: 'text', controller: 'flag' } }
    },
    managedFields: {
      list: {
        members: { manager: 'text', operation: 'text', time: 'time', subresource: 'text', fieldsV1: { members: {} } }
      }
    }
  }
}

const selector: Shape = {
  members: {
    matchLabels: 'texts',
    matchExpressions: { list: { members: { key: 'text', operator: 'text', values: { list: 'text' } } } }
  }
}

const containers: Shape = {
  list: {
    members: {
      name: 'text',
      image: 'text',
      restartPolicy: 'text',
      env: { list: { members: { name: 'text', value: 'text', valueFrom: { members: {} } } } },
      envFrom: { list: { members: {} } },
      ports: { list: { members: { name: 'text', containerPort: 'count' } } },
      resources: { members: {} },
      volumeMounts: { list: { members: { name: 'text', mountPath: 'text' } } }
    }
  }
}

const podSpec: Shape = {
  members: {
    containers,
    initContainers: containers,
    ephemeralContainers: containers,
    volumes: { list: { members: { name: 'text' } } },
    nodeName: 'text',
    serviceAccountName: 'text'
  }
}

const template: Shape = {
  members: { metadata: { members: { labels: 'texts', annotations: 'texts' } }, spec: podSpec }
}

const conditions: Shape = {
  list: {
    members: {
      type: 'text',
      status: 'text',
      reason: 'text',
      message: 'text',
      lastUpdateTime: 'time',
      lastTransitionTime: 'time'
    }
  }
}

const replicaCounts = {
  replicas: 'count',
  readyReplicas: 'count',
  availableReplicas: 'count',
  observedGeneration: 'version'
} as const

const containerState: Shape = {
  members: {
    running: { members: { startedAt: 'time' } },
    waiting: { members: { reason: 'text', message: 'text' } },
    terminated: { members: { reason: 'text', exitCode: 'number', startedAt: 'time', finishedAt: 'time' } }
  }
}

const containerStatuses: Shape = {
  list: {
    members: {
      name: 'text',
      ready: 'flag',
      restartCount: 'count',
      state: containerState,
      lastState: containerState
    }
  }
}

/**
 * What Backout reads of the objects that it judges by, beside their metadata, by kind: kubernetes/api apps/v1, core/v1.
 * What is not here is read member by member with functions that take any JSON.
 */
export const objectShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  [
    'Deployment',
    {
      members: {
        spec: {
          members: {
            replicas: 'count',
            paused: 'flag',
            minReadySeconds: 'count',
            progressDeadlineSeconds: 'count',
            revisionHistoryLimit: 'count',
            selector,
            strategy: {
              members: {
                type: 'text',
                rollingUpdate: { members: { maxSurge: 'countOrPercent', maxUnavailable: 'countOrPercent' } }
              }
            },
            template
          }
        },
        status: { members: { ...replicaCounts, updatedReplicas: 'count', unavailableReplicas: 'count', conditions } }
      }
    }
  ],
  [
    'StatefulSet',
    {
      members: {
        spec: {
          members: {
            replicas: 'count',
            minReadySeconds: 'count',
            revisionHistoryLimit: 'count',
            podManagementPolicy: 'text',
            selector,
            updateStrategy: {
              members: {
                type: 'text',
                rollingUpdate: { members: { partition: 'count', maxUnavailable: 'countOrPercent' } }
              }
            },
            template
          }
        },
        status: {
          members: {
            ...replicaCounts,
            currentReplicas: 'count',
            updatedReplicas: 'count',
            currentRevision: 'text',
            updateRevision: 'text',
            conditions
          }
        }
      }
    }
  ],
  [
    'DaemonSet',
    {
      members: {
        spec: {
          members: {
            minReadySeconds: 'count',
            revisionHistoryLimit: 'count',
            selector,
            updateStrategy: {
              members: {
                type: 'text',
                rollingUpdate: { members: { maxSurge: 'countOrPercent', maxUnavailable: 'countOrPercent' } }
              }
            },
            template
          }
        },
        status: {
          members: {
            observedGeneration: 'version',
            currentNumberScheduled: 'count',
            desiredNumberScheduled: 'count',
            numberMisscheduled: 'count',
            numberReady: 'count',
            numberAvailable: 'count',
            numberUnavailable: 'count',
            updatedNumberScheduled: 'count',
            conditions
          }
        }
      }
    }
  ],
  ['ControllerRevision', { members: { revision: 'version', data: { members: {} } } }],
  [
    'ReplicaSet',
    {
      members: {
        spec: { members: { replicas: 'count', minReadySeconds: 'count', selector, template } },
        status: { members: { ...replicaCounts, fullyLabeledReplicas: 'count', conditions } }
      }
    }
  ],
  [
    'Pod',
    {
      members: {
        spec: podSpec,
        status: {
          members: {
            phase: 'text',
            reason: 'text',
            message: 'text',
            startTime: 'time',
            conditions,
            containerStatuses,
            initContainerStatuses: containerStatuses
          }
        }
      }
    }
  ],
  [
    'Event',
    {
      members: {
        type: 'text',
        reason: 'text',
        message: 'text',
        count: 'count',
        firstTimestamp: 'time',
        lastTimestamp: 'time',
        eventTime: 'time',
        series: { members: { count: 'count', lastObservedTime: 'time' } },
        involvedObject: { members: { kind: 'text', namespace: 'text', name: 'text', uid: 'text' } }
      }
    }
  ]
])
