import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { afterEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Report, Truth } from './control/report.ts'
import type { ScenarioId } from './scenarios/plan.ts'
import type { ServedDrill } from './serve.ts'
import { serveDrill } from './serve.ts'

interface Kubeconfig {
  readonly 'current-context': string
  readonly clusters: readonly {
    readonly name: string
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
  }[]
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[]
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** A client that knows only what the ready line and the kubeconfig say. */
class Client {
  readonly #drill: ServedDrill
  readonly #config: Kubeconfig
  readonly #agent: Agent

  constructor(drill: ServedDrill) {
    this.#drill = drill
    this.#config = parse(readFileSync(drill.ready.kubeconfig, 'utf8')) as Kubeconfig
    const ca = Buffer.from(this.#config.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64')
    this.#agent = new Agent({ ca, keepAlive: true })
  }

  send(method: string, path: string, body?: unknown, user = 'operator'): Promise<Answer> {
    const token = this.#config.users.find(({ name }) => name === user)?.user.token ?? ''
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.#drill.ready.server),
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json-patch+json' })
          }
        },
        (response) => {
          let text = ''
          response.on('data', (chunk) => (text += String(chunk)))
          response.on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        }
      )
      outgoing.on('error', reject)
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  async read<T>(path: string): Promise<T> {
    return JSON.parse((await this.send('GET', path)).body) as T
  }

  async control<T>(method: string, name: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.#drill.ready.control}/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    return (await answer.json()) as T
  }

  report(): Promise<Report> {
    return this.control('GET', 'report')
  }

  truth(): Promise<Truth> {
    return this.control('GET', 'truth')
  }

  close(): void {
    this.#agent.destroy()
  }
}

let drill: ServedDrill | undefined
let client: Client | undefined

async function serve(scenario: ScenarioId, seed: number, speed: number): Promise<Client> {
  drill = await serveDrill({ scenario, seed, speed })
  client = new Client(drill)
  return client
}

afterEach(async () => {
  client?.close()
  await drill?.close()
  drill = undefined
})

interface Replicas {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> }
  readonly spec: { readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } } }
}

/** kubectl's two operations. */
async function undo(to: number): Promise<Answer> {
  if (client === undefined) throw new Error('nothing served')
  const { namespace, deployment, revisions } = await client.truth()
  const base = `/apis/apps/v1/namespaces/${namespace}`
  const current = await client.read<Replicas>(`${base}/deployments/${deployment}`)
  const name = revisions.find(({ revision }) => revision === to)?.replicaSet ?? ''
  const { spec } = await client.read<Replicas>(`${base}/replicasets/${name}`)
  const labels = Object.fromEntries(
    Object.entries(spec.template.metadata.labels).filter(([label]) => label !== 'pod-template-hash')
  )
  return client.send('PATCH', `${base}/deployments/${deployment}`, [
    {
      op: 'replace',
      path: '/spec/template',
      value: { ...spec.template, metadata: { ...spec.template.metadata, labels } }
    },
    { op: 'replace', path: '/metadata/annotations', value: current.metadata.annotations }
  ])
}

/** Waits in simulated time; the drill's own events wake it. */
function simulated(seconds: number): Promise<void> {
  return new Promise((resolve) => drill?.world.simulation.after(seconds * 1000, resolve))
}

const goodRevision = (truth: Truth): number => truth.revisions.findLast(({ good }) => good)?.revision ?? 0

