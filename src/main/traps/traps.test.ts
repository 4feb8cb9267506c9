import { describe, expect, it } from 'vitest'
import type { Owner } from '../../contract/index.ts'
import { FakeCluster } from '../levers/deployment-rollback/testing/fake-cluster.ts'
import type { KubeObject } from '../ports/kube.ts'
import { trapsFor, type TrapInput } from './index.ts'

const cluster = new FakeCluster()
const input: TrapInput = {
  ownership: { state: 'known', owners: [] },
  deployment: cluster.deployment as unknown as KubeObject,
  replicaSets: cluster.replicaSets as unknown as readonly KubeObject[],
  canaries: [],
  commands: [],
  records: [{ replicaSet: 'checkout-3', record: 'good' }]
}
const target: Owner = {
  system: 'Flagger',
  name: 'Canary shop/checkout',
  effect: '',
  role: 'target',
  evidence: '',
  source: ''
}
const canary: KubeObject = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'checkout', namespace: 'shop', uid: 'c' },
  spec: { targetRef: { kind: 'Deployment', name: 'checkout' }, analysis: { threshold: 5, interval: '1m' } },
  status: { failedChecks: 3 }
}

function ids(change: Partial<TrapInput>) {
  return trapsFor({ ...input, ...change }).map(({ id, severity }) => `${id} ${severity}`)
}

describe('traps', () => {
  it('are silent when nothing applies', () => {
    expect(
      ids({
        commands: ['kubectl get pods -l app=checkout', 'kubectl rollout undo deployment/checkout --to-revision=3']
      })
    ).toEqual([])
  })

  it('name what plain undo would pick, and refuse a bad one', () => {
    const [bad] = trapsFor({ ...input, records: [{ replicaSet: 'checkout-3', record: 'bad' }] })
    expect(bad).toMatchObject({
      id: 'plainUndo',
      severity: 'refused',
      lead: 'Refused: undo without a revision would pick revision 3, which has a bad record itself.'
    })
    expect(bad?.source).toContain('rollback.go')
    expect(ids({ records: [] })).toEqual(['plainUndo warning'])
  })

  it('refuse the lever, the flag and the deletion under a Canary, and explain its own rollback', () => {
    const commands = [
      `kubectl patch canary checkout --type=json -p '[{"op":"replace","path":"/spec/skipAnalysis","value":true}]'`,
      'kubectl delete canary checkout',
      `kubectl get canary checkout -o jsonpath='{.status.conditions[?(@.type=="Promoted")].message}'`
    ]
    const traps = trapsFor({ ...input, ownership: { state: 'known', owners: [target] }, canaries: [canary], commands })
    expect(traps.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      'T3 refused',
      'T1 refused',
      'T2 refused',
      'T10 warning',
      'T13 warning'
    ])
    expect(traps[3]?.text).toContain('3 of 5 have failed; one check every 1m')
    expect(traps.every(({ source }) => source.startsWith('fluxcd/flagger'))).toBe(true)
  })

  it('say of a primary that the next promotion overwrites it', () => {
    const [trap] = trapsFor({ ...input, ownership: { state: 'known', owners: [{ ...target, role: 'primary' }] } })
    expect(trap?.text).toContain('the next promotion overwrites it')
  })

  it('warn of a Canary that skips its analysis', () => {
    const skipping = { ...canary, spec: { targetRef: { name: 'checkout' }, skipAnalysis: true } }
    expect(ids({ ownership: { state: 'known', owners: [target] }, canaries: [skipping] })).toContain('T1 warning')
  })

  it.each<[string, string, string]>([
    ['Argo CD', 'Application shop', 'Argo CD Application shop'],
    ['Helm', 'release shop', 'Helm release shop'],
    ['controller', 'App shop', 'App shop']
  ])('say when %s puts a change back', (system, name, who) => {
    const effect = 'It does so at once.'
    const owner: Owner = { system, name, effect, role: 'gitops', evidence: '', source: 'upstream' }
    const [trap] = trapsFor({ ...input, ownership: { state: 'known', owners: [owner] } })
    expect(trap).toMatchObject({
      id: 'T11',
      severity: 'warning',
      lead: `${who} will put the change back.`,
      text: 'It does so at once. Revert at its source as well.',
      source: 'upstream'
    })
  })

  it('refuse for a Rollout as for a Canary, and leave out what is about Canaries', () => {
    const owner: Owner = { ...target, system: 'Argo Rollouts', name: 'Rollout shop/web', role: 'template' }
    const commands = ['kubectl patch canary checkout --type=merge -p {"spec":{"skipAnalysis":true}}']
    const traps = trapsFor({ ...input, ownership: { state: 'known', owners: [owner] }, commands })
    expect(traps.map(({ id, severity }) => `${id} ${severity}`)).toContain('T3 refused')
    expect(traps[0]).toMatchObject({
      lead: 'Refused: Rollout shop/web takes its pods from this Deployment.',
      command: 'kubectl -n shop rollout undo deployment/checkout'
    })
    expect(traps.every(({ text }) => !text.includes('promotes the canary'))).toBe(true)
  })

  it.each([
    ['for d in $(kubectl get deploy -o name); do kubectl rollout undo $d; done', 'T4 refused'],
    [
      `kubectl patch virtualservice checkout --type=json -p '[{"op":"replace","path":"/spec/http/0/route/0/weight","value":100}]'`,
      'T5 refused'
    ],
    ['kubectl logs -l app=checkout-primary --tail=100', 'T8 warning'],
    ['kubectl get --raw /metrics | grep checkout', 'T8 warning'],
    ['kubectl -n shop edit deployment checkout', 'T12 warning']
  ])('read the procedure: %s', (command, expected) => {
    expect(ids({ commands: [command] })).toEqual([expected])
  })
})
