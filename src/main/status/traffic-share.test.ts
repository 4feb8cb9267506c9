import { expect, it } from 'vitest'
import { kindNames, namespaceIds, routeKinds } from '../providers/routes/kinds.ts'
import { shareOf } from './traffic-share.ts'
import type { Observation } from './observation.ts'

const nothing = { state: 'value', value: [], observedAt: '' } as const
const ref = { namespace: 'shop', name: 'cart' }
/** Read whole: nothing spreads the requests of the service. */
const read: Pick<Observation, 'objects' | 'requests' | 'canaries' | 'prometheus' | 'signals'> = {
  objects: new Map(
    [
      ...kindNames.flatMap((kind) => routeKinds[kind].versions.map((version) => `${kind}.${version}`)),
      ...Object.values(namespaceIds)
    ].map((id) => [id, nothing])
  ),
  requests: { state: 'loading', awaiting: '', sinceAt: '' },
  canaries: nothing,
  prometheus: { state: 'value', value: '', observedAt: '' },
  signals: []
}

it('calls no number one of all requests before it is known whether a Canary has a part of them', () => {
  const canaries = { state: 'loading', awaiting: 'Canaries', sinceAt: '' } as const
  expect(shareOf(ref, { ...read, canaries } as Observation)).toEqual({ kind: 'reading' })
  expect(shareOf(ref, read as Observation)).toBeNull()
})
