import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView } from '../../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { asking } from '../../src/main/console/testing/asking.ts'
import { createConsole } from '../../src/main/console.ts'
import type { Console } from '../../src/main/ports/console.ts'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { startDrill, type Drill } from '../drill.ts'
import { asOperator, type Operator } from '../operator.ts'

// Whoever may write a Canary in one namespace chooses its numbers. One of these threw in the middle of each observation: the view of
// the service stood still, nothing said so, and after some 30 of them the app ended.

let dir: string
let drill: Drill
let operator: Operator
let backout: Console
let feeds: FeedWatcher
const uncaught: string[] = []
const hear = (error: unknown): void => void uncaught.push(error instanceof Error ? (error.stack ?? '') : String(error))

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-odd-'))
  drill = await startDrill({ scenario: 'canary-failing-30', seed: 7, speed: 2 })
  operator = await asOperator(drill)
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  const homeClock = drill.clock as ClockView
  process.on('uncaughtException', hear)
  backout = createConsole(consolePorts(dir, { homeClock, anyJournalPlace: false, env: {}, launch }))
  feeds = watchFeeds(backout)
}, 180_000)

afterAll(async () => {
  feeds?.close()
  await backout?.close()
  process.off('uncaughtException', hear)
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

interface Canaries {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string }
    readonly status?: { readonly phase: string }
  }[]
}

/** The row of the panel that says how many checks failed. */
function checksShown(): Promise<string> {
  return feeds.until('the panel of the Canary', 60_000, ({ service }) => {
    const panel = service?.panels.find(({ id }) => id === 'canary')
    const parts = panel?.parts.state === 'value' ? panel.parts.value : []
    const rows = parts.flatMap((part) => (part.kind === 'rows' ? part.rows : []))
    return rows.find(({ label }) => label === 'Failed checks')?.value
  })
}

it(
  'a Canary with numbers beyond all dates is shown, and the service is followed on',
  { timeout: 180_000 },
  async () => {
    const { items } = await operator.read<Canaries>('/apis/flagger.app/v1beta1/canaries')
    const found = items.find(({ status }) => status?.phase === 'Progressing')
    const { name, namespace } = found?.metadata ?? expect.fail('no Canary is in a run')
    await feeds.until('the services', 60_000, ({ services }) => services?.rows.state === 'value' || undefined)
    await ask('service.open', { ref: { namespace, name } })
    expect(await checksShown()).toContain('every ')
    const path = `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${name}`
    for (const [analysis, shown] of [
      [{ threshold: 1e15 }, 'of 1000000000000000'],
      [{ threshold: 77, interval: '99999999999999m' }, 'of 77, every 1 min']
    ] as const) {
      await operator.merge(path, { spec: { analysis } })
      await feeds.until(`${shown}, or an error`, 30_000, ({ service }) =>
        uncaught.length > 0 || JSON.stringify(service?.panels).includes(shown) ? true : undefined
      )
      expect(uncaught).toEqual([])
      expect(await checksShown()).toContain(shown)
    }
  }
)
