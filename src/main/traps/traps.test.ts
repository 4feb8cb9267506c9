import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Owner } from '../../contract/index.ts'
import { refusalOf } from '../../contract/refusal-of.ts'
import { loadRunbooks } from '../runbook/index.ts'
import { intendedUndo, kubectlIntended } from './intended.ts'
import { judgeCommand, trapsFor, whyLetPass, type TrapInput } from './index.ts'
import { readCommand } from './read-command.ts'
import { commandRules } from './rules/index.ts'
import { meshIsAway } from './rules/T15-away.ts'
import type { ServiceFacts } from './rule-facts.ts'
import { onTrialWith, ruleOf } from './testing/routed-service.ts'
import { badBefore, canary, canaryService, gitOwned, hpa, plainService, target } from './testing/service-facts.ts'

const input: TrapInput = { ...plainService, commands: [] }

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
    const [bad] = trapsFor({ ...badBefore, commands: [] })
    expect(bad).toMatchObject({
      id: 'plainUndo',
      severity: 'refused',
      lead: '"kubectl rollout undo" would pick revision 3, which served badly itself.'
    })
    expect(bad?.source).toContain('rollback.go')
    expect(ids({ standings: [{ replicaSet: 'checkout-3', standing: 'none' }] })).toEqual(['plainUndo warning'])
  })

  it('say nothing of a revision before its standing has been looked up', () => {
    expect(ids({ standings: [] })).toEqual([])
  })

  it('name every command of the procedure that they are about', () => {
    const pinned = 'kubectl rollout undo deployment/checkout --to-revision=3'
    const commands = ['kubectl rollout undo deployment/checkout --to-revision=2', pinned]
    const traps = trapsFor({ ...canaryService, commands })
    expect(refusalOf(pinned, traps)).toMatchObject({ id: 'T3' })
    expect(refusalOf(commands[0] ?? '', traps)).toMatchObject({ id: 'T3' })
    expect(refusalOf('kubectl get pods', traps)).toBeUndefined()
  })

  it('refuse the lever, the flag and the deletion under a Canary, and explain its own rollback', () => {
    const commands = [
      `kubectl patch canary checkout --type=json -p '[{"op":"replace","path":"/spec/skipAnalysis","value":true}]'`,
      'kubectl delete canary checkout',
      `kubectl get canary checkout -o jsonpath='{.status.conditions[?(@.type=="Promoted")].message}'`
    ]
    const traps = trapsFor({ ...canaryService, commands })
    expect(traps.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      'T3 refused',
      'T1 /checkout refused',
      'T2 /canaries/checkout refused',
      'T10 warning',
      'T13 /checkout warning'
    ])
    expect(traps[3]?.text).toContain('3 of 5 have failed; one check every 1 min')
    expect(traps.every(({ source }) => source.startsWith('fluxcd/flagger'))).toBe(true)
  })

  it.each(['Initialized', 'Succeeded', 'Failed'])('promise no rollback where nothing is on trial: %s', (phase) => {
    const atRest = { ...canary, status: { phase, failedChecks: 0 } }
    const traps = trapsFor({ ...canaryService, canaries: [atRest], commands: [] })
    expect(traps.filter(({ id }) => id === 'T10')).toEqual([])
  })

  it('promise no rollback that does not come', () => {
    const automatic = { kind: 'never', reason: 'Flagger is scaled to 0.' } as const
    expect(trapsFor({ ...canaryService, automatic, commands: [] }).find(({ id }) => id === 'T10')).toMatchObject({
      lead: 'Canary shop/checkout does not roll back by itself as it is.',
      text: 'Flagger is scaled to 0.'
    })
  })

  it.each([
    [3, 'resumed, it rolls back after 5 failed checks in total, not in a row.'],
    [5, 'resumed, it rolls back at its next check.']
  ])('promise no rollback of a suspended Canary, of which %i checks have failed', (failedChecks, resumed) => {
    const suspended = {
      ...canary,
      spec: { targetRef: { name: 'checkout' }, suspend: true, analysis: { threshold: 5, interval: '1m' } },
      status: { phase: 'Progressing', failedChecks }
    }
    const [trap] = trapsFor({ ...canaryService, canaries: [suspended], commands: [] }).filter(({ id }) => id === 'T10')
    expect(trap).toMatchObject({
      lead: 'Canary shop/checkout is suspended: it does not roll back by itself.',
      text: `${failedChecks} of 5 have failed, and nothing is checked while it is suspended; ${resumed}`
    })
  })

  it('promise no rollback of what is being promoted, or skips its analysis', () => {
    const said = (change: object) =>
      trapsFor({ ...canaryService, canaries: [{ ...canary, ...change }], commands: [] }).find(({ id }) => id === 'T10')
    expect(said({ status: { phase: 'Promoting' } })?.lead).toContain('nothing rolls it back by itself any more')
    expect(said({ status: { phase: 'Failed', canaryWeight: 100 } })?.lead).toContain('nothing was rolled back')
    expect(said({ spec: { targetRef: { name: 'checkout' }, skipAnalysis: true } })).toBeUndefined()
  })

  it('say of a primary that the next promotion overwrites it', () => {
    const [trap] = trapsFor({ ...input, ownership: { state: 'known', owners: [{ ...target, role: 'primary' }] } })
    expect(trap?.text).toContain('the next promotion overwrites it')
  })

  it('warn of a Canary that skips its analysis', () => {
    const skipping = { ...canary, spec: { targetRef: { name: 'checkout' }, skipAnalysis: true } }
    expect(ids({ ownership: { state: 'known', owners: [target] }, canaries: [skipping] })).toContain('T1 set warning')
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
      id: `T11 ${system} ${name}`,
      severity: 'warning',
      lead: `${who} will put the change back.`,
      text: 'It does so at once. Revert at its source as well.',
      source: 'upstream'
    })
  })

  it.each([
    [
      'held',
      'puts nothing back as long as it is held.',
      'Resumed, it puts back at once what Git says: revert there first.'
    ],
    ['drifts', 'will put the change back with the next commit.', 'Revert at its source as well.'],
    ['repeated', 'will probably put the change back.', 'Revert at its source as well.'],
    ['writing', 'keeps writing the pod template, and may write over the change.', 'Revert at its source as well.']
  ] as const)('say of an owner that is seen to be %s what it really does', (reconciles, lead, text) => {
    const name = 'Kustomization flux-system/apps'
    const owner: Owner = {
      system: 'Flux',
      name,
      effect: 'So it is.',
      role: 'gitops',
      evidence: '',
      source: '',
      reconciles
    }
    const ownership = { state: 'known', owners: [owner] } as const
    const said = { lead: `Flux ${name} ${lead}`, text: `So it is. ${text}` }
    expect(trapsFor({ ...input, ownership })[0]).toMatchObject(said)
    const { traps } = judgeCommand('kubectl rollout undo deployment/checkout --to-revision=3', { ...input, ownership })
    expect(traps.find(({ id }) => id.startsWith('T11'))).toMatchObject(said)
  })

  it.each([
    ['flux resume kustomization apps', 'Flux', 'Kustomization flux-system/apps', /every 1 min/],
    ['flux resume hr apps', 'Flux', 'HelmRelease flux-system/apps', /every 1 min.*helm rollback/],
    ['flux reconcile ks apps', 'Flux', 'Kustomization flux-system/apps', /applies at once what Git has/],
    ['argocd app sync shop', 'Argo CD', 'Application shop', /Argo CD calls Synced/]
  ] as const)('refuse %s while the release that was taken back is still in Git', (command, system, name, text) => {
    const held = { reconciles: 'held', everyMs: 60_000 } as const
    const owners = gitOwned(system, name).ownership.owners.map((owner) => ({ ...owner, ...held }))
    const facts: ServiceFacts = { ...badBefore, ownership: { state: 'known', owners } }
    const { verdict, traps } = judgeCommand(command, facts)
    const said = traps.find(({ id }) => id.startsWith('T14'))
    expect(verdict).toBe('refused')
    expect(said).toMatchObject({ severity: 'refused', lead: expect.stringContaining(`${system} ${name} puts the bad`) })
    expect(said?.text).toMatch(text)
    if (system === 'Flux') expect(`${said?.lead} ${said?.text}`).not.toContain('Argo')
    // What runs came from Git itself, or served well before: it may be what is wanted.
    const reverts = owners.map((owner) => ({ ...owner, reconciles: 'reverts' as const }))
    expect(judgeCommand(command, { ...facts, ownership: { state: 'known', owners: reverts } }).verdict).toBe('warned')
    expect(judgeCommand(command, { ...facts, standings: plainService.standings }).verdict).toBe('warned')
  })

  it('let a hold of Argo CD pass, and say what it leaves', () => {
    const command = 'argocd app set shop --sync-policy none'
    const facts = { ...plainService, ...gitOwned('Argo CD', 'Application shop') }
    const { verdict, intended } = judgeCommand(command, facts)
    expect(verdict).toBe('noTrap')
    expect(whyLetPass(intended, facts).join(' ')).toMatch(/by itself no more.*set again afterwards/)
    expect(judgeCommand('argocd app set other --sync-policy none', facts).verdict).toBe('notUnderstood')
  })

  it('refuse for a Rollout as for a Canary, and leave out what is about Canaries', () => {
    const owner: Owner = { ...target, system: 'Argo Rollouts', name: 'Rollout shop/web', role: 'template' }
    const commands = [`kubectl patch canary checkout --type=merge -p '{"spec":{"skipAnalysis":true}}'`]
    const traps = trapsFor({ ...input, ownership: { state: 'known', owners: [owner] }, commands })
    expect(traps.map(({ id, severity }) => `${id} ${severity}`)).toContain('T3 refused')
    expect(traps[0]).toMatchObject({ lead: 'Refused: Rollout shop/web takes its pods from this Deployment.' })
  })

  it('refuse for a Rollout as for a Canary, also an undo of another Deployment', () => {
    const owner: Owner = { ...target, system: 'Argo Rollouts', name: 'Rollout shop/web', role: 'template' }
    const traps = trapsFor({ ...input, ownership: { state: 'known', owners: [owner] } })
    expect(traps[0]).toMatchObject({
      id: 'T3',
      severity: 'refused',
      lead: 'Refused: Rollout shop/web takes its pods from this Deployment.'
    })
    const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search' }
    const metadata = { name: 'search', namespace: 'shop', uid: 'r' }
    const rollouts = [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec: { workloadRef } }]
    const command = 'kubectl -n shop rollout undo deployment/search --to-revision=2'
    expect(judgeCommand(command, { ...plainService, rollouts }).verdict).toBe('refused')
    expect(judgeCommand(command, plainService).verdict).not.toBe('refused')
  })

  it('read the procedure, and understand every command of it that Backout comes with', () => {
    const [runbook] = loadRunbooks('resources/runbooks').runbooks
    const commands = runbook?.tasks.flatMap(({ commands: written }) => written) ?? []
    const filled = commands.map((command) =>
      command
        .replaceAll('{context}', 'prod')
        .replaceAll('{namespace}', 'shop')
        .replaceAll('{service}', 'checkout')
        .replaceAll('{workload}', 'deployment/checkout')
        .replaceAll('{revision}', '3')
        .replaceAll('{selector}', 'app=checkout')
    )
    expect(filled.length).toBeGreaterThan(5)
    expect(filled.map((command) => judgeCommand(command, plainService).verdict)).toEqual(filled.map(() => 'noTrap'))
  })

  const skip = (name: string) => `kubectl patch canary ${name} --type=merge -p '{"spec":{"skipAnalysis":true}}'`

  it('have an id each, whatever is said how often', () => {
    const owners: readonly Owner[] = [
      target,
      { ...target, role: 'gitops', system: 'Flux', name: 'Kustomization a' },
      { ...target, role: 'gitops', system: 'Flux', name: 'Kustomization b' },
      { ...target, role: 'gitops', system: 'Flux', name: 'Kustomization b' }
    ]
    const skipping = { ...canary, spec: { targetRef: { name: 'checkout' }, skipAnalysis: true } }
    const command = fc.constantFrom(
      skip('checkout'),
      skip('cart'),
      'kubectl delete canary checkout',
      'kubectl delete canary cart',
      'kubectl rollout undo deployment/checkout',
      'kubectl rollout undo deployment/checkout-primary',
      'kubectl rollout undo deployments',
      'kubectl logs -l app=a',
      'kubectl logs -l app=b',
      'kubectl get --raw /metrics',
      'kubectl edit deployment a',
      'kubectl edit deployment b'
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const traps = trapsFor({ ...input, ownership: { state: 'known', owners }, canaries: [skipping], commands })
        const seen = traps.map(({ id }) => id)
        expect(new Set(seen).size).toBe(seen.length)
      })
    )
  })

  it('that are refused carry what the command log needs: the command, the reason and its source', () => {
    const commands = [
      skip('checkout'),
      'kubectl delete canary checkout',
      'kubectl rollout undo deployments',
      'kubectl argo rollouts undo checkout'
    ]
    const refused = [...trapsFor({ ...canaryService, commands }), ...trapsFor({ ...badBefore, commands: [] })].filter(
      ({ severity }) => severity === 'refused'
    )
    expect(refused.length).toBeGreaterThan(5)
    for (const { command = '', lead, text, source } of refused) {
      expect([command, lead, text, source].every((part) => part !== '')).toBe(true)
    }
  })
})

