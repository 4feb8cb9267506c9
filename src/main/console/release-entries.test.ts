import { expect, it } from 'vitest'
import type { DeploymentView, Observed, RevisionView } from '../../contract/index.ts'
import { releaseEntries } from './release-entries.ts'
import { keeperStage, place, ref } from './testing/keeper-stage.ts'

const incident = { key: 'c/east shop/checkout', ref, identity: place('east').identity }
const at = (revision: number, more: Partial<DeploymentView> = {}): Observed<DeploymentView> => ({
  state: 'value',
  observedAt: '',
  value: {
    uid: 'u',
    revision,
    images: [{ container: 'app', image: `shop/checkout:v${revision}` }],
    changedAt: `2026-02-28T2${revision}:00:00Z`,
    changedBy: 'kubectl-set',
    takenUpFrom: null,
    rollout: { state: 'progressing' },
    ...more
  } as DeploymentView
})

it('writes down each release once, at its own time, also when the service is come back to', async () => {
  const { keeper, feeds, shown } = await keeperStage()
  await keeper.attach(place('east'))
  await keeper.enterService(place('east'))
  const journal = await keeper.journal()
  const now = Date.parse('2026-03-01T00:00:00Z')
  const see = releaseEntries(journal, incident, now)
  see({ state: 'loading', awaiting: '', sinceAt: '' })
  see(at(2, { rollout: { state: 'notObserved' } as DeploymentView['rollout'] }))
  see(at(2))
  see(at(2, { changedAt: 'later' }))
  see(at(3, { takenUpFrom: 1, changedBy: '' }))
  await keeper.enterService(place('east'))
  releaseEntries(journal, incident, now)(at(3))
  expect((await shown()).filter((text) => text.startsWith('Revision'))).toEqual([
    'Revision 2 (v2) began to roll out, by kubectl-set',
    'Revision 3 (v3), taken up from 1, began to roll out'
  ])
  expect(feeds.value('record').timeline.find(({ kind }) => kind === 'release')?.at).toBe('2026-02-28T22:00:00Z')
})

it('writes down the releases of the hour before a crossing, once it is known', async () => {
  const { keeper, shown } = await keeperStage()
  await keeper.attach(place('east'))
  await keeper.enterService(place('east'))
  const see = releaseEntries(await keeper.journal(), incident, Date.parse('2026-03-01T00:00:00Z'))
  const made = [
    ['1', '2026-02-28T19:50:00Z'],
    ['2', '2026-02-28T20:40:00Z'],
    ['3', '2026-02-28T20:52:00Z'],
    ['4', '2026-02-28T21:10:00Z']
  ] as const
  const revisions = {
    state: 'value',
    observedAt: '',
    value: made.map(([revision, createdAt]) => ({
      revision: Number(revision),
      createdAt,
      isCurrent: revision === '4',
      images: [{ container: 'app', image: `shop/checkout:v${revision}` }]
    }))
  } as unknown as Observed<readonly RevisionView[]>
  see(at(4), { revisions, crossedAt: null })
  const releases = async () => (await shown()).filter((text) => text.startsWith('Revision'))
  await expect.poll(releases).toEqual(['Revision 4 (v4) began to roll out, by kubectl-set'])
  see(at(4), { revisions, crossedAt: '2026-02-28T20:55:00Z' })
  see(at(4), { revisions, crossedAt: '2026-02-28T20:55:00Z' })
  await expect
    .poll(async () => (await releases()).toSorted())
    .toEqual([
      'Revision 2 (v2) was made',
      'Revision 3 (v3) was made',
      'Revision 4 (v4) began to roll out, by kubectl-set'
    ])
})
