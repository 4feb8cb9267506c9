import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { ago } from '../../fixtures/times.ts'
import { utcSpelled } from '../../../contract/words/format-time.ts'
import { feedStore } from '../../stores/feeds.ts'
import { viewStore } from '../../stores/view.ts'
import { paletteCommands } from '../overlays/palette-commands.ts'
import { App } from './app.tsx'

let mounted: Mounted | undefined

// The clocks on the screen stand still.
beforeEach(() => void vi.useFakeTimers())

afterEach(() => {
  vi.useRealTimers()
  mounted?.unmount()
  mounted = undefined
})

function show(name: string): Mounted {
  setFeeds(states[name] ?? expect.fail(`no state ${name}`))
  mounted = mount(<App />)
  return mounted
}

describe('every state', () => {
  it.each(Object.keys(states))(
    'shows %s with one heading, words apart, and no green claim that is not proved',
    (name) => {
      const { page } = show(name)
      expect(page.querySelectorAll('h1')).toHaveLength(1)
      const named = page.querySelectorAll('button, summary, label, h1, h2, [role="option"], [role="tab"], header > div')
      expect([...named].flatMap(runTogether), 'words that a screen reader would run together').toEqual([])
      const green = page.querySelectorAll('h1 .ok')
      const { run, verdict } = states[name] ?? expect.fail(`no state ${name}`)
      expect(green).toHaveLength(run?.proved === true && verdict?.level === 'hold' ? 1 : 0)
    }
  )
})

it('says where you are by word and shape', () => {
  expect(show('console').find('band').textContent).toContain('▲ PRODUCTION')
  expect(show('staging').find('band').textContent).toContain('■ STAGING')
  expect(show('drill').find('band').textContent).toContain('◇ DRILL')
})

/** Words of neighbouring elements with nothing between them; a line of its own separates too. */
function runTogether(element: Element): readonly string[] {
  const texts: Text[] = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let next = walker.nextNode(); next !== null; next = walker.nextNode()) texts.push(next as Text)
  return texts.flatMap((text, at) => {
    const before = texts[at - 1]
    if (before === undefined || before.parentElement === text.parentElement) return []
    if ([before, text].some(({ parentElement }) => parentElement?.matches('p, div, h2, option, select'))) return []
    if (element.closest('aside') !== null) return []
    const joint = `${before.data.at(-1) ?? ' '}${text.data.at(0) ?? ' '}`
    return /^[\p{L}\p{N}%.][\p{L}\p{N}]$/u.test(joint) ? [`${before.data}|${text.data}`] : []
  })
}

it('says on d that nothing is left held, where nothing is, and claims nothing of the source', () => {
  const { page } = show('console')
  page.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true }))
  expect(viewStore.getState()).toMatchObject({
    overlay: 'none',
    said: 'Backout holds nothing open'
  })
})

it('offers three choices at first run and nothing else', () => {
  const { page } = show('first-run')
  expect([...page.querySelectorAll('button')].map((button) => button.querySelector('b')?.textContent)).toEqual([
    'Open my kubeconfig',
    'Paste or choose another kubeconfig',
    'Practise on the drill'
  ])
})

it('offers the incident that was open before first, and on enter', () => {
  const { page } = show('first-run-unfinished')
  const selected = page.querySelectorAll('[data-selected="true"]')
  expect([...selected].map((choice) => choice.querySelector('b')?.textContent)).toEqual([
    'Go on with media/search in prod-weu'
  ])
  expect(selected[0]?.textContent).toContain('“Roll back now.” Last known as of')
})

