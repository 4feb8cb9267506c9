/** Objects whose requests are real: a container's port is where its stand-in listens, a Service's where a client's Envoy does. */
export interface Workload {
  readonly namespace: string
  readonly name: string
  readonly tag: string
  readonly replicas?: number
  /** The ConfigMap that its pods read as they start: VERSION of it says how they answer. */
  readonly config?: string
}

const containerPort = 8080

export function workload({ namespace, name, tag, replicas = 2, config }: Workload): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name, tag, config) }
  }
}

export function podTemplate(name: string, tag: string, config?: string): object {
  const container = { name, image: `registry.example/${name}:${tag}`, ports: [{ name: 'http', containerPort }] }
  const envFrom = config === undefined ? {} : { envFrom: [{ configMapRef: { name: config } }] }
  return { metadata: { labels: { app: name } }, spec: { containers: [{ ...container, ...envFrom }] } }
}

/** @param app label of the pods behind it; its own name when left out */
export function service(namespace: string, name: string, port: number, app: string = name): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: { app: name } },
    spec: { selector: { app }, ports: [{ name: 'http', port, targetPort: containerPort }] }
  }
}

/** A destination of a rule, by the Service's name. */
export function to(host: string, weight: number): object {
  return { destination: { host }, weight }
}

export function virtualService(namespace: string, name: string, http: readonly object[]): object {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: { hosts: [name], http }
  }
}

/** A Canary that goes to a share at once, and whose threshold is so far away that its run lasts longer than a test. */
export function patientCanary(namespace: string, name: string, port: number, analysis: object = {}): object {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      progressDeadlineSeconds: 600,
      service: { port, targetPort: containerPort, portName: 'http' },
      analysis: {
        interval: '10s',
        threshold: 500,
        maxWeight: 50,
        stepWeight: 30,
        metrics: [{ name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } }],
        ...analysis
      }
    }
  }
}

/** What a client's Envoy gets listeners for: its own namespace only, not the API server's port. */
export function sidecar(namespace: string): object {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'default', namespace },
    spec: { egress: [{ hosts: ['./*'] }] }
  }
}
