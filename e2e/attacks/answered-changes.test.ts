import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RequestInput, RequestName, RequestOutput } from '../../src/contract/index.ts'
import { watchFeeds } from '../../src/main/autopilot/watch-feeds.ts'
import { createConsole } from '../../src/main/console.ts'
import { agreeingDialogs, consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { startHostileServer } from '../../src/main/testing/hostile/start-hostile-server.ts'

// A server makes a change, and answers as no server does. What became of it is recorded, whatever it said.

const patienceMs = 60_000
const json = { 'content-type': 'application/json' }
/** Arguments of the attack `changesAndSays`. */
const attacks: Readonly<Record<string, object>> = {
  reset: { how: 'reset' },
  'raw 101': { how: 'raw', body: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nx' },
  'raw two lengths': {
    how: 'raw',
    body: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'
  },
  drip: { how: 'drip' },
  endless: { how: 'endless' },
  'gzip claimed': { headers: { ...json, 'content-encoding': 'gzip' }, body: '{HEALTHY}' },
  '307': { status: 307, headers: { ...json, location: 'https://127.0.0.1:1/x' }, body: '{}' },
  '409 not a status': { status: 409, body: '{"kind":"Deployment"}' },
  '500 status': { status: 500, body: '{"kind":"Status","status":"Failure","message":"x"}' },
  'ok date an hour ago': {
    headers: { ...json, date: new Date(Date.now() - 3_600_000).toUTCString() },
    body: '{HEALTHY}'
  },
  'ok date 9998': { headers: { ...json, date: 'Thu, 01 Jan 9998 00:00:00 GMT' }, body: '{HEALTHY}' },
  'ok deep': { body: `{HEALTHY,"x":${'['.repeat(3000)}${']'.repeat(3000)}}` }
}

it.concurrent.each(Object.entries(attacks))(
  'a change that was made is recorded as made, and as taken after it was sent: %s',
  { timeout: 240_000 },
  async (_name, attack) => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'))
    const server = await startHostileServer()
    const ports = consolePorts(folder, { requestTimeoutMs: 8_000 })
    const backout = createConsole({ ...ports, dialogs: agreeingDialogs })
    const feeds = watchFeeds(backout)
    const ask = async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> => {
      const result = await backout.request(name, input)
      if (!result.ok) throw new Error(result.failure.message)
      return result.value
    }
    try {
      const { id } = await ask('connection.importText', { text: server.kubeconfig })
      const opened = { connectionId: id, context: 'test', name: 'west', namespace: 'shop' }
      await ask('environment.open', { ...opened, kind: 'production' })
      await ask('service.open', { ref: { namespace: 'shop', name: 'checkout' } })
      const revision = await feeds.until('revisions', patienceMs, ({ service }) =>
        service?.revisions.state === 'value'
          ? service.revisions.value.find(({ isCurrent }) => !isCurrent)?.revision
          : undefined
      )
      await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision } })
      const plan = await feeds.until('the plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
      await server.say('changesAndSays', attack)
      await ask('run.approve', { planId: plan.id, digest: plan.digest })
      const outcome = await feeds.until('the outcome', patienceMs, ({ run }) =>
        run?.attempts.find((attempt) => attempt.outcome !== null)
      )
      const run = feeds.value('run')
      expect([outcome.outcome, run?.failure ?? null]).toEqual(['succeeded', null])
      await backout.request('run.abort', { runId: run?.id ?? '' })
    } finally {
      await backout.close()
      await server.close()
    }
    const [segment = ''] = (await readdir(join(folder, 'journal'))).filter((name) => name.endsWith('.journal'))
    const records = (await readFile(join(folder, 'journal', segment), 'utf8')).split('\n').flatMap(recordIn)
    const [sent, made] = ['intent', 'outcome'].map((kind) => records.filter((record) => record.kind === kind))
    expect([sent?.length, made?.length]).toEqual([1, 1])
    const sentMs = Date.parse(sent?.[0]?.t ?? '')
    const takenMs = Date.parse(made?.[0]?.body.changedAt ?? '')
    expect(takenMs).toBeGreaterThan(sentMs - 3_000)
    expect(takenMs).toBeLessThan(Date.now() + 3_000)
    await rm(folder, { recursive: true, force: true })
  }
)

interface Recorded {
  readonly kind: string
  readonly t: string
  readonly body: { readonly changedAt?: string }
}

function recordIn(line: string): readonly Recorded[] {
  const from = line.indexOf('{')
  return from === -1 ? [] : [JSON.parse(line.slice(from)) as Recorded]
}