describe('what a trap offers instead', () => {
  it('is no abort where nothing is on trial', () => {
    const deletion = (phase: string) => {
      const facts = { ...canaryService, canaries: [{ ...canary, status: { phase } }] }
      return judgeCommand('kubectl delete canary checkout', facts).traps.flatMap(({ instead }) => instead ?? [])
    }
    expect(deletion('Progressing').join(' ')).toContain('abort')
    expect(deletion('Succeeded').join(' ')).toMatch(/Suspend the Canary(?!.*abort)/)
  })

  it('says nothing of a Canary while istiod is away, where there is none', () => {
    const half = onTrialWith(
      ruleOf([
        ['checkout-canary', 50],
        ['checkout-primary', 50]
      ])
    )
    const away = (facts: ServiceFacts) => meshIsAway({ ...facts, isMeshAway: true, splits: half.splits })[0]
    expect(away(canaryService)?.instead).toContain('Canary')
    expect(away(plainService)?.instead).not.toContain('Canary')
  })

  it('names no Canary where none is seen', () => {
    const seen = { ...canaryService, isMeshAway: true }
    const route100 = weight(`${route(0, 100)},${route(1, 0)}`)
    for (const command of [skipping('true'), 'kubectl delete canary checkout', route100, weight(route(0, 100))]) {
      const offered = (facts: ServiceFacts) =>
        judgeCommand(command, facts).traps.flatMap(({ instead }) => instead ?? [])
      expect(offered(seen).join(' '), command).toContain('Canary')
      expect(offered({ ...plainService, isMeshAway: true }).join(' '), command).not.toContain('Canary')
    }
  })
})

