import { expect, it } from 'vitest'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import { redactDeep } from '../lib/redact.ts'
import type { Observation } from '../status/index.ts'
import type { EvidenceOf } from './evidence-of.ts'
import { evidenceSources } from './evidence-sources.ts'

const at = '2026-03-01T02:10:00.000Z'
const observed = <T>(value: T) => ({ state: 'value', value, observedAt: at }) as const
const template = {
  metadata: { annotations: { 'vault.example/token': 'hvs.AAAAAAAAAAAAAAAAAAAAAAAA' } },
  spec: {
    containers: [
      { name: 'app', env: [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }], args: ['--token', 'hunter2-args'] }
    ]
  }
}
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'cart',
    uid: 'u',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(template) },
    managedFields: [{ manager: 'helm' }]
  },
  spec: { template }
}

/** What was watched is not read again. */
const reader = {} as Partial<KubeReader> as KubeReader

it('holds no credential of an object, and nothing of who wrote which field', async () => {
  const raw = {
    deployment: observed(deployment),
    replicaSets: observed([]),
    pods: observed([]),
    canaries: observed([]),
    rollouts: observed([]),
    objects: new Map()
  } as Partial<Observation> as Observation
  const view = { pods: observed([]) } as Partial<EvidenceOf['view']> as EvidenceOf['view']
  const ref = { namespace: 'shop', name: 'cart' }
  const sources = evidenceSources({
    ref,
    environment: 'production',
    context: 'prd',
    sinceBefore: async () => null,
    reader,
    raw,
    view,
    signals: [],
    verdict: null,
    redacted: (value) => redactDeep(value)
  })
  expect(sources.map(({ path }) => path)).toEqual([
    'events.txt',
    'deployment.json',
    'metrics.json',
    'charts.json',
    'metrics.svg',
    'verdict.json'
  ])
  const watched = sources.filter(({ path }) => path.endsWith('.json') && path !== 'charts.json')
  const texts = await Promise.all(watched.map(async ({ read }) => read(AbortSignal.timeout(1_000))))
  expect(texts.join('\n')).not.toMatch(/hunter2|hvs\.|managedFields/)
  expect(texts[0]).toContain('DB_PASSWORD')
  expect(sources[1]?.command).toBe('kubectl --context prd -n shop get deployment/cart -o json')
})
