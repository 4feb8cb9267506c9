import { afterEach, expect, it } from 'vitest'
import { failureOf, type PracticeView, type ShellView, type WatchView } from '../../../contract/index.ts'
import { plan, ready, rollBack } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import * as runs from '../../fixtures/runs.ts'
import { failing as service, recovered } from '../../fixtures/service.ts'
import { PracticeBar } from '../practice/practice-bar.tsx'
import { BesideRun } from './beside-run.tsx'
import { RunVerdict } from './run-verdict.tsx'
import { PendingCommands } from './pending-commands.tsx'

const closed = { wanted: false, onToggle: () => undefined }
let mounted: Mounted

afterEach(() => mounted.unmount())

it('counts down to commands alone: what only waits has none', () => {
  const [step = expect.fail('no step')] = plan.steps
  const steps = [{ ...step, id: 'keep', command: '' }, step]
  setFeeds({ decision: { ...ready, plan: { ...plan, steps } } })
  mounted = mount(<PendingCommands run={{ ...runs.arming, planId: plan.id }} />)
  expect(mounted.find('pending-command').textContent).toContain('kubectl')
})

it('says as of when the decision below a run is, once the API server does not answer', () => {
  const beside = (
    <BesideRun
      run={runs.proved}
      decision={{ ...ready, plan: null }}
      service={service}
      verdict={rollBack}
      insecure={false}
      {...closed}
    />
  )
  setFeeds({})
  mounted = mount(beside)
  expect(mounted.page.textContent).toContain('The decision, as it is read now')
  mounted.unmount()
  const link = { id: 'apiServer', state: 'failing', lastOkAt: '2026-03-14T02:10:00.000Z' }
  const clock = { simulatedAt: '2026-03-14T02:11:00.000Z', realAt: new Date().toISOString(), speed: 1 }
  setFeeds({ shell: { links: [link], clock } as unknown as ShellView })
  mounted = mount(beside)
  expect(mounted.page.textContent).toMatch(/The decision, as it was read at 02:10:\d\dZ: /)
})

it('scrolls to the next plan below a run, and not past the words that nothing was sent', () => {
  setFeeds({})
  const marginOf = (run: typeof runs.proved, next = plan): string => {
    const props = { decision: { ...ready, plan: next }, service, verdict: rollBack, insecure: false, ...closed }
    mounted = mount(
      <main>
        <BesideRun run={run} {...props} />
      </main>
    )
    const margin = mounted.find('beside-run').style.scrollMarginTop
    mounted.unmount()
    return margin
  }
  expect(marginOf(runs.notProved)).toMatch(/px$/)
  expect(marginOf({ ...runs.notProved, outcome: 'cancelled', attempts: [] })).toBe('')
  // What stopped half-way is read first, unless what is left of it was asked for.
  expect(marginOf(runs.stoppedBetween)).toBe('')
  const rest = { ...plan, continues: { runId: runs.stoppedBetween.id, how: 'goOn' } } as const
  expect(marginOf(runs.stoppedBetween, rest)).toMatch(/px$/)
  setFeeds({})
  mounted = mount(<main />)
})

it('leaves a plan that came by itself closed below a run that stopped half-way', () => {
  setFeeds({})
  const props = { decision: { ...ready, plan }, service, verdict: rollBack, insecure: false, ...closed }
  mounted = mount(
    <main>
      <BesideRun run={runs.stoppedBetween} {...props} />
    </main>
  )
  expect(mounted.page.querySelector('[data-testid="approve-button"]')).toBeNull()
  expect(mounted.page.textContent).toContain(`Another plan came by itself: ${plan.words.title}.`)
})

it('does not scroll away from how a run ended to a plan that nobody can approve', () => {
  setFeeds({})
  const blocked = failureOf('refused', 'It does not answer.')
  const props = { decision: { ...ready, plan: { ...plan, blocked } }, service, verdict: rollBack, insecure: false }
  mounted = mount(
    <main>
      <BesideRun run={runs.notProved} {...props} {...closed} />
    </main>
  )
  expect(mounted.find('beside-run').style.scrollMarginTop).toBe('')
})

it('does not call an exercise over while its service asks for action again', () => {
  const practice = { playing: null, debrief: { exercise: { title: 'Bad deploy' }, ended: 'proved' } }
  const shell = { environment: { kind: 'drill' }, leftForDrill: null }
  const feeds = { practice: practice as unknown as PracticeView, shell: shell as unknown as ShellView }
  setFeeds(feeds)
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('Proved, and over.')
  mounted.unmount()
  setFeeds({ ...feeds, verdict: rollBack })
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('Proved, and it asks for action again.')
  mounted.unmount()
  setFeeds({ ...feeds, run: { ...runs.proved, proved: false, state: 'verifying', settledAt: null } })
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('Proved before; another change is under way.')
  mounted.unmount()
  setFeeds({ ...feeds, run: runs.notProved })
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('Proved before; what was done since is not proved.')
  mounted.unmount()
  setFeeds({ ...feeds, run: runs.proved })
  mounted = mount(<PracticeBar />)
  expect(mounted.page.textContent).toContain('Proved, and over.')
})

it('is not green above what the watch over it alarms about', () => {
  const text = 'Application argocd/apps is not held since 02:10:00Z, by kubectl-patch.'
  const alarms = [{ at: '2026-03-14T02:10:00.000Z', endedAt: null, text }]
  const environment = { id: 'prod', kind: 'production' }
  const watch = { runId: runs.proved.id, ref: service.ref, environment, phase: 'holding', alarms }
  const show = (phase: string) => {
    const shell = { environment } as unknown as ShellView
    setFeeds({ shell, watches: [{ ...watch, phase }] as unknown as readonly WatchView[] })
    mounted = mount(<RunVerdict run={runs.proved} service={recovered} />)
    return mounted.page.querySelector('h1 em')?.className
  }
  expect(show('holding')).toBe('ok')
  expect(mounted.page.textContent).not.toContain(text)
  mounted.unmount()
  expect(show('alarm')).toBe('warn')
  expect(mounted.find('watch-alarmed').textContent).toContain(text)
})
