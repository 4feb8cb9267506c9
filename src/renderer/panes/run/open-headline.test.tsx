import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import type { PracticeView, Run, SignalId, Verdict } from '../../../contract/index.ts'
import { rollBack } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import * as runs from '../../fixtures/runs.ts'
import { recovered } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { holding } from '../../fixtures/watches.ts'
import { PracticeBar } from '../practice/practice-bar.tsx'
import { SayDialog } from '../verdict/say-dialog.tsx'
import { watchTone } from '../watch/watch-tone.ts'
import { RunVerdict } from './run-verdict.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

function proved(signal: SignalId): Run {
  const check = { name: `asked ${signal}`, title: '', status: 'Unknown', blocks: false, evidence: '', observedAt: '' }
  return { ...runs.proved, checks: [...runs.proved.checks, check as Run['checks'][number]] }
}
function judged(signal: SignalId, result: 'waits' | 'quiet'): Verdict {
  const row = { ...rollBack.judgements[0], signal, result, title: 'Customers report trouble', evidence: 'reported' }
  return { ...rollBack, level: 'hold', judgements: [row as Verdict['judgements'][number]] }
}
function headline(run: Run, verdict: Verdict) {
  setFeeds({ run, verdict, service: recovered, shell })
  mounted = mount(
    <>
      <RunVerdict run={run} service={recovered} />
      <SayDialog />
    </>
  )
  return mounted.page.querySelector('h1')
}

it('is not green over errors that were well all along, while what asked for it is not known to be better', () => {
  const said = headline(proved('customerReports'), judged('customerReports', 'waits'))
  expect(said?.textContent).toMatch(/^Rolled back\. Whether it is better for customers nobody has said yet\. Errors/)
  expect(said?.querySelector('em')?.className).toBe('warn')
})

it('leads from what was said before it to the place where somebody says that it is better', () => {
  headline(proved('customerReports'), judged('customerReports', 'waits'))
  act(() => mounted.find('say-better').click())
  const buttons = [...document.querySelectorAll('form button')].map(({ textContent }) => textContent)
  expect(buttons).toContain('They say that it is better')
  mounted.unmount()
  expect(headline(proved('customerReports'), judged('customerReports', 'quiet'))?.textContent).toMatch(
    /^Rolled back\. Errors/
  )
})

it('is not over for the band of a drill, nor green for the watch', () => {
  const debrief = { exercise: { title: 'It grows' }, ended: 'proved' }
  const practice = { playing: null, debrief } as unknown as PracticeView
  const environment = { ...shell.environment, kind: 'drill' }
  setFeeds({
    run: proved('memoryLeft'),
    verdict: { ...rollBack, level: 'hold', judgements: [] },
    practice,
    shell: { ...shell, environment } as typeof shell
  })
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('It grows. Proved. Whether memory still grows is not known yet.')
  expect(watchTone({ ...holding, open: 'Whether memory still grows is not known yet.' })).toBe('warn')
  expect(watchTone(holding)).toBe('ok')
})
