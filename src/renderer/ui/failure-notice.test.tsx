import { act } from 'react'
import { expect, it, vi } from 'vitest'
import { failureOf } from '../../contract/failure.ts'
import { mount } from '../fixtures/mount.ts'
import { FailureNotice } from './failure-notice.tsx'

it('copies the Role of the failure that it shows', async () => {
  const request = vi.fn(async () => ({ ok: true, value: { text: '' } }) as never)
  window.backout = { request, subscribe: () => () => undefined }
  const { page, unmount } = mount(
    <FailureNotice failure={failureOf('forbidden', 'May not list.', { grant: 'kind: Role # list\n' })} />
  )
  await act(async () => page.querySelector('button')?.click())
  expect(request).toHaveBeenCalledWith('clipboard.copy', { what: { kind: 'grant', grant: 'kind: Role # list\n' } })
  unmount()
})
