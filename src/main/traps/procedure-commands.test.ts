import { describe, expect, it } from 'vitest'
import { judgeCommand, type ServiceFacts } from './index.ts'
import { onTrialWith, ruleOf } from './testing/routed-service.ts'

/** A service on trial by Flagger, by the names that the written procedure uses. */
const service = JSON.parse(
  JSON.stringify(
    onTrialWith(
      ruleOf([
        ['checkout-primary', 50],
        ['checkout-canary', 50]
      ])
    )
  )
    .replaceAll('checkout', 'product-service')
    .replaceAll('shop', 'production')
) as ServiceFacts

/** As it is written there, with what is found in it. */
const commands: readonly (readonly [command: string, verdict: string, rules: readonly string[]])[] = [
  ['kubectl get canary product-service -n production', 'noTrap', []],
  ['kubectl describe canary product-service -n production', 'noTrap', []],
  [
    `kubectl get canary product-service -n production -o jsonpath='{.status.conditions[?(@.type=="Promoted")].message}'`,
    'warned',
    ['T13']
  ],
  [
    `kubectl patch canary product-service -n production \\
  --type=json \\
  -p='[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'`,
    'refused',
    ['T1']
  ],
  ['kubectl rollout undo deployment/product-service -n production', 'refused', ['T3']],
  ['kubectl delete canary product-service -n production', 'refused', ['T2']],
  ['kubectl get virtualservice product-service -n production -o yaml | grep weight', 'noTrap', []],
  ['kubectl rollout history deployment/product-service -n production', 'noTrap', []],
  ['kubectl rollout history deployment/product-service -n production --revision=2', 'noTrap', []],
  ['kubectl rollout undo deployment/product-service -n production --to-revision=2', 'refused', ['T3']],
  ['kubectl rollout status deployment/product-service -n production', 'noTrap', []],
  [
    `# Rollback all services in namespace
for deployment in $(kubectl get deployments -n production -o name); do
  echo "Rolling back $deployment"
  kubectl rollout undo $deployment -n production
done`,
    'refused',
    ['T4']
  ],
  ['kubectl edit virtualservice product-service -n production', 'warned', ['T12']],
  [
    `kubectl patch virtualservice product-service -n production \\
  --type=json \\
  -p='[
    {"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100},
    {"op": "replace", "path": "/spec/http/0/route/1/weight", "value": 0}
  ]'`,
    'noTrap',
    []
  ],
  [
    `az network traffic-manager endpoint update \\
  --resource-group rg-istio-aks-prd \\
  --profile-name tm-istio-aks \\
  --name primary-endpoint \\
  --endpoint-status Disabled`,
    'warned',
    ['T6']
  ],
  [
    `az network traffic-manager endpoint update \\
  --resource-group rg-istio-aks-prd \\
  --profile-name tm-istio-aks \\
  --name secondary-endpoint \\
  --endpoint-status Enabled`,
    'warned',
    ['T6']
  ],
  ['nslookup istio-aks.trafficmanager.net', 'warned', ['T8']],
  [
    `az cosmosdb failover-priority-change \\
  --resource-group rg-istio-aks-prd \\
  --name cosmosdb-istio-aks-prd \\
  --failover-policies "West US 2=0" "East US 2=1"`,
    'warned',
    ['T7']
  ],
  ['kubectl get pods -n production', 'noTrap', []],
  ['kubectl logs -n production -l app=product-service --tail=100 | grep -i error', 'warned', ['T8']],
  [
    `curl http://prometheus.monitoring:9090/api/v1/query?query='rate(istio_requests_total{response_code=~"5.."}[5m])'`,
    'noTrap',
    []
  ],
  ['kubectl get canary product-service -n production -o yaml', 'noTrap', []],
  ['kubectl logs -n production deployment/product-service-primary --previous', 'noTrap', []],
  ['kubectl logs -n istio-system -l app=istiod --tail=200', 'noTrap', []],
  ['kubectl get --raw /metrics | grep product_service > /tmp/metrics.txt', 'warned', ['T8']],
  ['kubectl get canary -n production', 'noTrap', []],
  [
    `kubectl patch canary <name> -n production --type=json \\
  -p='[{"op": "replace", "path": "/spec/skipAnalysis", "value": true}]'`,
    'refused',
    ['T1']
  ],
  ['kubectl rollout undo deployment/<name> -n production', 'notUnderstood', []],
  ['kubectl rollout status deployment/<name> -n production', 'noTrap', []],
  [
    `kubectl patch virtualservice <name> -n production --type=json \\
  -p='[{"op": "replace", "path": "/spec/http/0/route/0/weight", "value": 100}]'`,
    'refused',
    ['T5']
  ],
  ['kubectl top pods -n production', 'noTrap', []],
  [
    `az network traffic-manager endpoint update \\
  --resource-group <rg> --profile-name <profile> \\
  --name primary --endpoint-status Disabled`,
    'warned',
    ['T6']
  ]
]

