import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import { rollBack } from '../../fixtures/decision.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { viewStore } from '../../stores/view.ts'
import { VerdictPane } from './verdict-pane.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

function asks(level: typeof rollBack.level): HTMLButtonElement | undefined {
  mounted = mount(<VerdictPane verdict={{ ...rollBack, level }} />)
  return [...mounted.page.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('Do customers'))
}

it('asks under a good verdict whether customers report trouble, and takes what they say', () => {
  const button = asks('hold')
  act(() => button?.click())
  expect(viewStore.getState().saying).toBe('customerReports')
})

it('asks for nothing more where a change is asked for already', () => {
  expect(asks('rollBack')).toBeUndefined()
})
