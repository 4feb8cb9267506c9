import { expect, it } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { claimingOwners } from './claims.ts'
import { refusalTrap, refusingOwner } from './refusal.ts'

const canary = (phase: string, weight = 0, suspend = false): KubeObject =>
  ({
    kind: 'Canary',
    metadata: { namespace: 'shop', name: 'cart' },
    spec: { targetRef: { kind: 'Deployment', name: 'cart' }, suspend },
    status: { phase, canaryWeight: weight }
  }) as unknown as KubeObject

function refused(name: string, object: KubeObject, dead?: string): string {
  const deployment = { kind: 'Deployment', metadata: { namespace: 'shop', name } } as KubeObject
  const owner = refusingOwner({ owners: claimingOwners(deployment, { canaries: [object], rollouts: [] }) })
  return owner === null ? '' : refusalTrap(owner, 'kubectl rollout undo', dead).text
}

it.each([
  ['Progressing', 30, /^A release is on trial now: an undo here moves no traffic/],
  ['WaitingPromotion', 0, /^A release is on trial now: an undo here moves no traffic/],
  ['Waiting', 0, /waits for its gate.* changes nothing for them/],
  ['Promoting', 0, /copied to the primary already: an undo here does not stop that/],
  ['Finalising', 0, /copied to the primary already/],
  ['Succeeded', 0, /helps none of them, and starts a whole canary run/],
  ['Initialized', 0, /helps none of them, and starts a whole canary run/],
  ['Failed', 0, /has failed, and all users are on the primary again/],
  ['Failed', 100, /promotion failed, and users are on this Deployment/],
  ['Unheard', 0, /^The revisions here are attempts, not what serves/],
  ['', 0, /^The revisions here are attempts, not what serves/]
])('of the target of a Canary in the phase %s (%d) says what an undo would do now', (phase, weight, text) => {
  expect(refused('cart', canary(phase, weight))).toMatch(text)
  const isRolledBack = phase === 'Failed' && weight === 0
  expect(refused('cart', canary(phase, weight))).toMatch(
    isRolledBack ? / take the release out of its source\.$/ : / Abort or roll back through the Canary instead\.$/
  )
})

it.each([
  ['Progressing', 30, /on this primary, which is not the release/],
  ['Promoting', 0, /has just been copied to this primary/],
  ['Succeeded', 0, /^All users are on this primary: an undo reaches them, but is not in the Canary/],
  ['Failed', 0, /takes them to something older/],
  ['Failed', 100, /users are on the target, not on this primary/]
])('of the primary in the phase %s (%d) as well', (phase, weight, text) => {
  expect(refused('cart-primary', canary(phase, weight))).toMatch(text)
})

it('goes by the suspension first, then by Flagger, then by the phase', () => {
  const dead = 'No pod of Flagger is ready.'
  expect(refused('cart', canary('Progressing', 30, true), dead)).toMatch(/^The Canary is suspended: /)
  expect(refused('cart', canary('Progressing', 30), dead)).toMatch(
    /^No pod of Flagger is ready\. An undo here moves no/
  )
  expect(refused('cart-primary', canary('Succeeded'), dead)).toMatch(/once Flagger is back\. Abort or/)
})
