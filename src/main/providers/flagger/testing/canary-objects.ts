import { stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** What a test says of a Canary; the rest is as Flagger writes it. */
export interface CanaryShape {
  readonly name?: string
  readonly target?: string
  readonly spec?: Readonly<Record<string, unknown>>
  readonly analysis?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

/** A Canary of `shop/cart`, at 30 % with three of five failed checks unless a test says otherwise. */
export function canaryObject({ name = 'cart', target = 'cart', spec, analysis, status }: CanaryShape = {}): KubeObject {
  const phase = stringAt({ phase: 'Progressing', ...status }, 'phase')
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'shop', uid: `uid-canary-${name}`, generation: 1, resourceVersion: '1' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      service: { port: 80 },
      analysis: {
        interval: '60s',
        threshold: 5,
        maxWeight: 50,
        stepWeight: 10,
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' }],
        ...analysis
      },
      ...spec
    },
    status: {
      phase,
      failedChecks: 3,
      canaryWeight: 30,
      iterations: 0,
      lastTransitionTime: '2026-11-29T02:13:00Z',
      conditions: [
        {
          type: 'Promoted',
          status: 'Unknown',
          reason: phase,
          message: 'New revision detected, progressing canary analysis.',
          lastTransitionTime: '2026-11-29T02:06:00Z'
        }
      ],
      ...status
    }
  }
}
