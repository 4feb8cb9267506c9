import { beforeEach, expect, it } from 'vitest'
import { failed, failureOf, type Failure } from '../../contract/index.ts'
import { ask } from './ask.ts'
import { feedStore, type Replica } from './feeds.ts'
import { initialView, viewStore } from './view.ts'

beforeEach(() => viewStore.setState(initialView))

function answering(failure: Failure): void {
  window.backout = { request: () => Promise.resolve(failed(failure)), subscribe: () => () => undefined }
}

it('says quietly that an approval was called off: that is no failure', async () => {
  answering(failureOf('cancelled', 'Not approved. Nothing was sent.'))
  await ask('run.approve', { planId: 'plan', digest: 'digest' })
  expect(viewStore.getState()).toMatchObject({ failure: null, said: 'Not approved. Nothing was sent.' })
})

it('does not leave an approval that an outage has ended above the plan of after it', async () => {
  const lost = failureOf('unreachable', 'The API server of here has not answered since 02:10.')
  answering(lost)
  await ask('run.approve', { planId: 'plan', digest: 'digest' })
  const decided = (plan: unknown) =>
    feedStore.setState({ values: { decision: { plan } } } as unknown as Partial<Replica>)
  decided(null)
  expect(viewStore.getState().failure).toBe(lost)
  decided({ id: 'next' })
  expect(viewStore.getState().failure).toBeNull()
})

it('shows what was taken away while it was being approved, and any other refusal', async () => {
  const gone = failureOf('preconditionFailed', 'The plan is gone.')
  answering(gone)
  await ask('run.approve', { planId: 'plan', digest: 'digest' })
  expect(viewStore.getState()).toMatchObject({ failure: gone, said: '' })
  const notReplaced = failureOf('cancelled', 'The contacts were not replaced.')
  answering(notReplaced)
  await ask('contacts.save', { text: '' })
  expect(viewStore.getState()).toMatchObject({ failure: notReplaced })
})
