import type { BenchContext, Finding, Measure } from './measure.ts'
import { median } from './measure.ts'
import { openEmptyWindow, openWindow, type MeasuredWindow } from './window.ts'

const ROUNDS = 5

/** The two take turns, so that a machine that grows slower or faster meanwhile is so for both. */
async function coldStart(context: BenchContext): Promise<Finding> {
  const ours: number[] = []
  const empty: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const emptyMs = await startAndClose(openEmptyWindow(context))
    const oursMs = await startAndClose(
      openWindow(context, {
        app: context.root,
        args: ['--no-drill'],
        usable: (page) => page.getByRole('main').getByRole('button')
      })
    )
    // The first round only fills the disk cache.
    if (round === 0) continue
    empty.push(emptyMs)
    ours.push(oursMs)
    context.say(`round ${round} of ${ROUNDS}: ours ${Math.round(oursMs)} ms, empty ${Math.round(emptyMs)} ms`)
  }
  return { value: median(ours), baseline: median(empty) }
}

async function startAndClose(opening: Promise<MeasuredWindow>): Promise<number> {
  const window = await opening
  await window.close()
  return window.startMs
}

export const measures: readonly Measure[] = [{ name: 'cold-start', unit: 'ms', goal: 2, run: coldStart }]