/** One command that a rule speaks of, and one beside it that is none. */
const pairs: Readonly<Record<string, readonly [string, string]>> = {
  undoesUnderOwner: ['kubectl rollout undo deployment/checkout', 'kubectl rollout status deployment/checkout'],
  skipAnalysis: [skipping('true'), skipping('false')],
  deletesCanary: ['kubectl delete canary checkout', 'kubectl delete pod checkout'],
  undoesEverything: [
    'for d in $(kubectl get deploy -o name); do kubectl rollout undo $d; done',
    'for d in $(kubectl get deploy -o name); do kubectl rollout status $d; done'
  ],
  setsOneWeight: [weight(`${route(0, 100)}`), weight(`${route(0, 100)},${route(1, 0)}`)],
  routesWithoutMesh: [weight(`${route(0, 100)},${route(1, 0)}`), 'kubectl get vs checkout'],
  movesTheWrongWay: [weight(`${route(0, 100)},${route(1, 0)}`), weight(`${route(0, 0)},${route(1, 100)}`)],
  leavesOtherRules: [weight(`${route(0, 100, 1)},${route(1, 0, 1)}`), weight(`${route(0, 0, 1)},${route(1, 100, 1)}`)],
  rollsReleaseBack: ['helm rollback checkout -n shop', 'helm rollback checkout 3 -n shop'],
  rollsBackTooSoon: [
    'kubectl rollout undo deploy/checkout --to-revision=3',
    'kubectl rollout undo deploy/cart --to-revision=3'
  ],
  appliesGitAgain: ['flux reconcile ks apps', 'flux suspend kustomization apps'],
  isPutBackLater: [
    'kubectl rollout undo deploy/checkout --to-revision=3',
    'kubectl rollout undo deploy/cart --to-revision=3'
  ],
  undoesRollout: ['kubectl argo rollouts undo checkout', 'kubectl argo rollouts undo checkout --to-revision=4'],
  retriesRollout: [
    'kubectl argo rollouts retry rollout checkout',
    'kubectl argo rollouts undo checkout --to-revision=4'
  ],
  takesWorkload: ['kubectl scale deploy/checkout --replicas=0', 'kubectl scale deploy/checkout --replicas=2'],
  isScaledBack: ['kubectl scale deploy/checkout --replicas=8', 'kubectl scale deploy/checkout --replicas=0'],
  undoesBlindly: [
    'kubectl rollout undo deployment/checkout',
    'kubectl rollout undo deployment/checkout --to-revision=2'
  ],
  undoesToBadRevision: [
    'kubectl rollout undo deployment/checkout --to-revision=3',
    'kubectl rollout undo deployment/checkout --to-revision=2'
  ],
  podsWithoutMesh: [
    'kubectl rollout undo deployment/checkout --to-revision=2',
    'kubectl rollout undo deployment/cart --to-revision=2'
  ],
  restartsTheSame: ['kubectl rollout restart deployment/checkout', 'kubectl rollout status deployment/checkout'],
  changesEndpoint: [
    'az network traffic-manager endpoint update -g rg --profile-name tm -n a -t azureEndpoints --endpoint-status Disabled',
    'az network traffic-manager endpoint update -g rg --profile-name tm -n a -t azureEndpoints --endpoint-status Enabled'
  ],
  changesWriteRegion: [
    'az cosmosdb failover-priority-change -g rg -n db --failover-policies a=0 b=1',
    'az cosmosdb show -g rg -n db'
  ],
  looksAtOtherPods: ['kubectl logs -l app=istiod', 'kubectl logs -n istio-system -l app=istiod'],
  readsApiServerMetrics: ['kubectl get --raw /metrics', 'kubectl get --raw /metricsets'],
  asksOneNameServer: ['nslookup shop.trafficmanager.net', 'nslookup db.shop.example'],
  edits: ['kubectl edit deployment checkout', 'kubectl get deployment checkout'],
  readsConstantMessage: [
    `kubectl get canary checkout -o jsonpath='{.status.conditions[?(@.type=="Promoted")].message}'`,
    `kubectl get canary checkout -o jsonpath='{.status.conditions[?(@.type=="Promoted")].status}'`
  ]
}

