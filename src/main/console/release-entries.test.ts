import { expect, it } from 'vitest'
import type { DeploymentView, Observed } from '../../contract/index.ts'
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