const rulesIn = (text: string, facts = service) =>
  judgeCommand(text, facts).traps.map(({ id }) => id.replace(/ .*$/, ''))

describe("the written procedure's commands", () => {
  it.each(commands)('are judged as they are written: %s', (command, verdict, rules) => {
    expect(judgeCommand(command, service).verdict).toBe(verdict)
    expect(rulesIn(command)).toEqual(rules)
  })

  it('are judged as a whole block, too', () => {
    const block = commands
      .slice(3, 7)
      .map(([command]) => `# as it says\n${command}`)
      .join('\n\n')
    expect(judgeCommand(block, service).verdict).toBe('refused')
    expect(rulesIn(block)).toEqual(['T3', 'T1', 'T2'])
  })
})

describe('weights by their place in the list', () => {
  const patch = (...values: readonly (readonly [path: string, value: number])[]) =>
    `kubectl -n shop patch vs checkout --type=json -p '${JSON.stringify(
      values.map(([path, value]) => ({ op: 'replace', path: `/spec/http/${path}/weight`, value }))
    )}'`
  const half = (first: string, second: string) =>
    ruleOf([
      [first, 50],
      [second, 50]
    ])
  const stableFirst = onTrialWith(half('checkout-primary', 'checkout-canary'))
  const trialFirst = onTrialWith(half('checkout-canary', 'checkout-primary'))
  const all = patch(['0/route/0', 100], ['0/route/1', 0])

  it('take users to the release on trial where it comes first', () => {
    expect(rulesIn(all, stableFirst)).toEqual([])
    expect(rulesIn(all, trialFirst)).toEqual(['T5'])
    expect(judgeCommand(all, trialFirst).traps[0]?.text).toContain('checkout 100 %, checkout-primary 0 %')
  })

  it('say what one of them comes to here', () => {
    const [trap] = judgeCommand(patch(['0/route/0', 100]), stableFirst).traps
    expect(trap?.text).toContain('checkout-primary 67 %, checkout 33 %')
  })

  it('are no trap where one of them is all that is missing', () => {
    const left = onTrialWith(
      ruleOf([
        ['checkout-primary', 50],
        ['checkout-canary', 0]
      ])
    )
    expect(rulesIn(patch(['0/route/0', 100]), left)).toEqual([])
  })

  it('send nobody to what is not there', () => {
    expect(rulesIn(all, onTrialWith(half('gone', 'checkout-canary')))).toEqual(['T5'])
  })

  it('leave users that another rule keeps, unless it is changed as well', () => {
    const sticky = onTrialWith(ruleOf([['checkout-canary', 100]], true), half('checkout-primary', 'checkout-canary'))
    const weighted = [
      ['1/route/0', 100],
      ['1/route/1', 0]
    ] as const
    expect(judgeCommand(patch(...weighted), sticky)).toMatchObject({ verdict: 'refused' })
    expect(rulesIn(patch(...weighted), sticky)).toEqual(['T16'])
    const both = onTrialWith(
      ruleOf(
        [
          ['checkout-primary', 0],
          ['checkout-canary', 100]
        ],
        true
      ),
      half('checkout-primary', 'checkout-canary')
    )
    expect(rulesIn(patch(['0/route/0', 100], ['0/route/1', 0], ...weighted), both)).toEqual([])
  })

  it('are refused while istiod does not answer', () => {
    expect(rulesIn(all, { ...stableFirst, isMeshAway: true })).toEqual(['T15'])
  })
})