function skipping(value: string): string {
  return `kubectl patch canary checkout --type=merge -p '{"spec":{"skipAnalysis":${value}}}'`
}

function route(index: number, value: number, rule = 0): string {
  return `{"op":"replace","path":"/spec/http/${rule}/route/${index}/weight","value":${value}}`
}

function weight(operations: string): string {
  return `kubectl patch vs checkout --type=json -p '[${operations}]'`
}

/** Where a rule speaks of something else than the service with a bad revision before it. */
const factsFor: Readonly<Record<string, ServiceFacts>> = {
  undoesUnderOwner: canaryService,
  routesWithoutMesh: { ...canaryService, isMeshAway: true },
  podsWithoutMesh: { ...onTrialWith(ruleOf([['checkout-canary', 100]])), isMeshAway: true },
  movesTheWrongWay: onTrialWith(
    ruleOf([
      ['checkout-canary', 50],
      ['checkout-primary', 50]
    ])
  ),
  leavesOtherRules: onTrialWith(
    ruleOf([['checkout-canary', 100]], true),
    ruleOf([
      ['checkout-primary', 50],
      ['checkout-canary', 50]
    ])
  ),
  isScaledBack: { ...plainService, scalers: [hpa] },
  rollsBackTooSoon: { ...plainService, waiting: 'clean reading in 53 s.' },
  rollsReleaseBack: gitOwned('Helm', 'release shop/checkout'),
  appliesGitAgain: gitOwned('Flux', 'Kustomization flux-system/apps'),
  isPutBackLater: gitOwned('Argo CD', 'Application shop')
}

