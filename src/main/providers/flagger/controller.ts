import { arrayAt, numberAt, stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Canary } from './canary.ts'
import { isAtRest } from './phase.ts'

/** Flagger's own Deployment. */
export interface FlaggerController {
  readonly namespace: string
  readonly name: string
  /** Of its image, without the `v`; null where its tag is none. */
  readonly version: readonly [number, number, number] | null
  readonly versionText: string
  readonly wanted: number
  readonly ready: number
}

/** Labels of its chart and of its kustomization (fluxcd/flagger charts/flagger/templates/_helpers.tpl, kustomize/base). */
export const flaggerSelectors = ['app.kubernetes.io/name=flagger', 'app=flagger'] as const

/** Flagger among Deployments, by its image: the load tester has the same labels in some installations. */
export function flaggerController(deployments: readonly KubeObject[]): FlaggerController | null {
  for (const deployment of deployments) {
    const image = arrayAt(deployment, 'spec', 'template', 'spec', 'containers')
      .map((container) => stringAt(container, 'image'))
      .find((name) => /(^|\/)flagger(:|@|$)/.test(name))
    if (image === undefined) continue
    const tag = /^[^:@]*:v?(\d[^@]*)/.exec(image.split('/').at(-1) ?? '')?.[1] ?? ''
    const { namespace = '', name } = deployment.metadata
    return {
      namespace,
      name,
      version: versionOf(tag),
      versionText: tag,
      wanted: numberAt(deployment, 'spec', 'replicas') ?? 1,
      ready: numberAt(deployment, 'status', 'readyReplicas') ?? 0
    }
  }
  return null
}

function versionOf(tag: string): FlaggerController['version'] {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(tag)
  return parts ? [Number(parts[1]), Number(parts[2]), Number(parts[3])] : null
}

/** Whether a version is at least another; null where it is not known. */
export function isAtLeast(version: FlaggerController['version'], major: number, minor: number): boolean | null {
  if (version === null) return null
  return version[0] !== major ? version[0] > major : version[1] >= minor
}

/** Whether somebody does what a Canary asks for. */
export type Liveness =
  | { readonly state: 'alive'; readonly text: string }
  | { readonly state: 'dead'; readonly text: string }
  | { readonly state: 'unknown'; readonly text: string }

/** What is known of Flagger at one moment. */
export interface Signs {
  /** Null where its Deployment was not found, or may not be read. */
  readonly controller: FlaggerController | null
  /** When it last wrote the status of the Canary or an event about it, ISO; null for never. */
  readonly lastAt: string | null
  readonly now: Date
}

/**
 * Whether Flagger is alive: by its Deployment, and in a run by what it wrote. Each check of a run writes the status or an
 * event, and a suspended Canary has an event at each tick, so two intervals without either mean that nobody looks
 * (fluxcd/flagger pkg/controller/scheduler.go advanceCanary). Events are rate-limited: silence is only believed of a run.
 */
export function livenessOf(canary: Canary, { controller, lastAt, now }: Signs): Liveness {
  if (controller !== null && controller.wanted > 0 && controller.ready === 0)
    return {
      state: 'dead',
      text: `No pod of Flagger is ready (${controller.namespace}/${controller.name}): nothing reacts to the Canary.`
    }
  if (controller?.wanted === 0)
    return {
      state: 'dead',
      text: `Flagger is scaled to 0 (${controller.namespace}/${controller.name}): nothing reacts to the Canary.`
    }
  const silentMs = lastAt === null ? null : now.getTime() - Date.parse(lastAt)
  const isInRun = !isAtRest(canary.phase) && !canary.suspended && canary.phase !== 'Terminated'
  if (silentMs !== null && silentMs <= 2 * canary.intervalMs + slackMs)
    return { state: 'alive', text: 'Flagger wrote about this Canary within its last two intervals.' }
  if (isInRun && silentMs !== null)
    return {
      state: 'dead',
      text: 'Flagger has written nothing about this Canary for more than two of its intervals, in the middle of a run.'
    }
  if (controller !== null) return { state: 'alive', text: `Flagger ${controller.versionText} has ready pods.` }
  return {
    state: 'unknown',
    text: 'Flagger itself was not found, and at rest it writes nothing: it cannot be told whether it is alive.'
  }
}

/** For its own work at a check: reading, hooks of up to 10 s, queries. */
const slackMs = 30_000
