import type { Page } from 'playwright-core'
import { openDrillService } from './drill-service.ts'
import { median, type BenchContext, type Finding, type Measure } from './measure.ts'
import { openWindow } from './window.ts'

const ROUNDS = 9

/**
 * From the click on `6 h` until all seven charts of six hours are drawn, with everything between: five range queries to the
 * drill's Prometheus through the API server, quantiles, feed, canvas. Beside it the same of a quarter of an hour.
 */
async function sixHours(context: BenchContext): Promise<Finding> {
  const service = await openDrillService()
  try {
    const window = await openWindow(context, {
      app: context.root,
      args: service.args,
      usable: (page) => page.locator('[data-testid="signal-errorRatio"]:not([data-state="unknown"])').waitFor()
    })
    try {
      await window.page.getByRole('tab', { name: 'Charts' }).click()
      await window.page.getByTestId('chart-availability').waitFor()
      const long: number[] = []
      const short: number[] = []
      for (let round = 0; round <= ROUNDS; round += 1) {
        long.push(await untilDrawn(window.page, '6 h', 121))
        short.push(await untilDrawn(window.page, '15 min', 61))
      }
      context.say(`six hours: ${long.map(Math.round).join(', ')} ms`)
      // The first round compiles what draws.
      return { value: median(long.slice(1)), baseline: median(short.slice(1)) }
    } finally {
      await window.close()
    }
  } finally {
    await service.stop()
  }
}

/** Milliseconds in the page from a click on a window of time until the last chart has as many values and was drawn. */
function untilDrawn(page: Page, label: string, points: number): Promise<number> {
  return page.evaluate(
    ([name, count]) =>
      new Promise<number>((resolve) => {
        const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)
        const startedAt = performance.now()
        const look = (): void => {
          const drawn = document.querySelector(`[data-testid="chart-restarts"] [data-points="${count}"] canvas`)
          // The frame after it is the one that shows it.
          requestAnimationFrame(drawn === null ? look : () => resolve(performance.now() - startedAt))
        }
        button?.click()
        look()
      }),
    [label, points] as const
  )
}

export const measures: readonly Measure[] = [{ name: 'charts-6h', unit: 'ms', goal: { atMost: 300 }, run: sixHours }]