describe('each rule', () => {
  it.each(commandRules.map((rule) => [rule.name, rule] as const))(
    '%s has a command that it speaks of, and a near miss',
    (name, rule) => {
      const [spoken = '', near = ''] = pairs[name] ?? []
      const facts = factsFor[name] ?? badBefore
      const said = (command: string) => readCommand(command).intended.flatMap((intended) => rule(intended, facts) ?? [])
      expect(said(spoken)).toHaveLength(1)
      expect(said(spoken)[0]?.source).toMatch(/^[\w-]+\/[\w.-]+ \S+/)
      expect(said(near)).toEqual([])
      expect(readCommand(near).notUnderstood).toEqual([])
    }
  )

  it('judges a step of our own by what it intends, without a text', () => {
    const place = { namespace: 'shop', name: 'checkout' }
    const traps = (revision: number | null) =>
      commandRules.flatMap((rule) => rule(intendedUndo(place, revision), badBefore)?.id ?? [])
    expect(traps(2)).toEqual([])
    expect(traps(null)).toEqual(['plainUndo'])
    const deletion = kubectlIntended({ verb: 'delete', resource: 'canaries', name: 'checkout', command: '' })
    expect(commandRules.flatMap((rule) => rule(deletion, badBefore)?.severity ?? [])).toEqual(['refused'])
  })
})
