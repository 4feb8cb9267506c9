import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ConnectionView, RequestInput, RequestName, Run } from '../../contract/index.ts'
import { watchFeeds } from '../autopilot/watch-feeds.ts'
import { answerOpening, kubeconfigFor } from '../connections/testing/tls-server.ts'
import { createConsole } from '../console.ts'
import { executorFor, rig } from '../levers/deployment-rollback/testing/rig.ts'
import { approvalOf } from '../levers/deployment-rollback/testing/stage.ts'
import { openJournal } from '../journal/index.ts'
import { agreeingDialogs, consolePorts } from './testing/console-ports.ts'

/**
 * A journal whose last intent has no outcome, as a crash leaves it, and the cluster that took the change. When it
 * disappears, it still answers whoever connects, and nothing else.
 */
async function crashedRollback(folder: string) {
  let isGone = false
  const at = await rig({
    answering: () => (request, response) => {
      if (isGone && !answerOpening(request, response)) response.destroy()
      return isGone
    }
  })
  const plan = await at.plan(3)
  at.cluster.fault = { kind: 'loseAnswer' }
  const journal = await openJournal({
    dir: join(folder, 'journal'),
    clock: { now: () => new Date() },
    app: { version: '0' },
    operator: 'me'
  })
  const silent: typeof journal = {
    ...journal,
    append: (kind, body) => (kind === 'outcome' ? new Promise(() => undefined) : journal.append(kind, body))
  }
  const { executor, until } = await executorFor(at, [plan], { ports: { journal: silent } })
  await executor.approve(approvalOf(plan))
  await until(({ state }) => state === 'settling')
  executor.end('the process ends')
  await journal.close()
  return { at, disappear: (gone: boolean) => void (isGone = gone) }
}

it('an outcome that stayed unknown is read again when the cluster answers again', { timeout: 40_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unknown-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { at, disappear } = await crashedRollback(folder)
  disappear(true)
  const backout = createConsole(consolePorts(folder, { requestTimeoutMs: 100, dialogs: agreeingDialogs }))
  const feeds = watchFeeds(backout)
  onTestFinished(() => backout.close())
  const ask = async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<unknown> => {
    const result = await backout.request(name, input)
    if (!result.ok) throw new Error(result.failure.message)
    return result.value
  }
  const runUntil = (what: string, is: (run: Run) => boolean): Promise<Run> =>
    feeds.until(what, 30_000, ({ run }) => (run && is(run) ? run : undefined))

  const { id } = (await ask('connection.importText', { text: kubeconfigFor(at.server) })) as ConnectionView
  await ask('environment.open', { connectionId: id, context: 'test', name: 'west', kind: 'staging' })
  const run = await runUntil('the run', ({ state }) => state === 'settling')
  await ask('run.abort', { runId: run.id })
  const unknown = await runUntil('the unknown outcome', ({ state }) => state === 'settled')
  expect(unknown).toMatchObject({ outcome: 'unknown', failure: { code: 'unreachable' } })

  disappear(false)
  expect(await runUntil('the outcome', ({ outcome }) => outcome === 'succeeded')).toMatchObject({ id: run.id })
  expect(at.cluster.patches).toBe(1)
})
