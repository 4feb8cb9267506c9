import type { Service } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import type { KubeObject } from '../store/api-store.ts'
import { jsonEqual } from '../store/json-equal.ts'
import type { CanaryService } from './canary.ts'
import { serviceNames } from './canary.ts'
import { selectorLabel, targetDeployment } from './deployments.ts'
import type { Tick } from './tick.ts'
import { ownedBy } from './tick.ts'

interface Port {
  readonly name: string
  readonly protocol: string
  readonly port: number
  readonly targetPort: number | string
  readonly appProtocol?: string
}

/** Keeps Flux away from what Flagger makes (pkg/router/util.go filterMetadata). */
export const keepFluxAway: Readonly<Record<string, string>> = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled'
}

function wantedPorts(tick: Tick): readonly Port[] {
  const { service } = tick.canary.spec
  const { port, portName = '', targetPort, appProtocol, portDiscovery } = service
  const own: Port = {
    name: portName === '' ? 'http' : portName,
    protocol: 'TCP',
    port,
    targetPort: targetPort ?? port,
    ...(appProtocol === undefined || appProtocol === '' ? {} : { appProtocol })
  }
  return [own, ...(portDiscovery === true ? discovered(tick, targetPort ?? port) : [])]
}

/** pkg/canary/util.go getPorts: the containers' other ports. */
function discovered(tick: Tick, main: number | string): readonly Port[] {
  const sidecars = new Set(['istio-proxy', 'envoy'])
  return targetDeployment(tick).spec.template.spec.containers.flatMap((container) =>
    sidecars.has(container.name)
      ? []
      : (container.ports ?? [])
          .map(({ name, containerPort }, index) => ({
            name: name ?? `tcp-${container.name}-${index}`,
            protocol: 'TCP',
            port: containerPort,
            targetPort: containerPort
          }))
          .filter(({ name, port }) => name !== main && port !== main)
  )
}

function reconcile(tick: Tick, name: string, podSelector: string, metadata: CanaryService['apex']): void {
  const { label } = selectorLabel(tick)
  const ports = wantedPorts(tick)
  const selector = { [label]: podSelector }
  const labels = { ...metadata?.labels, [label]: name }
  const annotations = { ...metadata?.annotations, ...keepFluxAway }
  const found = tick.get(keys.services, name) as Service | undefined
  if (found === undefined) {
    tick.create(keys.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: tick.namespace, labels, annotations, ownerReferences: [ownedBy(tick.canary)] },
      spec: { type: 'ClusterIP', selector, ports }
    } as KubeObject)
    return
  }
  const known = (found.spec.ports ?? []).map((one) => ({
    name: one.name,
    protocol: one.protocol,
    port: one.port,
    targetPort: one.targetPort,
    ...('appProtocol' in one ? { appProtocol: one.appProtocol } : {})
  }))
  const isSpecSame = jsonEqual(byPort(known), byPort(ports)) && jsonEqual(found.spec.selector, selector)
  const owner = found.metadata.ownerReferences?.find(({ controller }) => controller === true)
  const isOwn = owner?.kind === 'Canary' && owner.name === tick.canary.metadata.name
  const isMarked =
    !isOwn || (jsonEqual(found.metadata.labels, labels) && jsonEqual(found.metadata.annotations, annotations))
  if (isSpecSame && isMarked) return
  tick.update(keys.services, {
    ...found,
    metadata: {
      ...found.metadata,
      annotations: isOwn ? annotations : { ...found.metadata.annotations, ...keepFluxAway },
      ...(isOwn ? { labels } : {})
    },
    spec: { ...found.spec, ports, selector }
  })
}

function byPort(ports: readonly { readonly port: number }[]): readonly object[] {
  return ports.toSorted((a, b) => a.port - b.port)
}

/** pkg/router/kubernetes_default.go Initialize: the Services of canary and primary. */
export function initializeServices(tick: Tick): void {
  const { primary, canary } = serviceNames(tick.canary)
  const { value } = selectorLabel(tick)
  const { service } = tick.canary.spec
  reconcile(tick, canary, value, service.canary)
  reconcile(tick, primary, `${value}-primary`, service.primary)
}

/** pkg/router/kubernetes_default.go Reconcile: the Service that callers know leads to the primary's pods. */
export function reconcileApex(tick: Tick): void {
  const { value } = selectorLabel(tick)
  reconcile(tick, serviceNames(tick.canary).apex, `${value}-primary`, tick.canary.spec.service.apex)
}
