import { describe, expect, it } from 'vitest'
import { keeperStage as stage, place, ref } from './testing/keeper-stage.ts'

describe('an incident that is come back to', () => {
  it('has its whole record, however long it has gone on', async () => {
    const { keeper, passHours, shown } = await stage()
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    for (const text of ['first', 'second', 'third']) {
      passHours(3)
      await keeper.note('said', text)
    }
    await keeper.enterService({ ...place('east'), ref: { namespace: 'shop', name: 'cart' } })
    passHours(3)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout', 'first', 'second', 'third', 'Came back to shop/checkout'])
  })

  it('is another one after a pause', async () => {
    const { keeper, passHours, shown } = await stage()
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    passHours(1)
    await keeper.note('said', 'old')
    passHours(4.1)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout'])
    await keeper.note('said', 'new')
    passHours(3)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout', 'new', 'Came back to shop/checkout'])
  })
})

describe('the report of a list of services', () => {
  it('says which exercise it is of from the moment that it begins', async () => {
    const { keeper } = await stage()
    expect(keeper.report().markdown).toContain('Environment: no environment opened')
    const { environment } = place('drill')
    keeper.connecting({ ...environment, kind: 'drill' })
    const { markdown } = keeper.report()
    expect(markdown).toMatch(/^# DRILL: incident report/)
    expect(markdown).toContain('Environment: drill (drill), not connected')
    expect(keeper.environment()?.kind).toBe('drill')
  })

  it('is that of the environment on the screen, and of nothing that was done in another', async () => {
    const { keeper, shown } = await stage()
    const [east, west] = [place('east'), place('west')]
    keeper.connecting(east.environment)
    await keeper.attach(east)
    await keeper.enterService(east)
    await keeper.note('said', 'rolled back')
    keeper.leaveService()
    expect(await shown()).toEqual([expect.stringContaining('Connected to east'), 'Opened shop/checkout', 'rolled back'])
    expect(keeper.report().markdown).toContain('Environment: east (production)')

    keeper.connecting(west.environment)
    // Which one it is, is known before anything was read of it.
    expect(keeper.report().markdown).toContain('Environment: west (production), not connected')
    const journal = await keeper.journal()
    await keeper.attach(west)
    const { identity } = east
    await journal.append('reconcile', { runId: 'r', ref, identity, proved: true, text: 'Recovered in the east' })
    expect(await shown()).toEqual([expect.stringContaining('Connected to west')])
    expect(keeper.report().markdown).toMatch(/^Environment: west \(production\), `/m)
    expect(keeper.report().markdown).not.toMatch(/east|rolled back/)

    // Back there, the incident has its whole record.
    keeper.connecting(east.environment)
    await keeper.attach(east)
    await keeper.enterService(east)
    expect(await shown()).toEqual([
      'Opened shop/checkout',
      'rolled back',
      'Recovered in the east',
      'Came back to shop/checkout'
    ])
  })

  it('has what was agreed to in the record of what it is about, whatever is open meanwhile', async () => {
    const { keeper, shown } = await stage()
    const [east, west] = [place('east'), place('west')]
    keeper.connecting(east.environment)
    await keeper.attach(east)
    await keeper.enterService(east)
    await keeper.note('approved', 'Agreed to contact west', west.environment.id)
    expect(await shown()).toEqual(['Opened shop/checkout'])
    expect(keeper.earlierReport(keeper.records()[0]?.seq ?? 0).markdown).not.toContain('Agreed to contact west')
    keeper.leaveService()
    keeper.connecting(west.environment)
    expect(await shown()).toEqual(['Agreed to contact west'])
  })

  it('goes on where the same environment is connected to again, and begins anew on another cluster', async () => {
    const { keeper, shown } = await stage()
    const east = place('east')
    await keeper.note('connections', 'Imported')
    for (const identity of [east.identity, east.identity, 'a cluster that was built anew']) {
      keeper.connecting(east.environment)
      await keeper.attach({ ...east, identity })
      if (identity !== east.identity) break
      expect(await shown()).toContain('Imported')
    }
    expect(await shown()).toEqual([expect.stringContaining('Connected to east')])
  })

  it('names the environment still after it was closed', async () => {
    const { keeper, feeds, shown } = await stage()
    keeper.connecting(place('east').environment)
    await keeper.attach(place('east'))
    feeds.update('shell', (view) => ({ ...view, environment: null }))
    expect(await shown()).toEqual([expect.stringContaining('Connected to east')])
    expect(keeper.report().markdown).toContain('Environment: east (production)')
  })
})

describe('what is typed in the window without end', () => {
  it('is refused with what took the room, leaves the other kinds and what main writes alone, and is taken again', async () => {
    const { keeper, passMinutes, shown } = await stage()
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    const fill = async (): Promise<number> => {
      for (let times = 0; ; times += 1) {
        try {
          await keeper.setReportField('summary', 'x'.repeat(16_384))
        } catch (error) {
          expect(error).toMatchObject({
            failure: {
              code: 'refused',
              message: expect.stringMatching(
                /^No more is taken now: 25\d fields of the report with 4,\d{3},\d{3} characters/
              ),
              remedy: 'Copy what you wrote, then wait 1 min, or start Backout again.'
            }
          })
          return times
        }
      }
    }
    expect(await fill()).toBeGreaterThan(250)
    await keeper.debt({ text: 'the person wrote this' })
    await keeper.note('said', 'main wrote this')
    const lines = await shown()
    expect(lines).toContain('main wrote this')
    expect(lines.filter((line) => line.startsWith('No more is taken now'))).toEqual([
      expect.stringContaining('If that was not you, close the window.')
    ])
    passMinutes(1)
    await keeper.setReportField('summary', 'x'.repeat(16_384))
  })

  it('keeps nobody from writing the note that matters: a person is asked outside the window, and reads it whole', async () => {
    const asked: string[] = []
    let agrees = true
    const { keeper, shown } = await stage({
      dialogs: {
        async confirmTrust({ detail }) {
          asked.push(detail)
          return agrees
        }
      }
    })
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    const write = (text: string) => keeper.said('reported', { ref, text })
    for (const length of [4_000, 100, 1])
      for (const before = asked.length; asked.length === before;) await write('x'.repeat(length))
    // As far as anybody has agreed, and no further.
    const note = `${'The payment provider is down too. '.repeat(40)}Call Mira.`
    await write(note)
    expect(asked.at(-1)?.replaceAll('\n', '')).toContain(note)
    expect(await shown()).toContain(note)
    agrees = false
    await expect(write('not this')).rejects.toMatchObject({ failure: { code: 'cancelled' } })
    const questions = asked.length
    await expect(write('y'.repeat(4_001))).rejects.toMatchObject({
      failure: { code: 'refused', remedy: expect.stringContaining('make it shorter') }
    })
    expect(asked).toHaveLength(questions)
    expect(await shown()).not.toContain('not this')
  })
})
