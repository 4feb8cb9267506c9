import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../contract/index.ts'
import { openIntents } from '../../journal/open-intents.ts'
import type { Journal } from '../../ports/journal.ts'
import { executorFor, journalForTest, rig, type ExecutorOptions, type Rig } from './testing/rig.ts'
import { approvalOf, type Answering } from './testing/stage.ts'
import { patchesSent } from '../testing/patches-sent.ts'

/** How often each cell of the matrix is played; a soak sets more. */
const rounds = Number(process.env['BACKOUT_FAULT_ROUNDS'] ?? 1)

/** After this long the request can no longer arrive, real milliseconds. */
const timeoutMs = 800

/** One rollback's request on a network that misbehaves. */
interface Cell {
  readonly name: string
  /** Whether the cluster took the change before the fault. */
  readonly applied: boolean
  /** What the journal must say in the end: what really happened. */
  readonly outcome: Outcome
  /** Answers, or does not; `given` is what the cluster would have answered. */
  readonly misbehave: (response: ServerResponse, given: string, request: IncomingMessage) => void
}

const html = '<!doctype html><title>Sign in</title>'
const page =
  (status: number): Cell['misbehave'] =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end(html)
  }
const status =
  (
    code: number,
    reason: string,
    headers: Readonly<Record<string, string>> = {},
    details: object = {}
  ): Cell['misbehave'] =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers })
    response.end(
      JSON.stringify({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: reason,
        reason,
        code,
        details
      })
    )
  }
const json =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Cell['misbehave'] =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.end(body)
  }
const cutAfter =
  (bytes: (given: string) => number): Cell['misbehave'] =>
  (response, given) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(given) })
    response.write(given.slice(0, bytes(given)), () => response.destroy())
    response.flushHeaders()
  }

/** With the change applied, and without: the answer is the same, so only reading tells. */
function inDoubt(name: string, misbehave: Cell['misbehave']): readonly Cell[] {
  return [
    { name: `${name}, applied`, applied: true, outcome: 'succeeded', misbehave },
    { name: `${name}, not applied`, applied: false, outcome: 'failed', misbehave }
  ]
}

const refused = (name: string, misbehave: Cell['misbehave'], outcome: Outcome = 'failed'): Cell => ({
  name,
  applied: false,
  outcome,
  misbehave
})

const arrives = (name: string, misbehave: Cell['misbehave']): Cell => ({
  name,
  applied: true,
  outcome: 'succeeded',
  misbehave
})

const cells: readonly Cell[] = [
  arrives('latency', (response, given) => setTimeout(() => json(given)(response, given, response.req), 300)),
  arrives('an answer in slices of one byte', (response, given) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    for (const byte of Buffer.from(given)) response.write(Buffer.of(byte))
    response.end()
  }),
  arrives('a server whose clock is a day ahead', (response, given, request) =>
    json(given, { date: new Date(Date.now() + 86_400_000).toUTCString() })(response, given, request)
  ),
  ...inDoubt('a reset before the answer', (response) => response.destroy()),
  ...inDoubt(
    'a reset after the head',
    cutAfter(() => 0)
  ),
  ...inDoubt(
    'a reset in the body',
    cutAfter((given) => given.length / 2)
  ),
  ...inDoubt('a server that stays silent', () => undefined),
  ...inDoubt('a body that never ends', (response, given) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(given.slice(0, 10))
  }),
  ...[500, 502, 503, 504].flatMap((code) => inDoubt(`${code} with a page`, page(code))),
  ...inDoubt('500 with a Status', status(500, 'InternalError')),
  ...inDoubt('408 with a Status', status(408, 'Timeout')),
  ...inDoubt('a page with 200', page(200)),
  ...inDoubt('a page with 403', page(403)),
  ...inDoubt('200 of another kind', json(JSON.stringify({ kind: 'List', items: [] }))),
  ...inDoubt('200 about another object', json(JSON.stringify({ kind: 'Deployment', metadata: { uid: 'another' } }))),
  ...inDoubt('200 with half of the JSON', (response, given, request) =>
    json(given.slice(0, given.length / 2))(response, given, request)
  ),
  ...inDoubt('200 that is no UTF-8', json(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))),
  ...inDoubt('200 in an encoding that was not asked for', (response, given, request) =>
    json(gzipSync(given), { 'content-encoding': 'gzip' })(response, given, request)
  ),
  ...[301, 302, 307, 308].map((code) =>
    refused(`a redirect with ${code}`, status(code, '', { location: '/elsewhere' }))
  ),
  refused('401', status(401, 'Unauthorized')),
  refused('403', status(403, 'Forbidden')),
  refused('404', status(404, 'NotFound')),
  refused('409', status(409, 'Conflict'), 'conflict'),
  refused('422 of a failed test', status(422, 'Invalid'), 'conflict'),
  refused('422 of admission', status(422, 'Invalid', {}, { kind: 'Deployment', causes: [{ message: 'no' }] })),
  ...[400, 403, 409, 422].map((code) =>
    refused(`${code} of a webhook`, status(code, 'admission webhook "gate" denied the request: no'))
  ),
  ...['5', new Date().toUTCString(), '0', '-1', '1000000000', 'soon'].map((after) =>
    refused(
      `429 with Retry-After ${after.length > 12 ? 'as a date' : after}`,
      status(429, 'TooManyRequests', { 'retry-after': after })
    )
  )
]

