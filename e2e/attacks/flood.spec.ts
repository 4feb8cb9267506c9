import type { ElectronApplication } from '@playwright/test'
import { expect, test } from '../app.ts'
import { openIncident } from '../open-incident.ts'
import { readFeed } from '../pages/feeds.ts'

// Script has taken the page over and asks for whatever costs main most, as fast as it may, for a while.

interface Answer {
  readonly ok: boolean
}

test.setTimeout(100_000)

/** Main is silent no longer than this, on a machine that does other things besides; it was two minutes and more. */
const mostMs = 2_000

/** The longest time, milliseconds, in which main did nothing else, from this call to the next. */
async function watchMain(electron: ElectronApplication): Promise<() => Promise<number>> {
  await electron.evaluate(() => {
    const state = { worst: 0, last: performance.now() }
    Object.assign(globalThis, { lag: state })
    setInterval(() => {
      const now = performance.now()
      state.worst = Math.max(state.worst, now - state.last - 20)
      state.last = now
    }, 20)
  })
  return () =>
    electron.evaluate(() => {
      const { lag } = globalThis as unknown as { readonly lag: { worst: number } }
      const { worst } = lag
      lag.worst = 0
      return Math.round(worst)
    })
}

test('main answers all the while, and does not grow', async ({ launch, drill }) => {
  const world = await drill({ scenario: 'bad-deploy', speed: 20, seed: 94 })
  const { window, electron, console: screen } = await openIncident(launch, world)
  await screen.waitForPlan()
  const tasks = (await readFeed(window, 'checklist')).tasks.map(({ id }) => id)
  const worstSince = await watchMain(electron)
  const memory = () => electron.evaluate(() => Math.round(process.memoryUsage().rss / 1_048_576))
  // As much to read as it may write.
  await window.evaluate(async (taskId) => {
    const { backout } = globalThis.window
    const ask = (name: string, input: unknown) => backout?.request(name as never, input as never)
    for (let note = 0; note < 30; note += 1) await ask('task.note', { taskId, text: `${note} ${'word '.repeat(800)}` })
    for (const field of ['trigger', 'impact', 'rootCause'])
      for (let time = 0; time < 30; time += 1) await ask('report.set', { field, value: 'long '.repeat(3_000) })
  }, tasks[0])
  const before = await memory()
  await worstSince()
  for (const [name, input] of [
    ['report.read', {}],
    ['record.find', { text: 'a b c d e f g h i j k l m n o p '.repeat(120) }],
    ['clipboard.copy', { what: { kind: 'grant', grant: 'x'.repeat(1_000_000) } }],
    ['connection.importText', { text: `${'- '.repeat(900_000)}` }],
    ['incidents.read', {}]
  ] as const) {
    const answered = await window.evaluate(
      async ([asked, given]) => {
        const { backout } = globalThis.window
        const untilMs = performance.now() + 6_000
        let count = 0
        while (performance.now() < untilMs) {
          const answers = (await Promise.all(
            Array.from({ length: 50 }, async () => backout?.request(asked as never, given as never))
          )) as readonly (Answer | undefined)[]
          count += answers.filter((answer) => answer?.ok === true).length
        }
        return count
      },
      [name, input] as const
    )
    expect(await worstSince(), `${name}, answered ${answered} times`).toBeLessThan(mostMs)
  }
  // What main can refuse only after it has read it: many parts, many messages that nobody waits for.
  const refused = await window.evaluate(async () => {
    const { backout } = globalThis.window
    const ask = (input: unknown) => backout?.request('task.note', input as never)
    const keys = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, at) => [`k${at}`, at]))
    const answers = [await ask(Array.from({ length: 3_000_000 }, (_, at) => at)), await ask(keys)]
    for (let time = 0; time < 200_000; time += 1) void ask({})
    return [...answers, await ask({})]
  })
  const codes = (refused as readonly { readonly failure?: { readonly code: string } }[]).map(
    ({ failure }) => failure?.code
  )
  expect(codes).toEqual(['badInput', 'badInput', 'rateLimited'])
  await readFeed(window, 'shell')
  expect(await worstSince(), 'large messages, and many').toBeLessThan(mostMs)
  await window.evaluate(async () => {
    const { backout } = globalThis.window
    for (let round = 0; round < 40; round += 1) {
      for (let time = 0; time < 100; time += 1) backout?.subscribe(() => undefined)()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })
  await readFeed(window, 'shell')
  expect(await worstSince(), 'listening again').toBeLessThan(mostMs)
  expect((await memory()) - before).toBeLessThan(200)

  // Windows that are refused, titles and entries of the history take main some time each: such a page is ended, and loaded anew.
  const gone = window.waitForEvent('crash')
  await window
    .evaluate(() => {
      for (let time = 0; time < 20_000; time += 1) globalThis.window.open('about:blank')
    })
    .catch(() => undefined)
  await gone
  expect(await worstSince(), 'windows').toBeLessThan(mostMs)
})
