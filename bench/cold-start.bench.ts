import type { BenchContext, Finding, Measure } from './measure.ts'
import { median } from './measure.ts'
import { openDrillService } from './drill-service.ts'
import { openEmptyWindow, openWindow, type MeasuredWindow } from './window.ts'

const ROUNDS = 5

/**
 * From the start of the process until the checklist of a service is on the screen; that it takes a tick is seen right
 * after. The service is one of a drill that already runs, opened from the command line as on a real cluster. The two
 * windows take turns, so that a machine that grows slower or faster meanwhile is so for both.
 */
async function coldStart(context: BenchContext): Promise<Finding> {
  const service = await openDrillService()
  const ours: number[] = []
  const empty: number[] = []
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const emptyMs = await startAndClose(openEmptyWindow(context))
      const oursMs = await startAndClose(
        openWindow(context, {
          app: context.root,
          args: service.args,
          usable: (page) => page.getByTestId('task').first().waitFor()
        }),
        tickFirst
      )
      // The first round only fills the disk cache.
      if (round === 0) continue
      empty.push(emptyMs)
      ours.push(oursMs)
      context.say(`round ${round} of ${ROUNDS}: ours ${Math.round(oursMs)} ms, empty ${Math.round(emptyMs)} ms`)
    }
  } finally {
    await service.stop()
  }
  return { value: median(ours), baseline: median(empty) }
}

async function startAndClose(
  opening: Promise<MeasuredWindow>,
  look: (page: MeasuredWindow['page']) => Promise<void> = async () => undefined
): Promise<number> {
  const window = await opening
  try {
    await look(window.page)
  } finally {
    await window.close()
  }
  return window.startMs
}

/** Fails when the checklist is only a picture. */
async function tickFirst(page: MeasuredWindow['page']): Promise<void> {
  await page.getByTestId('task').first().click()
  await page.getByTestId('task-detail').getByRole('button', { name: 'Tick', exact: true }).click()
  await page.locator('[data-testid="task"][data-state="done"]').first().waitFor()
}

export const measures: readonly Measure[] = [{ name: 'cold-start', unit: 'ms', goal: 2, run: coldStart }]
