import { expect, it } from 'vitest'
import type { ShellView } from '../../contract/index.ts'
import { agreeingDialogs } from './testing/console-ports.ts'
import { toldDialogs } from './told-dialogs.ts'

it('says what is asked in a window of its own, as long as it is asked', async () => {
  const told: unknown[] = []
  const set = (change: Partial<ShellView>): void => void told.push(change.asking?.title ?? null)
  let answer: (agreed: boolean) => void = () => undefined
  const open = new Promise<boolean>((resolve) => (answer = resolve))
  const dialogs = toldDialogs({ ...agreeingDialogs, confirmTrust: () => open }, { set })
  const asked = dialogs.confirmTrust({ title: 'Is this so?', detail: '', action: 'It is so' })
  expect(told).toEqual(['Is this so?'])
  // Turned away by the host, or at once over: the first is still there.
  await dialogs.chooseFile('Choose a file')
  expect(told).toEqual(['Is this so?'])
  answer(true)
  expect(await asked).toBe(true)
  expect(told).toEqual(['Is this so?', null])
})

it('says it no more when it could not be asked', async () => {
  const told: unknown[] = []
  const set = (change: Partial<ShellView>): void => void told.push(change.asking?.title ?? null)
  const dialogs = toldDialogs(
    { ...agreeingDialogs, chooseFile: () => Promise.reject(new Error('no display')) },
    { set }
  )
  await expect(dialogs.chooseFile('Choose a file')).rejects.toThrow('no display')
  expect(told).toEqual(['Choose a file', null])
})
