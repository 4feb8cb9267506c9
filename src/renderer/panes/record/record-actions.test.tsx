import { afterEach, expect, it } from 'vitest'
import type { ShellView } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { RecordActions } from './record-actions.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

function buttons(feeds: Parameters<typeof setFeeds>[0]): string {
  setFeeds(feeds)
  mounted = mount(<RecordActions tab="report" />)
  return mounted.page.textContent ?? ''
}

it('offers a status update of a service, and none of all that was done in an environment', () => {
  expect(buttons({ shell, service: failing })).toContain('Copy a status update')
  mounted.unmount()
  // An incident that is opened without its cluster is about its service.
  const record = { service: failing.ref, environment: 'prd', isOver: true } as unknown as ShellView['record']
  expect(buttons({ shell: { ...shell, record }, service: null })).toContain('Copy a status update')
  mounted.unmount()
  const list = buttons({ shell, service: null })
  expect(list).not.toContain('Copy a status update')
  expect(list).toContain('Copy the report')
})
