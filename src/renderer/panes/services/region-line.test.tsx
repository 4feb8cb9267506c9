import { afterEach, expect, it } from 'vitest'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { drillShell, environment, shell } from '../../fixtures/shell.ts'
import { viewStore } from '../../stores/view.ts'
import { RegionsUnwatched } from './region-line.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

it('says that regions are not watched, and leads to where that is mended', () => {
  mounted = mount(<RegionsUnwatched shell={{ environment, azureAccounts: [] }} />)
  expect(mounted.page.textContent).toContain('Regions are not watched.')
  expect(mounted.page.textContent).toContain('sign in to Azure and name its profile')
  mounted.page.querySelector('button')?.click()
  expect(viewStore.getState().overlay).toBe('connections')
})

it('says nothing of it where a profile is named, or in a drill', () => {
  const azure = { accountId: 'a', profile: '/subscriptions/1/tm-shop' } as NonNullable<typeof environment.azure>
  mounted = mount(<RegionsUnwatched shell={{ ...shell, environment: { ...environment, azure } }} />)
  expect(mounted.page.textContent).toBe('')
  mounted.again(<RegionsUnwatched shell={drillShell} />)
  expect(mounted.page.textContent).toBe('')
})
