import { beforeEach, expect, it } from 'vitest'
import { failed, failureOf, type Failure } from '../../contract/index.ts'
import { ask } from './ask.ts'
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