it('says that a kubeconfig which was in memory has to be pasted again, where the incident goes on', () => {
  const state = states['first-run-unfinished'] ?? expect.fail()
  const cluster = state.shell.unfinished?.cluster ?? expect.fail()
  const away = { state: 'unavailable', reason: 'No keychain.', remedy: 'Start one.' } as const
  const text = 'Its kubeconfig was in memory only, as there is no keychain: paste it again to reach the cluster.'
  setFeeds({ ...state, shell: { ...state.shell, keychain: away } })
  mounted = mount(<App />)
  expect(mounted.page.textContent).toContain(`Paste the kubeconfig of prod-weu again ${text}`)
  mounted.unmount()

  const open = { service: null, environment: 'prod-weu', isOver: false, cluster }
  const shell = { ...state.shell, keychain: away, unfinished: null, record: open }
  setFeeds({ ...state, shell })
  mounted = mount(<App />)
  expect(mounted.find('paste-again').textContent).toBe(`! ${text}Paste the kubeconfig`)
  act(() => mounted?.find('paste-again').querySelector('button')?.click())
  const dialog = mounted.page.querySelector('dialog')?.textContent
  expect(dialog).toContain('It stays in memory, is not shown again, and is gone when Backout ends')
  mounted.unmount()

  // The same context of another kubeconfig leads there, too.
  const [stored = expect.fail()] = states['console']?.shell.connections ?? []
  const [context = expect.fail()] = stored.contexts
  const there = { ...context, name: cluster.context, server: cluster.server }
  setFeeds({ ...state, shell: { ...shell, connections: [{ ...stored, contexts: [there] }] } })
  mounted = mount(<App />)
  expect(mounted.page.querySelector('[data-testid="paste-again"]')).toBeNull()
})

it('lists the worst service first', () => {
  const rows = show('services').page.querySelectorAll('[data-testid="service-row"]')
  expect(rows[0]?.getAttribute('data-name')).toBe('checkout')
})

it('takes the namespace typed where listing is forbidden', () => {
  const { page } = show('services-typed-namespace')
  expect(page.textContent).toContain('User "viewer" may not list namespaces.')
  expect(page.querySelector('form input')).not.toBeNull()
})

it('names verb, resource, namespace and user of a denial, with the Role to grant', () => {
  const { page, find } = show('forbidden')
  const denial = find('forbidden').textContent
  for (const word of ['patch', 'deployments.apps', 'shop', 'viewer']) expect(denial).toContain(word)
  expect(find('grant').textContent).toContain('kind: Role')
  expect(page.querySelector('[data-testid="approve-button"]')?.hasAttribute('disabled')).toBe(true)
})

it('shows pods that cannot be read as unread, not as down', () => {
  expect(show('forbidden').find('rails').textContent).toContain('pods not read')
})

it('gives the reason and the source when a lever is refused, and no way to approve', () => {
  const { page, find } = show('refused')
  expect(find('lever-card').textContent).toContain('fluxcd/flagger')
  expect(page.querySelector('[data-testid="approve-button"]')).toBeNull()
})

it('gives the reason of a refusal once, where a trap above says the same', () => {
  const { decision } = states['refused'] ?? expect.fail('no state refused')
  const [trap] = decision.traps
  const reason = `${trap?.lead} ${trap?.text}`
  const levers = decision.levers.map((lever) => (lever.state === 'refused' ? { ...lever, reason } : lever))
  setFeeds({ ...states['refused'], decision: { ...decision, levers } })
  mounted = mount(<App />)
  expect(mounted.page.querySelector('main')?.textContent.split(trap?.text ?? '?')).toHaveLength(2)
  expect(mounted.find('lever-card').textContent).toContain('fluxcd/flagger')
})

it('offers no exercise beside the levers of a healthy service', () => {
  expect(show('healthy').find('lever-card').textContent).not.toContain('Practise')
})

it('keeps the checklist and the contacts while nothing can be reached', () => {
  const { page, find } = show('offline')
  expect(page.querySelectorAll('[data-testid="task"]')).toHaveLength(11)
  // In a low window the steps keep their room: the first contact stands in one line.
  expect(find('contacts').hasAttribute('open')).toBe(false)
  expect(find('contacts').querySelector('summary')?.textContent).toContain('Platform on call +46 8 555 0100')
})