describe('the doors', () => {
  test('a kubeconfig that nobody else reads and that a client can verify', async () => {
    const made = await serve('healthy', 1, 1)
    const file = drill?.ready.kubeconfig ?? ''
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const config = parse(readFileSync(file, 'utf8')) as Kubeconfig
    expect(config['current-context']).toBe('drill')
    expect(config.users.map(({ name }) => name)).toEqual(['operator', 'viewer'])
    expect(readFileSync(file, 'utf8')).not.toMatch(/healthy/)
    const ca = new X509Certificate(
      Buffer.from(config.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64')
    )
    expect(ca.ca).toBe(true)
    expect((await made.send('GET', '/version')).status).toBe(200)
    expect((await made.send('GET', '/api/v1/namespaces', undefined, 'viewer')).status).toBe(200)
    expect((await made.send('GET', '/api/v1/secrets', undefined, 'viewer')).status).toBe(403)
    await drill?.close()
    expect(existsSync(file)).toBe(false)
    drill = undefined
  })

  test('the referee is not found by guessing', async () => {
    await serve('healthy', 1, 1)
    const { origin } = new URL(drill?.ready.control ?? '')
    expect((await fetch(`${origin}/report`)).status).toBe(404)
  })
})

const endStates: unknown[] = []

describe('undo over HTTPS', () => {
  test.each([20, 100])('to the good revision heals users, at speed %i', async (speed) => {
    const made = await serve('previous-also-bad', 9, speed)
    const truth = await made.truth()
    expect((await undo(goodRevision(truth))).status).toBe(200)
    await simulated(150)
    const report = await made.report()
    expect(report.usersRecovered).toBe(true)
    expect(report.effects).toMatchObject([{ method: 'PATCH', status: 200 }])
    expect((await made.truth()).revisions.at(-1)).toMatchObject({ good: true, formerRevisions: [goodRevision(truth)] })
    const pods = drill?.world.store
      .list({ group: '', version: 'v1', resource: 'pods' }, truth.namespace)
      .map(({ metadata }) => metadata.name)
    endStates.push(pods)
    expect(endStates.every((names) => JSON.stringify(names) === JSON.stringify(endStates[0]))).toBe(true)
  })

  test('to a bad revision does not', async () => {
    const made = await serve('previous-also-bad', 9, 100)
    const { revisions } = await made.truth()
    expect((await undo(revisions.at(-2)?.revision ?? 0)).status).toBe(200)
    await simulated(150)
    expect((await made.report()).usersRecovered).toBe(false)
  })

  test('is refused where the operator may not patch, and counts as no effect', async () => {
    const made = await serve('forbidden', 9, 1)
    const answer = await undo(goodRevision(await made.truth()))
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('cannot patch resource \\"deployments\\" in API group \\"apps\\"')
    expect((await made.report()).effects).toEqual([])
  })
})

describe('faults', () => {
  test('a lost response has been applied', async () => {
    const made = await serve('bad-deploy', 2, 1)
    await made.control('POST', 'fault', { kind: 'lostResponse', method: 'PATCH' })
    await expect(undo(goodRevision(await made.truth()))).rejects.toThrow()
    expect((await made.report()).effects).toHaveLength(1)
  })

  test('a reset has not', async () => {
    const made = await serve('bad-deploy', 2, 1)
    await made.control('POST', 'fault', { kind: 'reset', method: 'PATCH' })
    await expect(undo(goodRevision(await made.truth()))).rejects.toThrow()
    expect((await made.report()).effects).toEqual([])
  })

  test('an error hits the next matching requests only', async () => {
    const made = await serve('bad-deploy', 2, 1)
    await made.control('POST', 'fault', { kind: 'error', code: 503, path: '/namespaces$', skip: 1, times: 2 })
    const statuses: number[] = []
    for (let count = 0; count < 4; count++) statuses.push((await made.send('GET', '/api/v1/namespaces')).status)
    expect(statuses).toEqual([200, 503, 503, 200])
    expect(await made.control('POST', 'fault', { kind: 'nonsense' })).toHaveProperty('error')
  })

  test('dropped connections end watches', async () => {
    const made = await serve('bad-deploy', 2, 1)
    const ended = made.send('GET', '/api/v1/namespaces?watch=1').then(
      () => 'ended',
      () => 'reset'
    )
    await made.read('/api/v1/namespaces')
    await made.control('POST', 'drop')
    expect(await ended).toMatch(/ended|reset/)
  })
})
