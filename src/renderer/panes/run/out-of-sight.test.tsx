import { afterEach, expect, it, vi } from 'vitest'
import type { Check, Run } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import * as runs from '../../fixtures/runs.ts'
import { shell } from '../../fixtures/shell.ts'
import { Proof } from './proof.tsx'
import { RunSteps } from './steps-in-run.tsx'

let mounted: Mounted
afterEach(() => {
  vi.restoreAllMocks()
  mounted.unmount()
})

it('has what keeps a run from being proved first', () => {
  const check = (name: string, status: Check['status'], blocks: boolean): Check => ({
    name,
    title: name,
    status,
    blocks,
    evidence: '',
    observedAt: '2026-03-01T02:00:00Z'
  })
  const checks = [
    check('profile', 'True', false),
    check('informs', 'False', false),
    check('unread', 'Unknown', true),
    check('endpoint', 'False', true)
  ]
  mounted = mount(<Proof checks={checks} />)
  const names = [...mounted.page.querySelectorAll('[data-check]')].map((row) => row.getAttribute('data-check'))
  expect(names).toEqual(['endpoint', 'unread', 'profile', 'informs'])
})

it('brings a step that has failed into view, where not all of it is', () => {
  setFeeds({ shell })
  const seen: (string | undefined)[] = []
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(900)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(500)
  HTMLElement.prototype.scrollIntoView = function (this: HTMLElement) {
    seen.push(this.dataset['state'])
  }
  const run: Run = {
    ...runs.stoppedBetween,
    steps: runs.stoppedBetween.steps.map((step, index) => ({ ...step, state: index === 0 ? 'failed' : 'done' }))
  }
  mounted = mount(
    <main>
      <RunSteps run={run} />
    </main>
  )
  expect(seen).toEqual(['failed'])
})