/** Whatever the network does, the record says in the end what the server itself counted, and one request was sent. */
describe.each(Array.from({ length: rounds }, (_, index) => index + 1))(
  'a rollback, round %i, on a network with',
  () => {
    it.each(cells)('$name is $outcome', async ({ applied, outcome, misbehave }) => {
      const at = await rig({ answering: (cluster) => faulty(cluster, applied, misbehave) })
      const { journal, run } = await rollBack(at)
      expect(run.outcome).toBe(outcome)
      expect(at.cluster.applied).toBe(applied ? 1 : 0)
      expect(mutations(at)).toBe(1)
      expect(outcomesIn(journal)).toEqual([outcome])
      expect(openIntents(journal.records())).toEqual([])
    })

    it('a server that goes away before the request is failed, with nothing sent', async () => {
      const at = await rig()
      const journal = await journalForTest()
      const leaving: Journal = {
        ...journal,
        async append(kind, body) {
          const record = await journal.append(kind, body)
          if (kind !== 'intent') return record
          await at.server.close()
          at.connection.dropSockets()
          return record
        }
      }
      const { run } = await rollBack(at, { ports: { journal: leaving } })
      expect(run).toMatchObject({ outcome: 'failed', failure: { retryable: true } })
      expect(at.cluster.patches).toBe(0)
      expect(outcomesIn(journal)).toEqual(['failed'])
    })

    it(
      'nothing to read afterwards stays unknown, open, and in the way of the next action, which reads again',
      { timeout: 30_000 },
      async () => {
        let isGone = false
        let isBack = false
        const at = await rig({
          answering: () => (request, response) => {
            isGone ||= isMutation(request) && !isBack
            if (isGone) response.destroy()
            return isGone
          }
        })
        const plan = await at.plan(3)
        const next = await at.plan(2)
        const { executor, journal, until, settled } = await executorFor(at, [plan, next], { ports: { timeoutMs } })
        const approved = await executor.approve(approvalOf(plan))
        if (!approved.ok) throw new Error(approved.failure.message)
        await until(({ state }) => state === 'settling')
        executor.abort(approved.value.runId)
        expect(await settled()).toMatchObject({
          outcome: 'unknown',
          proved: false,
          inverse: { choice: { revision: 4 } }
        })
        expect(outcomesIn(journal)).toEqual([])
        expect(openIntents(journal.records())).toHaveLength(1)
        isGone = false
        isBack = true
        const refused = await executor.approve(approvalOf(next))
        expect(refused).toMatchObject({ ok: false, failure: { code: 'conflict' } })
        if (!refused.ok) expect(refused.failure.remedy).toContain('is being read again')
        expect(await settled()).toMatchObject({ id: approved.value.runId, outcome: 'failed', proved: false })
        expect(outcomesIn(journal)).toEqual(['failed'])
        expect(mutations(at)).toBe(1)
        expect(await executor.approve(approvalOf(next))).toMatchObject({ ok: true })
      }
    )

    it('a page instead of the Deployment says nothing about it: it is read on', async () => {
      let pages = 0
      const at = await rig({
        answering: (cluster) => (request, response, body) => {
          if (isMutation(request)) {
            cluster.answer('PATCH', request.url ?? '', body)
            response.destroy()
            pages = 1
            return true
          }
          if (pages === 0 || pages > 3 || !request.url?.endsWith('/deployments/checkout')) return false
          pages += 1
          page(404)(response, '', request)
          return true
        }
      })
      const { journal, run } = await rollBack(at)
      expect(pages).toBe(4)
      expect(run.outcome).toBe('succeeded')
      expect(outcomesIn(journal)).toEqual(['succeeded'])
    })

    it('a silent server leaves the operator in control', async () => {
      let arrive: () => void = () => undefined
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      const at = await rig({ answering: (cluster) => faulty(cluster, true, () => arrive()) })
      const plan = await at.plan(3)
      const { executor, settled } = await executorFor(at, [plan], { ports: { timeoutMs: 15_000 } })
      const approved = await executor.approve(approvalOf(plan))
      if (!approved.ok) throw new Error(approved.failure.message)
      await arrived
      executor.abort(approved.value.runId)
      // Long before the deadline: reading has told what became of the request.
      expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: false })
      expect(mutations(at)).toBe(1)
    })
  }
)

function faulty(cluster: Rig['cluster'], applied: boolean, misbehave: Cell['misbehave']): Answering {
  return (request, response, body) => {
    if (!isMutation(request)) return false
    const given = applied ? cluster.answer('PATCH', request.url ?? '', body) : { body: cluster.deployment }
    misbehave(response, JSON.stringify(given?.body), request)
    return true
  }
}

/** Approves a rollback, and waits until its outcome is settled; the proof is cut off. */
async function rollBack(at: Rig, options: ExecutorOptions = {}) {
  const plan = await at.plan(3)
  const ports = { timeoutMs, ...options.ports }
  const { executor, journal, until } = await executorFor(at, [plan], { ...options, ports })
  expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
  const run = await until(({ state }) => state === 'verifying' || state === 'settled')
  return { journal, run }
}

function isMutation({ method, url = '' }: IncomingMessage): boolean {
  return method === 'PATCH' && !url.includes('dryRun=All')
}

function mutations({ server }: Rig): number {
  return patchesSent(server)
}

function outcomesIn(journal: Journal): readonly unknown[] {
  return journal.records().flatMap(({ kind, body }) => (kind === 'outcome' ? [body['outcome']] : []))
}
