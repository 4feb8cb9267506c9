/** Objects of the scenario worlds; the tag of an image decides how it behaves (see ../mesh.mjs and ../kwok-stages.yaml). */

export function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

export interface ServiceWanted {
  readonly namespace: string
  readonly name: string
  readonly tag: string
  readonly replicas?: number
  readonly progressDeadlineSeconds?: number
  /** Reads a ConfigMap of this name. */
  readonly config?: string
  /** Requests per second that one pod can take. */
  readonly capacity?: number
}

export function deployment(wanted: ServiceWanted): object {
  const { name, tag, replicas = 3, progressDeadlineSeconds = 120, config, capacity } = wanted
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: wanted.namespace,
      labels,
      annotations: { 'kubernetes.io/change-cause': `release ${tag}` }
    },
    spec: {
      replicas,
      progressDeadlineSeconds,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels,
          ...(capacity === undefined ? {} : { annotations: { 'backout.test/capacity': String(capacity) } })
        },
        spec: {
          containers: [
            {
              name,
              image: `registry.example/${name}:${tag}`,
              ports: [{ containerPort: 8080, name: 'http' }],
              ...(config === undefined ? {} : { envFrom: [{ configMapRef: { name: config } }] })
            }
          ]
        }
      }
    }
  }
}

export function service(namespaceName: string, name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: namespaceName, labels: { app: name } },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }
  }
}

export function configMap(namespaceName: string, name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: namespaceName }, data }
}

/** A Canary whose threshold is so far away that its run lasts longer than the scenario. */
export function patientCanary(namespaceName: string, name: string): object {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: namespaceName },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      progressDeadlineSeconds: 600,
      service: { port: 80, targetPort: 8080, gateways: ['mesh'] },
      analysis: {
        interval: '10s',
        threshold: 500,
        maxWeight: 50,
        stepWeight: 20,
        metrics: [{ name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } }]
      }
    }
  }
}
