import { states } from '../src/renderer/fixtures/states.ts'
import { violations, wear } from './axe.ts'
import { expect, test } from './gallery.ts'

// One window for all of them: the page is built once.
test.describe.configure({ mode: 'default' })

for (const state of Object.keys(states)) {
  test(`state ${state} is accessible in every theme and breaks no policy`, async ({ gallery }) => {
    await gallery.show(state, 'dark')
    expect(await violations(gallery.page)).toEqual([])
    for (const theme of ['light', 'contrast'] as const) {
      await wear(gallery.page, theme)
      expect(await violations(gallery.page, 'color-contrast'), theme).toEqual([])
    }
    expect(gallery.complaints()).toEqual([])
  })
}
