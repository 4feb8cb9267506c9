import { expect, it } from 'vitest'
import { failing } from '../../fixtures/service.ts'
import { changesDrawn } from './changes-drawn.ts'

function service(changed: { readonly changedBy: string; readonly takenUpFrom: number | null }) {
  if (failing.deployment.state !== 'value' || failing.revisions.state !== 'value') throw new Error('not read')
  const { deployment, revisions } = failing
  const [newest = expect.fail('no revision'), ...older] = revisions.value
  return {
    ...failing,
    deployment: { ...deployment, value: { ...deployment.value, changedAt: '2026-03-01T02:30:00Z', ...changed } },
    revisions: {
      ...revisions,
      value: [
        { ...newest, createdAt: '2026-03-01T02:10:00Z' },
        ...older.map((each) => ({ ...each, createdAt: '2026-02-20T00:00:00Z' }))
      ]
    }
  }
}

it('is the release as long as nothing was undone', () => {
  expect(changesDrawn(service({ changedBy: 'helm', takenUpFrom: null }))).toEqual([
    { at: '2026-03-01T02:30:00Z', what: 'release' }
  ])
})

it('keeps the release beside the undo, and calls ours ours', () => {
  const drawn = (changedBy: string) => changesDrawn(service({ changedBy, takenUpFrom: 3 }))
  expect(drawn('kubectl-backout')).toEqual([
    { at: '2026-03-01T02:10:00Z', what: 'release' },
    { at: '2026-03-01T02:30:00Z', what: 'our undo' }
  ])
  expect(drawn('kubectl').map(({ what }) => what)).toEqual(['release', 'undo'])
  expect(changesDrawn({ ...failing, deployment: { state: 'loading', awaiting: '', sinceAt: '' } })).toEqual([])
})
