import { expect, it } from 'vitest'
import { judgeCommand, whyLetPass } from './index.ts'
import { canaryService, servingService } from './testing/service-facts.ts'

it.each([
  ['kubectl -n shop delete pod --all', 'all 2 serving pods of checkout at once', 'those of other services too'],
  ['kubectl delete pods --all -A', 'all 2 serving pods of checkout at once', 'every pod of the cluster'],
  ['kubectl -n shop delete pods -l app=checkout', 'all 2 serving pods of checkout at once', 'their logs are gone'],
  ['kubectl -n shop delete pod checkout-4-a checkout-4-b', 'all 2 serving pods', 'Nobody answers'],
  ['kubectl -n shop delete pod checkout-4-a\nkubectl -n shop delete pod checkout-4-b', 'all 2 serving pods', ''],
  ['kubectl -n shop scale deployment/checkout --replicas=0', 'no pod of checkout is left', 'Nobody answers'],
  ['kubectl -n shop scale deploy --all --replicas 0', 'any of the deployments', ''],
  ['kubectl -n shop delete deployment checkout', 'takes all its pods, and its history', 'no revision left'],
  ['kubectl -n shop delete deployments --all', 'every one of the deployments', 'never changed'],
  ['kubectl -n other delete deployments --all', 'every one of the deployments', ''],
  ['kubectl -n other scale deploy --all --replicas=0', 'any of the deployments', ''],
  ['kubectl -n shop delete rs checkout-4', 'is revision 4, which has the pods that serve', 'at once'],
  ['kubectl -n shop delete rs -l app=checkout', 'every ReplicaSet', ''],
  ['kubectl -n shop delete pods,canaries --all', 'deleting the Canary', ''],
  ['kubectl delete namespace shop', 'the namespace takes everything', '']
])('refuses what takes every serving pod: %s', (command, lead, text) => {
  const judged = judgeCommand(command, servingService)
  expect([judged.verdict, judged.traps[0]?.severity]).toEqual(['refused', 'refused'])
  expect(judged.traps[0]?.lead).toContain(lead)
  expect(judged.traps[0]?.text).toContain(text)
})

it.each([
  ['kubectl -n shop scale deployment/checkout --replicas=1', '1 pod instead of 2'],
  ['kubectl -n shop delete deployment checkout --cascade=orphan', 'nobody replaces one that fails'],
  ['kubectl -n shop delete rs checkout-2', 'Revision 2 goes out of the history'],
  ['kubectl -n shop rollout pause deployment/checkout', 'neither the rest of this release, nor the way back']
])('warns of what is no outage, and takes something away: %s', (command, lead) => {
  const judged = judgeCommand(command, servingService)
  expect(judged.verdict).toBe('warned')
  expect(judged.traps[0]?.lead).toContain(lead)
})

it('lets one of several pods go, and says what serves meanwhile', () => {
  const { verdict, intended } = judgeCommand('kubectl -n shop delete pod checkout-4-a', servingService)
  expect(verdict).toBe('noTrap')
  expect(whyLetPass(intended, servingService)[0]).toContain('the other pods serve meanwhile')
})

it('says of a pod that goes in the middle of a proof that it counts against it', () => {
  const facts = { ...servingService, proving: 'Roll back checkout to revision 3' }
  const one = judgeCommand('kubectl -n shop delete pod checkout-4-a', facts)
  expect(one).toMatchObject({ verdict: 'warned', traps: [{ instead: 'Wait until it is proved.' }] })
  const all = judgeCommand('kubectl -n shop delete pod -l app=checkout', facts)
  expect(all.traps[0]?.text).toContain('Roll back checkout to revision 3 is being proved just now')
})

it.each([
  'kubectl -n shop delete pod cart-1',
  'kubectl -n other delete pod --all',
  'kubectl -n shop delete pods -l app=cart',
  'kubectl -n shop delete pods --field-selector=status.phase=Failed',
  'kubectl -n shop get pods -o name | xargs kubectl -n shop delete',
  'kubectl -n shop delete rs cart-1',
  'kubectl -n shop delete deployment cart',
  'kubectl -n shop scale deployment cart --replicas=0',
  'kubectl -n shop scale deploy --all --replicas=5',
  'kubectl -n shop rollout pause deployment',
  'kubectl -n other rollout pause deployment/checkout',
  'kubectl -n other delete rs checkout-2',
  'kubectl cordon node-1',
  'kubectl drain node-1 --ignore-daemonsets'
])('does not call safe what is not looked at: %s', (command) => {
  expect(judgeCommand(command, servingService).verdict).toBe('notUnderstood')
})

it.each(['-l app=checkout-primary', '--all'])(
  'knows that the primary serves beside a target without pods: %s',
  (which) => {
    const judged = judgeCommand(`kubectl -n shop delete pods ${which}`, { ...canaryService, pods: [] })
    expect(judged.verdict).toBe('refused')
    expect(judged.traps[0]?.lead).toBe('Refused: it deletes every pod of checkout-primary.')
  }
)
