import { describe, expect, it } from 'vitest'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { switchPath } from '../levers/testing/toy/switches.ts'
import { toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy } from '../levers/testing/toy/toy-stage.ts'
import { actions } from '../actions/registry.ts'
import { createRunIndex } from '../run/index.ts'
import { renderReport } from '../report/index.ts'
import type { SaidIn } from './agree-to-word.ts'
import { createDebts } from './debts.ts'

/** A run that left the valve off, and what a person may say of that. */
async function leftOff({ agrees = true, isDrill = false, opensMeanwhile = false } = {}) {
  const stage = await startToy()
  const { reader, identity, clock } = stage.place
  const off = stage.ready(toyPlan(stage.place, [stepFor(await reader.get(switchPath('valve')), 'off', identity, true)]))
  const { approve, settled, journal, index } = await toyProcess(stage, [off])
  await approve(off)
  const run = await settled()
  let published = 0
  const asked: string[] = []
  let here = { id: 'c/east', name: 'prod-east', kind: 'production' } as const as SaidIn
  const debts = createDebts({
    runs: {
      owed: () => ({ identity, debts: index.owed(identity) }),
      publishDebts() {
        published += 1
      }
    },
    record: { debt: (body) => journal.append('debt', body) },
    clock,
    operator: 'mira',
    dialogs: {
      async confirmTrust({ title, detail }) {
        asked.push(`${title}\n${detail}`)
        if (opensMeanwhile) here = { ...here, id: 'c/west' }
        return agrees
      }
    },
    environment: () => (isDrill ? { ...here, kind: 'drill' } : here)
  })
  const report = (): string => {
    const { markdown } = renderReport({
      records: journal.records(),
      environment: null,
      service: null,
      operator: 'mira',
      now: clock.now(),
      offsetMinutes: 0,
      notices: []
    })
    return markdown
  }
  return { debts, index, journal, identity, run, report, published: () => published, asked }
}

const id = 'switch valve off'

describe('what a run left behind', () => {
  it('is owed with the run and the service that it is of, also by a process that reads the journal anew', async () => {
    const { journal, identity, run, report } = await leftOff()
    const anew = createRunIndex(journal, actions)
    expect(anew.owed(identity)).toMatchObject([{ id, runId: run.id, ref: run.ref, settledAt: null }])
    expect(anew.owed('another cluster')).toEqual([])
    expect(report()).toMatch(/## Left behind\n\n- \*\*Open\*\*: Put valve on again, since .*toy set valve on/)
  })

  it('is owed on when it was handed over, with who sees to it and why', async () => {
    const { debts, index, identity, run, report, published } = await leftOff()
    await debts.handOver({ id, to: 'Ines', note: 'after the freeze' })
    expect(published()).toBe(1)
    expect(index.owed(identity)).toMatchObject([
      { id, runId: run.id, settledAt: null, handedOver: { to: 'Ines', note: 'after the freeze' } }
    ])
    expect(report()).toMatch(/\*\*Open\*\*: Put valve on again.*Handed over to Ines at .*: after the freeze\./)
  })

  it("is settled by the operator's word, and the record says whose", async () => {
    const { debts, index, identity, journal, report } = await leftOff()
    await debts.settle({ id, note: 'put on by hand' })
    expect(index.owed(identity)).toEqual([])
    expect(createRunIndex(journal, actions).owed(identity)).toEqual([])
    expect(journal.records().at(-1)?.body).toMatchObject({ operator: 'mira', debt: { settledNote: 'put on by hand' } })
    expect(report()).toMatch(/- Settled at .*: Put valve on again, by the operator's word: put on by hand\./)
    await expect(debts.settle({ id, note: 'again' })).rejects.toMatchObject({ failure: { code: 'notFound' } })
  })

  it('is asked about outside the window, because a page could say it in the name of the operator', async () => {
    const { debts, index, identity, journal, asked } = await leftOff({ agrees: false })
    const before = journal.records().length
    const cancelled = { failure: { code: 'cancelled' } }
    await expect(debts.settle({ id, note: 'was done\u202e' })).rejects.toMatchObject(cancelled)
    await expect(debts.handOver({ id, to: 'nobody', note: '' })).rejects.toMatchObject(cancelled)
    await expect(debts.settle({ id: 'none', note: 'x' })).rejects.toMatchObject({ failure: { code: 'notFound' } })
    expect(index.owed(identity)).toMatchObject([{ id, settledAt: null }])
    expect(journal.records()).toHaveLength(before)
    expect(asked).toHaveLength(2)
    expect(asked[0]).toMatch(/Put valve on again[^]*as the word of mira:\n\nwas done\\u\{202e\}/)
    expect(asked[1]).toContain('Handed over to nobody.')
  })

  it('is settled where the person was told, and not where a page has gone meanwhile', async () => {
    const { debts, index, identity, asked } = await leftOff({ opensMeanwhile: true })
    await expect(debts.settle({ id, note: 'done' })).rejects.toMatchObject({ failure: { code: 'conflict' } })
    expect(asked[0]).toContain('In prod-east: Put valve on again')
    expect(index.owed(identity)).toMatchObject([{ id, settledAt: null }])
  })

  it('is not asked about in a drill', async () => {
    const { debts, index, identity, asked } = await leftOff({ agrees: false, isDrill: true })
    await debts.settle({ id, note: 'put on by hand' })
    expect([asked, index.owed(identity)]).toEqual([[], []])
  })
})