it('keeps what was known last while nothing can be reached, and offers nothing that cannot happen', () => {
  const { page, find } = show('offline')
  expect(find('last-known').textContent).toContain('Last known: Roll back now.')
  expect(find('as-of').textContent).toContain('UTC, 1 min 36 s ago. Nothing can be sent until the connection is back.')
  expect(find('last-plan').textContent).toContain('--to-revision=41')
  expect(find('crossing-clock').textContent).toContain('read 1 min ago')
  expect(find('approve-button').matches(':disabled')).toBe(true)
  expect(page.querySelectorAll('[data-choose]')).toHaveLength(0)
  expect(page.querySelector('[data-testid="task"][aria-selected="true"]')?.textContent).toContain('Undo to revision 41')
})

it('lets a failover be approved while the API server is gone with its region', () => {
  const { decision, checklist } = states['failover'] ?? expect.fail('no state failover')
  setFeeds({ ...states['offline'], decision, checklist })
  mounted = mount(<App />)
  expect(mounted.find('lever-card').textContent).toContain('Take East US 2 offline')
  expect(mounted.find('approve-button').matches(':disabled')).toBe(false)
  expect(mounted.page.querySelector('[data-testid="last-plan"]')).toBeNull()
})

it('plans nothing while nothing can be reached and nothing was known, and says why', () => {
  const { page, find } = show('offline-unknown')
  expect(find('lever-card').querySelector('footer')?.textContent).toContain('Offline: nothing can be planned or sent')
  expect(find('lever-card').querySelector('footer button')?.matches(':disabled')).toBe(true)
  act(() => void page.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true })))
  expect(viewStore.getState()).toMatchObject({ awaitsApproval: false, said: expect.stringContaining('Offline') })
})

it('takes back that it is offline as soon as the connection is there again', () => {
  const { page, find } = show('offline-unknown')
  act(() => void page.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true })))
  expect(find('said').textContent).toContain('Offline')
  act(() => setFeeds(states['console'] ?? {}))
  expect(find('said').textContent).toBe('')
})

it('says that a stale reading is not counted', () => {
  expect(show('stale').find('signal-errorRatio').textContent).toContain('stale: not counted')
})

it('never shows an unmeasured error ratio as a number', () => {
  expect(show('no-metrics').find('signal-errorRatio').textContent).toContain('unknown')
})

it('offers to cancel in the window and to stop waiting after it', () => {
  expect(show('arming').find('cancel-button').textContent).toBe('Cancel, send nothing esc')
  expect(show('running').find('stop-button').textContent).toBe('Stop waiting f')
})

it('offers the inverse after a run that was not proved', () => {
  expect(show('not-proved').find('inverse').textContent).toContain('--to-revision=42')
})

it('offers another plan first when it is known that nothing was changed, and the report otherwise', () => {
  expect(show('conflict').find('plan-again').textContent).toBe('Plan again a')
  expect(show('proved').page.querySelector('[data-testid="plan-again"]')).toBeNull()
})

it('leads first to another proof when an action ended without one, or back to the verdict', () => {
  for (const [state, first] of [
    ['not-proved', 'Prove again w'],
    ['stopped', 'Wait on w']
  ] as const) {
    const buttons = [...show(state).find('action-bar').querySelectorAll('button')].map(({ textContent }) => textContent)
    expect(buttons[0]).toBe(first)
    expect(buttons).toContain('Back to the verdict')
  }
})

it('keeps the decision below a run that is only being proved, open once something is planned', () => {
  const { find } = show('planned-while-proving')
  expect(find('run-card').textContent).toContain('watched until it is proved')
  expect(find('beside-run').querySelector('[data-testid="lever-card"]')).not.toBeNull()
  expect(show('running').find('beside-run').querySelector('[data-testid="lever-card"]')).toBeNull()
  expect(show('arming').page.querySelector('[data-testid="beside-run"]')).toBeNull()
})

it('says while a run goes on that what was sent does not help, with the clock, and the next plan one key away', () => {
  const request = vi.fn(() => Promise.resolve({ ok: true, value: null }))
  window.backout = { request, subscribe: () => () => undefined }
  const { page, find } = show('does-not-help')
  expect(find('verdict').querySelector('h1')?.textContent).toContain('also after it')
  expect(page.querySelector('h1 .bad')?.textContent).toBe('Rolling back checkout to revision 40.')
  expect(find('asks-again').textContent).toContain('Roll back now.')
  expect(find('decide-clock').textContent).toContain('to decide')
  expect(find('run-card').querySelector('header')?.textContent).toContain('late: 3 min 29 s of about')
  expect(find('next-button').textContent).toMatch(/^Plan to .* a$/)
  act(() => find('next-button').click())
  expect(request).toHaveBeenCalledWith('plan.prepare', { lever: 'deploymentRollback' })
})

