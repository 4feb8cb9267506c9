import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { open, rm, stat } from 'node:fs/promises'
import { createServer, request as httpsRequest, Agent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sendJson, testCertificate } from '../src/main/connections/testing/tls-server.ts'
import type { OpenKubeConnection } from '../src/main/connections/index.ts'
import type { Run } from '../src/contract/index.ts'
import { actions } from '../src/main/actions/registry.ts'
import { createGates } from '../src/main/checks/gates.ts'
import { keepers } from '../src/main/checks/keepers.ts'
import { targetChecks } from '../src/main/checks/registry.ts'
import { createExecutor } from '../src/main/execute/index.ts'
import { FakeCluster } from '../src/main/levers/deployment-rollback/testing/fake-cluster.ts'
import { requestIn } from '../src/main/levers/deployment-rollback/testing/rig.ts'
import {
  answerAs,
  approvalOf,
  connectTo,
  fastClock,
  placeOf,
  planFor
} from '../src/main/levers/deployment-rollback/testing/stage.ts'
import { levers } from '../src/main/levers/registry.ts'
import { openJournal } from '../src/main/journal/index.ts'
import type { Clock } from '../src/main/ports/clock.ts'
import { planDigest } from '../src/main/ports/digest.ts'
import type { ReadyPlan } from '../src/main/ports/lever.ts'
import { createRunIndex } from '../src/main/run/index.ts'
import { percentile, type BenchContext, type Finding, type Measure } from './measure.ts'
import { scratchOnDisk } from './scratch-on-disk.ts'

const ROUNDS = 200

/** Shorter than the 3 s of the screen, so that many windows fit; what runs at its end is the same. */
const CANCEL_MS = 120

/** Milliseconds since the epoch, with fractions. */
const wallMs = (): number => performance.timeOrigin + performance.now()

/**
 * From the end of the cancel window, as the screen shows it, until the server has read the head of the request: recheck,
 * intent written and synced, request sent. Beside it, in turns, the least that any client would have to do: write and
 * fdatasync as many bytes, then send as long a request on a connection that is already open.
 */
async function approvalToRequest({ root, say }: BenchContext): Promise<Finding> {
  const dir = await scratchOnDisk(root, 'bench-approval-')
  const server = await startServer()
  const clock = fastClock()
  const connection = await connectTo(server, clock)
  const journal = await openJournal({
    dir: join(dir, 'journal'),
    clock: { now: () => new Date() },
    app: { version: '0.1.0' },
    operator: 'bench'
  })
  const bare = await openBare(dir, server)
  let ready: ReadyPlan | null = null
  let seen: (run: Run) => void = () => undefined
  const place = placeOf(connection, clock, { measurements: null })
  const index = createRunIndex(journal, actions)
  const executor = createExecutor({
    journal,
    index,
    actions,
    levers,
    gates: createGates(targetChecks),
    keepers,
    operator: 'bench',
    reservations: null,
    holder: 'me here',
    currentPlan: (id) => (ready?.plan.id === id ? { ...ready, place } : null),
    onRun: ({ run }) => seen(run),
    newId: randomUUID
  })
  const ours: number[] = []
  const theirs: number[] = []
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      ready = await shortPlan(connection, server.cluster, clock)
      const settled = new Promise<Run>((resolve) => {
        seen = (run) => {
          if (run.state === 'settled') resolve(run)
        }
      })
      const written = (await stat(journal.health().path)).size
      const firstByte = server.nextHead()
      const approved = await executor.approve(approvalOf(ready))
      const armedUntil = executor.runs().at(-1)?.run.armedUntil
      if (!approved.ok || !armedUntil) throw new Error(`the approval was not taken: ${JSON.stringify(approved)}`)
      const tookMs = (await firstByte) - Date.parse(armedUntil)
      const request = requestIn(ready).body ?? ''
      const bytes = (await stat(journal.health().path)).size - written
      executor.abort(approved.value.runId)
      await settled
      executor.dismiss(approved.value.runId)
      const bareMs = await bare.round(Math.max(1, bytes), request)
      if (round % 100 === 0) say(`round ${round} of ${ROUNDS}`)
      // The first round only warms up.
      if (round === 0) continue
      ours.push(tookMs)
      theirs.push(bareMs)
    }
  } finally {
    executor.end('the bench is over')
    index.close()
    connection.close()
    await journal.close()
    await bare.close()
    await server.close()
    await rm(dir, { recursive: true, force: true })
  }
  say(`median ${percentile(ours, 0.5).toFixed(1)} ms, bare ${percentile(theirs, 0.5).toFixed(1)} ms, ${ROUNDS} rounds`)
  return { value: percentile(ours, 0.99), baseline: percentile(theirs, 0.99) }
}

type BenchServer = Awaited<ReturnType<typeof startServer>>

/** A cluster that says when it has read the head of a mutation. */
async function startServer() {
  const cluster = new FakeCluster()
  const { cert, private: key } = await testCertificate()
  let tell: (atMs: number) => void = () => undefined
  const server = createServer({ cert, key, keepAliveTimeout: 60_000 }, (request, response) => {
    const url = request.url ?? ''
    const isMutation = request.method === 'PATCH' && !url.includes('dryRun=All')
    if (isMutation || url === '/bare') tell(wallMs())
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      if (url === '/bare') return sendJson(response, {})
      answerAs(cluster, request, response, body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    cluster,
    url: `https://127.0.0.1:${port}`,
    port,
    ca: cert,
    nextHead: () => new Promise<number>((resolve) => (tell = resolve)),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }
  }
}

async function openBare(dir: string, server: BenchServer) {
  const file = await open(join(dir, 'bare'), 'a')
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: server.ca })
  return {
    async round(bytes: number, body: string): Promise<number> {
      const head = server.nextHead()
      const startedAt = wallMs()
      await file.write(Buffer.alloc(bytes, 'x'))
      await file.datasync()
      const request = httpsRequest({ agent, host: '127.0.0.1', port: server.port, path: '/bare', method: 'PATCH' })
      request.end(body)
      const [response] = await once(request, 'response')
      response.resume()
      await once(response, 'end')
      return (await head) - startedAt
    },
    async close() {
      agent.destroy()
      await file.close()
    }
  }
}

/** Back to the revision before the one that serves, with a window that is short. */
async function shortPlan(connection: OpenKubeConnection, cluster: FakeCluster, clock: Clock): Promise<ReadyPlan> {
  const numbers = cluster.replicaSets.map(revisionOf).toSorted((a, b) => a - b)
  const ready = await planFor(connection, clock, 'production', numbers.at(-2) ?? 0)
  const { plan, steps } = ready
  const text = plan.approval.kind === 'typed' ? plan.approval.text : ''
  const short = { ...plan, approval: { kind: 'typed', text, cancelMs: CANCEL_MS } as const }
  return { ...ready, plan: { ...short, digest: planDigest(short, steps, connection.identity) } }
}

function revisionOf(replicaSet: Record<string, unknown>): number {
  const { annotations } = replicaSet['metadata'] as { readonly annotations: Readonly<Record<string, string>> }
  return Number(annotations['deployment.kubernetes.io/revision'])
}

export const measures: readonly Measure[] = [
  { name: 'approve-to-request-p99', unit: 'ms', goal: { atMost: 50 }, run: approvalToRequest }
]
