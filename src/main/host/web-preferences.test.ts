import type { Session } from 'electron'
import { expect, it } from 'vitest'
import { webPreferences } from './web-preferences.ts'

it('leaves a page no dialog of its own, no Node and no way out of the sandbox', () => {
  expect(webPreferences('/preload.cjs', {} as Session, false)).toMatchObject({
    disableDialogs: true,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    devTools: false
  })
})
