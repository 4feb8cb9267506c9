/**
 * A Deployment whose image tag decides how its pods behave; see ../mesh.mjs and ../kwok-stages.yaml.
 *
 * @param {{ namespace: string, name: string, version: string, replicas?: number }} wanted
 */
export function deployment({ namespace, name, version, replicas = 2 }) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: { app: ${name} }
spec:
  replicas: ${replicas}
  progressDeadlineSeconds: 120
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: app:${version}
          ports: [{ containerPort: 8080, name: http }]
`
}

/**
 * Users call a Service by its name as soon as it is there.
 *
 * @param {{ namespace: string, name: string }} wanted
 */
export function service({ namespace, name }) {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec:
  selector: { app: ${name} }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`
}

/**
 * A Canary as fluxcd/flagger's tutorials have it, with steps of 10 % every 10 s, the shortest interval that Flagger
 * keeps (pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval).
 *
 * @param {{ namespace: string, name: string, analysis?: object | undefined, spec?: object | undefined }} wanted
 */
export function canary({ namespace, name, analysis = {}, spec = {} }) {
  return JSON.stringify({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      progressDeadlineSeconds: 120,
      service: { port: 80, targetPort: 8080, gateways: ['mesh'] },
      analysis: {
        interval: '10s',
        threshold: 3,
        maxWeight: 50,
        stepWeight: 10,
        metrics: [{ name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } }],
        ...analysis
      },
      ...spec
    }
  })
}