it('warns above the title of a plan to a revision that served badly, and draws it so', () => {
  const { page, find } = show('chosen-bad')
  const traps = [...page.querySelectorAll<HTMLElement>('[data-testid="trap"]')]
  const isAbove = (trap: HTMLElement) =>
    (trap.compareDocumentPosition(find('lever-card')) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  expect(traps.map((trap) => [trap.getAttribute('aria-label')?.slice(0, 11), isAbove(trap)])).toEqual([
    ['Revision 40', true],
    ['"kubectl ro', false]
  ])
  expect(find('rails').querySelectorAll('[data-health="bad"]').length).toBeGreaterThan(0)
})

it('offers after a proof to undo it, without a call to', () => {
  const { page, find } = show('proved')
  expect(find('inverse').textContent).toContain('Undo this: undo to revision 42')
  expect(find('inverse').textContent).toContain('--to-revision=42')
  expect(paletteCommands().map(({ title }) => title)).toContain('Undo this: undo to revision 42')
  expect(page.querySelector('[data-testid="action-bar"] [data-testid="undo-this"]')).toBeNull()
})

it('offers to choose something else by the name of the lever that it is for, and not where nothing can be chosen', () => {
  const offered = (name: string): readonly string[] => {
    act(() => setFeeds(states[name] ?? expect.fail(`no state ${name}`)))
    return paletteCommands().flatMap(({ id, title }) => (id === 'choose' ? [title] : []))
  }
  expect(offered('console')).toEqual(['Roll back to an earlier revision: choose another'])
  expect(offered('abort')).toEqual([])
  expect(offered('many-choose')).toEqual([])
})

it('puts a watch that is over below the action that ended it, filled as far as it came', () => {
  const { find } = show('watch-overtaken')
  const card = find('watch-card')
  expect(find('run-card').compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy()
  const [quiet] = card.querySelectorAll('[data-minute="quiet"]')
  const all = Number(card.querySelector('svg')?.getAttribute('viewBox')?.split(' ')[2])
  expect(Number(quiet?.getAttribute('width')) / all).toBeLessThan(0.15)
})

it('shows both where another plan was approved while the first was being proved', () => {
  expect(show('two-runs').find('earlier-run').textContent).toContain('still being proved')
})

it('puts a verdict that asks for action again above a run that was proved before it', () => {
  const { page, find } = show('proved-then-failing')
  expect(page.querySelector('h1 .bad')?.textContent).toBe('Roll back now.')
  expect(find('run-card').textContent).toContain('was proved at 02:04:11Z, before the verdict above')
  expect(find('run-card').dataset['overtaken']).toBe('true')
  const [first, second] = find('action-bar').querySelectorAll('button')
  expect([first?.textContent, second?.textContent]).toEqual(['Back to the verdict', 'Open the report'])
  expect(page.textContent).not.toContain('of the watch left')
  expect(page.textContent).toContain('left to decide')
  expect(find('announced').textContent).not.toContain('proved')
})

it('keeps a run on top that was proved after the verdict', () => {
  const { page } = show('proved')
  expect(page.querySelector('h1 .ok')?.textContent).toBe('Rolled back.')
  expect(page.textContent).toContain('of the watch left')
})

it('shows a watch after the proof: how it stands, how far it has come, and its end with what is owed', () => {
  const { page, find } = show('watch-holding')
  expect(find('watch-said').textContent).toBe('Holding, 12 min left, 0 restarts.')
  expect(find('watch-minutes').textContent).toContain(
    'Quiet 18 of 30 min · 0 restarts · 1 reading past a limit, too short to count'
  )
  // A line, and no box for each minute.
  expect(find('watch-minutes').querySelectorAll('[data-minute]')).toHaveLength(3)
  expect(page.textContent).toContain('12:00 of the watch left')
  const blind = show('watch-blind')
  expect(blind.page.textContent).toContain('of the watch left, blind now')
  expect(blind.find('watch-elsewhere').textContent).toContain('cart: Alarm since 02:12:03Z')
  const ended = show('watch-over')
  expect(ended.find('watch-card').dataset['phase']).toBe('ended')
  expect(ended.find('watch-minutes').textContent).not.toContain('left')
  expect(ended.page.querySelector('[data-testid="watch-stop"]')).toBeNull()
})

it('marks a check that does not block as said only', () => {
  const drift = show('proved-with-notes').page.querySelector('[data-check="drift"]')
  expect(drift?.textContent).toContain('not needed for the proof')
  expect(show('not-proved').page.querySelector('[data-check="errors"]')?.textContent).not.toContain('not needed')
})

it('reads the verdict and the end of an action out politely, and a refusal at once', () => {
  const announced = () => mounted?.find('announced') ?? expect.fail('nothing is mounted')
  show('console')
  expect(announced().getAttribute('aria-live')).toBe('polite')
  expect(announced().textContent).toContain('Roll back now. Errors 7.8 %, limit 5 %.')
  show('proved')
  expect(announced().textContent).toContain('Rolled back, and proved.')
  const { run } = feedStore.getState().values
  const words = { title: 'Abort the canary checkout', doing: 'Aborting the canary checkout', done: 'Aborted' }
  act(() => setFeeds({ ...states['proved'], run: run ? { ...run, words } : null }))
  expect(announced().textContent).toContain('. Aborted, and proved.')
  const refusal = show('refused').find('announced-refusal')
  expect(refusal.getAttribute('role')).toBe('alert')
  expect(refusal.textContent).toContain('Refused: Roll back to an earlier revision.')
})

it('holds no clock over a decision that has been made', () => {
  expect(show('console').page.textContent).toContain('left to decide, of 2 min since you saw it')
  expect(show('running').page.textContent).not.toContain('left to decide')
})

it('holds none over one that was made and stopped, put away or not, until more is asked than then', () => {
  const stopped = states['stopped'] ?? expect.fail()
  const { verdict, run, shell } = { ...stopped, verdict: states['console']?.verdict ?? expect.fail() }
  if (!run || !run.ref) expect.fail()
  const { id, words, state, proved, approvedAt, settledAt, watchUntil, ref } = run
  const recent = { id, words, state, proved, approvedAt, settledAt, watchUntil, ref }
  const asked = (at: string) => ({ ...verdict, asked: { level: 'rollBack' as const, at } })
  const clockOf = (state: typeof stopped): HTMLElement | null => {
    mounted?.unmount()
    setFeeds(state)
    mounted = mount(<App />)
    return mounted.page.querySelector('[data-testid="decide-clock"]')
  }
  const before = new Date(Date.parse(approvedAt) - 20_000).toISOString()
  const after = new Date(Date.parse(approvedAt) + 20_000).toISOString()
  expect(clockOf({ ...stopped, verdict: asked(before) })).toBeNull()
  expect(mounted?.find('decided').textContent).toMatch(/^decided .*, not over yet$/)
  const putAway = { ...stopped, run: null, shell: { ...shell, recentRuns: [recent] } }
  expect(clockOf({ ...putAway, verdict: asked(before) })).toBeNull()
  expect(clockOf({ ...putAway, verdict: asked(after) })).not.toBeNull()
  // What was cancelled before anything left decided nothing: the clock runs on.
  const unsent = { ...run, outcome: 'cancelled' as const, attempts: [] }
  expect(clockOf({ ...stopped, run: unsent, verdict: asked(before) })).not.toBeNull()
  const halfWay = { ...run, outcome: 'cancelled' as const }
  expect(halfWay.attempts).not.toEqual([])
  expect(clockOf({ ...stopped, run: halfWay, verdict: asked(before) })).toBeNull()
})

it('counts the time to decide past its end', () => {
  const console = states['console'] ?? expect.fail()
  const verdict = console.verdict ?? expect.fail()
  setFeeds({ ...console, verdict: { ...verdict, asked: { level: 'rollBack', at: ago(571) }, decideBy: ago(451) } })
  mounted = mount(<App />)
  expect(mounted.find('decide-clock').textContent).toBe('+07:31 past the 2 min to decide since you saw it')
})

it('keeps the clock of the incident through the proof, and says then how long it was', () => {
  const proved = states['proved'] ?? expect.fail()
  const verdict = { ...(proved.verdict ?? expect.fail()), firstCrossedAt: null, wasCrossedAt: ago(600) }
  const run = { ...(proved.run ?? expect.fail()), approvedAt: ago(300), settledAt: ago(60) }
  const text = (state: typeof proved): string | undefined => {
    mounted?.unmount()
    setFeeds(state)
    mounted = mount(<App />)
    return mounted.page.querySelector('[data-testid="crossing-clock"]')?.textContent
  }
  const since = utcSpelled(ago(600))
  const proving = { ...run, state: 'verifying', outcome: null, proved: false, settledAt: null } as const
  expect(text({ ...proved, verdict, run: proving })).toBe(`10:00 since the first crossing, not proved over, ${since}`)
  expect(text({ ...proved, verdict, run })).toBe(`09:00 from the first crossing to the proof, ${since}`)
  expect(text({ ...proved, verdict, run: null })).toBeUndefined()
  // What was over before the run is not what it was for.
  expect(text({ ...proved, verdict, run: { ...run, approvedAt: ago(900) } })).toBeUndefined()
})

it('says that it reads, before the past of a number has been read', () => {
  const { page, find } = show('unread')
  expect(find('crossing-clock').textContent).toBe('reading since the first crossing')
  expect(page.querySelector('[data-testid="decide-clock"]')).toBeNull()
  expect(find('signal-p95').textContent).toContain('reading what is normal')
  expect(page.textContent).not.toContain('normal unknown')
  expect(show('services-unread').find('trouble').textContent).toBe(
    '8 services, 1 in trouble so far, errors not read yet'
  )
})

it('waits in its own words and colour, and recommends nothing meanwhile', () => {
  const { page, find } = show('waiting')
  expect(find('verdict').dataset['level']).toBe('wait')
  expect(page.querySelector('h1 .unk')?.textContent).toBe('Wait.')
  expect(page.querySelector('h1')?.textContent).toContain(
    'rolled out 22 s ago by kubectl; the readings still hold requests of before; clean reading in 53 s.'
  )
  expect(page.querySelector('[data-testid="decide-clock"]')).toBeNull()
  expect(page.querySelector('[data-testid="trap"]')).toBeNull()
  expect(find('lever-card').dataset['state']).toBe('possible')
  expect(find('signal-errorRatio').textContent).toContain('7.8 %')
  expect(find('signal-errorRatio').querySelector('b')?.className).toBe('unk')
  expect(find('announced').textContent).toContain('clean reading at 02:15:06Z')
})

it('says what an undo does not bring back above the lever, and in the headline of the proof', () => {
  const { page, find } = show('drifted')
  expect(find('drift-notice').textContent).toContain(
    'ConfigMap checkout-limits was changed by kubectl-edit 12 min ago, 11 min 18 s before errors began; undo does not bring it back.'
  )
  const order = [...page.querySelectorAll('[data-testid="drift-notice"], [data-testid="lever-card"]')]
  expect(order.map((each) => each.getAttribute('data-testid'))).toEqual(['drift-notice', 'lever-card'])
  expect(show('console').page.querySelector('[data-testid="drift-notice"]')).toBeNull()
  expect(show('proved-with-notes').find('drift-said').textContent).toContain('ConfigMap checkout-limits')
  expect(show('proved').page.querySelector('[data-testid="drift-said"]')).toBeNull()
})

it('has what to do first under the headline, and the traps of the procedure below it', () => {
  const { page } = show('console')
  const order = [...page.querySelectorAll('[data-testid="trap"], [data-testid="lever-card"]')]
  expect(order.map((each) => each.getAttribute('data-testid'))).toEqual(['lever-card', 'trap'])
})

it('speaks of what an undo would pick only beside a lever that is asked for', () => {
  expect(show('console').find('trap').textContent).toContain('"kubectl rollout undo" would pick revision 40')
  const healthy = states['healthy'] ?? expect.fail()
  const { traps } = states['console']?.decision ?? expect.fail()
  setFeeds({ ...healthy, decision: { ...healthy.decision, traps } })
  mounted = mount(<App />)
  expect(mounted.page.querySelector('[data-testid="trap"]')).toBeNull()
})

it('keeps the last numbers with their age, in the colour of what is not counted', () => {
  const panel = show('offline').find('signal-errorRatio')
  expect(panel.textContent).toContain('1 min ago')
  expect(panel.textContent).toContain('7.8 % not counted: Prometheus does not answer.')
  expect(panel.querySelector('b')?.className).toBe('unk')
  const row = show('services-lost-metrics').page.querySelector('[data-name="basket"]')
  expect(row?.querySelector('.unk')?.textContent).toBe('1.4 % 44 s ago, not counted')
})

it('names a Deployment that does not exist, once', () => {
  const { page } = show('not-there')
  expect(page.querySelector('[data-testid="lever-card"]')).toBeNull()
  expect(page.querySelector('h1')?.textContent).toBe('There is no Deployment nosuch in shop. ')
  expect(page.textContent).not.toContain('Nothing that is measured')
})

it('says who holds what puts a healthy service back, where nobody here did', () => {
  expect(show('held-elsewhere').find('held-notice').textContent).toContain('is suspended since 2026-03-01 02:11:00Z by')
  mounted?.unmount()
  expect(show('healthy').page.querySelector('[data-testid="held-notice"]')).toBeNull()
})

it('says what happens without a decision', () => {
  const { find } = show('console')
  expect(find('without-you').textContent).toContain('times out 02:19:00Z')
  expect(find('plan-notes').textContent).toContain('Kubernetes never rolls back by itself')
})

it('colours latency in the service list by its normal', () => {
  const row = show('services').page.querySelector('[data-testid="service-row"][data-name="checkout"]')
  expect(row?.querySelector('.bad + small')?.textContent).toContain('3.4×')
})

it('draws the worst of 500 services first and the rest when they are asked for', () => {
  const { page, find } = show('services-500')
  expect(page.querySelectorAll('[data-testid="service-row"]').length).toBeLessThan(100)
  expect(find('services').getAttribute('aria-rowcount')).toBe('501')
  expect(find('services').textContent).toContain('440 more below')
})

it('counts pods that were read long ago as not read', () => {
  expect(show('stale').find('rails').textContent).toContain('pods not read')
})

it('shows what goes on at other services, with a way back to each, on every screen', () => {
  for (const state of ['services-elsewhere', 'elsewhere']) {
    const text = show(state).find('runs-elsewhere').textContent
    expect(text).toContain('Going on: Roll back basket to revision 12')
    expect(text).toContain('Show basket')
    expect(text).toContain('Not proved: Roll back payments to revision 7')
    expect(text).toContain('Open production east to see it')
  }
  expect(show('services').page.querySelector('[data-testid="runs-elsewhere"]')).toBeNull()
})

it('reminds of what was left for another cluster until told not to, and of a question in a window of its own', () => {
  const { page, find } = show('left-for-another')
  expect(find('left-open').textContent).toContain('Left open: media/search in production east, “Roll back now.”')
  expect(find('asked-outside').textContent).toContain('“Contact this server for the first time?”')
  const [, notNow] = [...find('left-open').querySelectorAll('button')]
  act(() => notNow?.click())
  expect(page.querySelector('[data-testid="left-open"]')).toBeNull()
})

it('keeps checklist, record and report without a cluster', () => {
  const { page, find } = show('record')
  expect(page.querySelector('h1')?.textContent).toBe('checkout')
  expect(find('checklist').textContent).toContain('Undo')
  expect([...page.querySelectorAll('[role="tab"]')].map((tab) => tab.textContent?.replace(/ \d+$/, ''))).toEqual([
    'Commands',
    'Timeline',
    'Report draft'
  ])
})
