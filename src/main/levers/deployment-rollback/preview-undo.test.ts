import { describe, expect, it } from 'vitest'
import { FakeCluster, type FakeAnswer } from './testing/fake-cluster.ts'
import { stage, statusOf, type Override } from './testing/planner.ts'
import { planned } from '../testing/planned.ts'

describe('the dry run', () => {
  const isPatch =
    (answer: FakeAnswer): Override =>
    (method) =>
      method === 'PATCH' ? answer : null

  it.each([
    ['another kind', { kind: 'Status', apiVersion: 'v1', status: 'Success' }],
    [
      'another Deployment',
      { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'checkout', uid: 'another' } }
    ]
  ])('is not accepted by an answer about %s', async (_what, body) => {
    const at = await stage(new FakeCluster(), isPatch({ status: 200, body }))
    const { plan } = await planned(at.plan({ revision: 3 }))
    expect(plan.preview.status).toBe('failed')
    expect(plan.blocked).toMatchObject({ code: 'notKubernetes', retryable: true })
  })

  it('shows what admission makes of the template, and that is what the run will look for', async () => {
    const cluster = new FakeCluster()
    const original = await planned((await stage(new FakeCluster())).plan({ revision: 3 }))
    cluster.admit = (changed) => {
      const spec = changed['spec'] as { readonly template: { readonly spec: object } }
      const template = { ...spec.template, spec: { ...spec.template.spec, priorityClassName: 'gold' } }
      return { ...changed, spec: { ...spec, template } }
    }
    const changed = await planned((await stage(cluster)).plan({ revision: 3 }))
    const { plan } = changed
    expect(plan.preview.text).toContain('its admission changes the template: + priorityClassName: gold')
    expect(plan.guards.find(({ id }) => id === 'preview')?.status).toBe('warning')
    expect(plan.blocked).toBeUndefined()
    expect(wantedBy(changed)).not.toBe(wantedBy(original))
  })

  it('says nothing of a credential that admission puts into the template', async () => {
    const cluster = new FakeCluster()
    cluster.admit = (changed) => {
      const spec = changed['spec'] as {
        readonly template: { readonly spec: { readonly containers: readonly { readonly env: readonly object[] }[] } }
      }
      const containers = spec.template.spec.containers.map((container) => ({
        ...container,
        env: [...container.env, { name: 'DB_PASSWORD', value: 'hunter2' }]
      }))
      const template = { ...spec.template, spec: { ...spec.template.spec, containers } }
      return { ...changed, spec: { ...spec, template } }
    }
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    const { preview, guards } = plan
    expect(preview.text).toContain('+ - name: DB_PASSWORD; + value: not shown, 7 characters')
    expect(preview.text + guards.map(({ text }) => text).join()).not.toContain('hunter2')
  })

  it('blocks when admission puts the present template back', async () => {
    const cluster = new FakeCluster()
    const { template } = cluster.spec()
    cluster.admit = (changed) => ({ ...changed, spec: { ...(changed['spec'] as object), template } })
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'refused', message: expect.stringContaining('nothing would change') })
  })

  it.each([400, 403, 409, 422])('that a webhook denies with %i names the webhook, and no Role', async (code) => {
    const denied = statusOf(code, 'admission webhook "gate.example" denied the request: unsigned')
    const { plan } = await planned((await stage(new FakeCluster(), isPatch(denied))).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('Admission webhook "gate.example"')
    expect(plan.blocked?.message).toContain('unsigned')
    expect(plan.blocked?.grant).toBeUndefined()
  })

  it('that meets another writer asks to plan again', async () => {
    const bare = statusOf(422, 'the server rejected our request due to an error in our request')
    const { plan } = await planned((await stage(new FakeCluster(), isPatch(bare))).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'preconditionFailed', remedy: 'Plan again.', retryable: true })
  })
})

function wantedBy({ steps }: Awaited<ReturnType<typeof planned>>): unknown {
  const [step] = steps
  return step?.kind === 'do' ? (step.facts as { readonly toTemplate: string }).toTemplate : undefined
}
