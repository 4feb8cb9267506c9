import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { App } from '../shell/app.tsx'

let mounted: Mounted | undefined

// The clocks on the screen stand still.
beforeEach(() => void vi.useFakeTimers())

afterEach(() => {
  vi.useRealTimers()
  mounted?.unmount()
  mounted = undefined
})

function show(name: string): HTMLElement {
  setFeeds(states[name] ?? expect.fail(`no state ${name}`))
  mounted = mount(<App />)
  return mounted.page
}

const button = (page: HTMLElement, text: string) =>
  [...page.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(text)) ??
  expect.fail(`no button ${text}`)

describe('a kubeconfig of which some contexts cannot be used', () => {
  it('says so in the list, with the reason, and does not open them', () => {
    const page = show('connections-odd')
    const tagged = [...page.querySelectorAll('label')].filter(({ textContent }) =>
      textContent.includes('cannot be used')
    )
    expect(tagged.map((label) => label.querySelector('b')?.textContent)).toEqual(['Prod', 'half'])
    expect(page.textContent).toContain('It differs from "prod" only in case or form.')
    expect(button(page, 'Open Prod').disabled).toBe(true)
  })

  it('says what else is to be known of the file', () => {
    expect(show('connections-odd').querySelector('[aria-label="About this kubeconfig"]')?.textContent).toContain(
      'several YAML documents'
    )
  })
})

it('searches only among many contexts', () => {
  expect(show('connections-odd').querySelectorAll('input[type=search]')).toHaveLength(1)
  mounted?.unmount()
  expect(show('connections').querySelectorAll('input[type=search]')).toHaveLength(0)
})

it('shows what a sign-in program asks for', () => {
  const said = show('signing-in').querySelector('[data-testid=sign-in]')
  expect(said?.textContent).toContain('kubelogin waits for you to sign in.')
  expect(said?.querySelector('pre')?.textContent).toContain('enter the code FXJ4-9QWT')
})
