import { describe, expect, it } from 'vitest'
import { beginWatch, endWatch, minutesOf, saidOf, see, watchIn, type WatchState } from './index.ts'
import { glanceOf, type Glance, type GlanceInput } from './glance.ts'

const minute = 60_000
const startMs = Date.parse('2026-03-01T02:00:00.000Z')
const at = (ms: number): string => new Date(startMs + ms).toISOString()
const calm = { blind: null, past: null, unseen: [], pods: { a: 0, b: 2 } } as const
const past = (ms: number): Pick<Glance, 'past'> => ({ past: { text: 'Errors 6.2 %, limit 5 %.', readAt: at(ms) } })

/** Looks every 10 s from one time to another, milliseconds since the start. */
function look(state: WatchState, fromMs: number, toMs: number, more: Partial<Glance> = {}) {
  const told: string[] = []
  let next = state
  for (let ms = fromMs; ms <= toMs; ms += 10_000) {
    const seen = see(next, { ...calm, at: at(ms), ...more }, 45_000)
    next = seen.state
    told.push(...seen.events.filter(({ text }) => text !== '').map(({ what }) => what))
  }
  return { state: next, told }
}

const begun = beginWatch(at(0), 30 * minute)

describe('a watch', () => {
  it('that is quiet holds, says at any time what is left, and ends by itself', () => {
    const half = look(begun, 0, 18 * minute)
    expect(half.told).toEqual([])
    expect(saidOf(half.state)).toBe('Holding, 12 min left, 0 restarts.')
    const whole = look(half.state, 18 * minute, 31 * minute)
    expect(whole.told).toEqual(['ended'])
    expect(whole.state.end).toEqual({
      at: at(30 * minute),
      how: 'held',
      text: 'Held. Quiet for 30 min of 30 min, 0 restarts. Nothing was left unwatched.'
    })
  })

  it('does not count the time in which nothing is read, and says so after a minute', () => {
    const before = look(begun, 0, 10 * minute).state
    const dark = look(before, 10 * minute + 10_000, 14 * minute, { blind: 'errors are not measured' })
    expect(dark.told).toEqual(['blind'])
    expect(saidOf(dark.state)).toBe('Blind since 02:10:10Z: errors are not measured. 19 min left, 0 restarts.')
    const back = look(dark.state, 14 * minute + 10_000, 40 * minute)
    expect(back.told).toEqual(['seen', 'ended'])
    expect(back.state.end?.text).toContain('Not watched: 4 min in which nothing was read.')
    expect(Date.parse(back.state.end?.at ?? '')).toBe(startMs + 34 * minute)
  })

  it('counts a sleep of the computer, or its own end, as a gap', () => {
    const before = look(begun, 0, 10 * minute).state
    const after = look(watchIn({ watch: JSON.parse(JSON.stringify(before)) }) ?? begun, 22 * minute, 23 * minute)
    expect(after.told).toEqual(['gap'])
    expect(after.state).toMatchObject({ watchedMs: 11 * minute, blindMs: 12 * minute })
    expect(minutesOf(after.state).slice(9, 24)).toEqual(['quiet', ...Array<string>(13).fill('blind'), 'quiet'])
  })

  it('alarms when a second reading is past a limit, goes on until it is quiet, and does not count that', () => {
    const before = look(begun, 0, 5 * minute).state
    const first = look(before, 5 * minute + 10_000, 5 * minute + 20_000, past(5 * minute))
    expect(first.told).toEqual([])
    const second = look(first.state, 5 * minute + 30_000, 8 * minute, past(5 * minute + 15_000))
    expect(second.told).toEqual(['alarm'])
    expect(saidOf(second.state)).toMatch(/^Alarm since 02:05:30Z: Errors 6.2 %, limit 5 %\. 2\d min/)
    const after = look(second.state, 8 * minute + 10_000, 40 * minute)
    expect(after.told).toEqual(['calm', 'ended'])
    expect(after.state.end?.how).toBe('alarmed')
    expect(after.state.end?.text).toContain('1 alarm, 2 min 40 s: 02:05:30Z Errors 6.2 %, limit 5 %.')
  })

  it('notes what was past a limit for one reading, and alarms for nothing', () => {
    const once = look(begun, 0, 10_000, past(0))
    const after = look(once.state, 20_000, 30_000)
    expect(after.told).toEqual(['noted'])
    expect(after.state).toMatchObject({ phase: 'holding', alarms: [], notes: [{ at: at(20_000) }] })
    expect(minutesOf(after.state)).toEqual(['noted'])
  })

  it('alarms at once for a restart, also for one that came while nobody looked', () => {
    const before = look(begun, 0, minute).state
    const after = see(before, { ...calm, at: at(9 * minute), pods: { a: 1, b: 2, c: 1 } }, 45_000)
    expect(after.events.map(({ text }) => text)).toEqual([
      'Not watched from 02:01:00Z to 02:09:00Z: 8 min that do not count',
      'Alarm: 2 restarts: a, c.'
    ])
    const quiet = look(after.state, 9 * minute + 10_000, 11 * minute, { pods: { a: 1, b: 2, c: 1 } })
    expect(quiet.told).toEqual(['calm'])
    expect(quiet.state).toMatchObject({ restarts: 2, phase: 'holding' })
  })

  it('is told and written once a minute of what a cluster says each second', () => {
    let state = begun
    const told: string[] = []
    for (let second = 1; second <= 600; second += 1) {
      const seen = see(state, { ...calm, at: at(second * 1_000), pods: { a: second, constructor: second } }, 45_000)
      state = seen.state
      told.push(...seen.events.filter(({ text }) => text !== '').map(({ text }) => text))
    }
    expect(told.length).toBeLessThanOrEqual(10)
    expect(told[0]).toBe('Alarm: 2 restarts: a, constructor.')
    expect(state).toMatchObject({ phase: 'alarm', restarts: 2 * 599 })
    expect(state.watchedMs).toBeLessThanOrEqual(2_000)
  })

  it('goes on while an alarm is on, however long that takes, and ends once by a person', () => {
    const first = look(begun, 0, 10_000, past(0)).state
    const alarmed = look(first, 20_000, 40 * minute, past(20_000))
    expect(alarmed.state.end).toBeNull()
    const stopped = endWatch(alarmed.state, at(41 * minute), 'stopped', 'Moved to the other region.')
    expect(stopped.end?.text).toMatch(
      /^Stopped by the operator\. Quiet for 20 s of 30 min, .* Moved to the other region\.$/
    )
    expect(endWatch(stopped, at(50 * minute), 'held')).toBe(stopped)
    expect(see(stopped, { ...calm, at: at(60 * minute) }, 45_000).events).toEqual([])
  })

  it('names what was not judged beside the rest', () => {
    const whole = look(begun, 0, 31 * minute, { unseen: ['latency'] })
    expect(whole.state.end?.text).toContain('Not watched: latency was not judged for 30 min.')
  })

  it('alarms at once when what was held is let go, and again when the bad release is back', () => {
    const name = 'Application argocd/apps'
    const goesOn = `${name} is not held since 02:10:00Z, by kubectl-patch: it puts back what Git says within seconds.`
    const before = look(begun, 0, 5 * minute, { keepers: [{ name, goesOn: null }] }).state
    expect(before.phase).toBe('holding')
    const recorded = watchIn({ watch: JSON.parse(JSON.stringify(before)) }) ?? begun
    const let1 = look(recorded, 5 * minute + 10_000, 6 * minute, { keepers: [{ name, goesOn }] })
    expect(let1.told).toEqual(['alarm'])
    expect(let1.state.phase).toBe('alarm')
    expect(let1.state.alarms.at(-1)?.text).toBe(`${goesOn} If Git has the bad release still, that is what it brings.`)
    const back = look(let1.state, 6 * minute + 10_000, 7 * minute, { keepers: [{ name, goesOn }], ...past(6 * minute) })
    expect(back.told).toEqual(['alarm'])
    // Held again it is quiet after a while, and what was never held is no alarm.
    expect(look(let1.state, 6 * minute + 10_000, 17 * minute, { keepers: [{ name, goesOn: null }] }).told).toEqual([
      'calm'
    ])
    expect(look(begun, 0, 5 * minute, { keepers: [{ name, goesOn }] }).told).toEqual([])
  })

  it('alarms as soon as somebody puts back what was proved, also while nothing else is read, until it is so again', () => {
    const name = 'virtualservices checkout'
    const text = `The weights of VirtualService checkout are back as they were before, last written by kubectl-edit.`
    const asProved = { changes: [{ name, undone: null }] }
    const putBack = { changes: [{ name, undone: text }] }
    const before = look(begun, 0, 5 * minute, asProved).state
    const recorded = watchIn({ watch: JSON.parse(JSON.stringify(before)) }) ?? begun
    const changed = look(recorded, 5 * minute + 10_000, 12 * minute, putBack)
    expect(changed.told).toEqual(['alarm'])
    expect(saidOf(changed.state)).toBe(`Alarm since 02:05:10Z: ${text} 24 min left, 0 restarts.`)
    expect(
      look(recorded, 5 * minute + 10_000, 12 * minute, { ...putBack, blind: 'errors are not measured' }).told
    ).toEqual(['alarm'])
    const again = look(changed.state, 12 * minute + 10_000, 40 * minute, asProved)
    expect(again.told).toEqual(['calm', 'ended'])
    expect(again.state.end?.how).toBe('alarmed')
    // What cannot be read is not watched, and what was otherwise from the first look on is no news of this watch.
    const unread = look(before, 5 * minute + 10_000, 31 * minute, { unseen: [name], changes: [{ name }] })
    expect(unread.state.end?.text).toContain(`Not watched: ${name} was not judged for`)
    expect(look(begun, 0, 5 * minute, putBack).told).toEqual([])
  })

  it('alarms for what people say, and for memory, as for any other row', () => {
    const measured = (id: string, readAt: string) => ({ id, measure: { state: 'known', value: 0, observedAt: readAt } })
    const glance = (ms: number, signal: string) => {
      const seen = { state: 'value', value: [], observedAt: at(ms) }
      const signals = [measured('errorRatio', at(ms)), ...(signal === 'memoryLeft' ? [measured(signal, at(ms))] : [])]
      const verdict = { level: 'rollBack', rest: 'Past it.', judgements: [{ signal, result: 'fires' }] }
      const view = { deployment: seen, pods: seen, signals }
      return glanceOf({ view, verdict, now: new Date(at(ms)), speed: 1 } as unknown as GlanceInput)
    }
    for (const signal of ['memoryLeft', 'customerReports']) {
      const first = see(begun, glance(0, signal), 45_000)
      const second = see(first.state, glance(10_000, signal), 45_000)
      expect(second.events.map(({ text }) => text)).toEqual(['Alarm: Past it.'])
    }
  })
})
