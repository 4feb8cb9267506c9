import { describe, expect, test } from 'vitest'
import { failureOf } from '../../../contract/index.ts'
import { redactDeep } from '../../lib/redact.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import { watchedConfigMap } from '../../providers/kubernetes/config/watched.ts'
import { canaryObject } from '../../providers/flagger/testing/canary-objects.ts'
import { jsonPatched } from '../../testing/json-patch.ts'
import { playThrough } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { configRestore } from './index.ts'
import { takenAwayGuard } from './plan-guards.ts'
import {
  changedAt,
  configKit,
  configStage,
  configWorld,
  mounts,
  paths,
  type ConfigShape
} from './testing/config-stage.ts'

const chosen = { name: 'cart-config', values: '' }
const secret = 'qT7-hunter2-Zz!'

describe('variables that pods read as they start', () => {
  playsEveryKill(configKit())
})

describe('files that follow by themselves', () => {
  playsEveryKill(configKit(mounts))
})

test('the values are put back first, and then the pods that read them are replaced', async () => {
  const { plan } = await (await configStage()).plan()
  expect(plan.steps.map(({ id, after, command }) => [id, after, command])).toEqual([
    [
      'config',
      [],
      `kubectl --context test -n shop patch configmaps cart-config --type=merge -p '{"data":{"TIMEOUT":"2000"}}'`
    ],
    ['restart', ['config'], 'kubectl --context test -n shop rollout restart deployment/cart']
  ])
  expect(plan.why).toMatch(/^deploy-bot changed TIMEOUT of ConfigMap cart-config at 06:20 UTC\./)
  expect(plan.cause?.text).toBe('deploy-bot changed TIMEOUT of ConfigMap cart-config at 06:20 UTC.')
  expect(plan.cause?.at).toMatch(/T06:20:/)
  expect(plan.words.title).toBe('Restore TIMEOUT of ConfigMap cart-config and restart cart')
  expect(plan.changes).toEqual([{ kind: 'value', title: 'cart-config, TIMEOUT', before: '3', after: '2000' }])
})

test('where files follow by themselves no pod is replaced, and it is said how long they take', async () => {
  const { plan } = await (await configStage(mounts)).plan()
  expect(plan.steps.map(({ id }) => id)).toEqual(['config'])
  expect(plan.notes.join(' ')).toMatch(/within 2 min/)
  expect(plan.blast).toBe('no pods')
})

test('the typed commands and the guarded patches come to the same objects', async () => {
  const stage = await configStage()
  const ready = await stage.plan()
  const [config, restart] = ready.steps.map(bodyOf)
  const before = stage.api.at(paths.config)
  const typed = JSON.parse(/-p '(.*)'$/.exec(ready.plan.steps[0]?.command ?? '')?.[1] ?? '') as { data: object }
  const sent = jsonPatched(before, config ?? '') as { data: object }
  expect(sent.data).toEqual({ ...(before?.['data'] as object), ...typed.data })
  // kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go writes this annotation and nothing else.
  const path = ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt']
  const writes = (JSON.parse(restart ?? '') as { op: string; path: string }[]).filter(({ op }) => op !== 'test')
  expect(writes.map((write) => write.path)).toEqual([`/${path.map((key) => key.replaceAll('/', '~1')).join('/')}`])
})

describe('a value that may be a credential', () => {
  const shape: ConfigShape = {
    data: { DSN: secret },
    applied: { DSN: `postgres://cart:${secret}-old@db.shop/cart` }
  }

  test('is in no word of the plan, and in none of its records', async () => {
    const { plan, steps } = await (await configStage(shape)).plan()
    expect(JSON.stringify(plan)).not.toContain('hunter2')
    expect(JSON.stringify(redactDeep(steps))).not.toContain('hunter2')
    expect(plan.changes).toMatchObject([
      {
        before: expect.stringMatching(/^not shown, 15 characters, digest/) as string,
        after: expect.stringMatching(/^not shown, \d+ characters, digest/) as string
      }
    ])
    expect(plan.steps[0]?.command).toContain('apply view-last-applied configmaps cart-config')
  })

  test('is in no record of a run', { timeout: 30_000 }, async () => {
    const { records, run } = await playThrough(configKit(shape))
    expect(run.proved).toBe(true)
    expect(JSON.stringify(records)).not.toContain('hunter2')
  })

  test('comes back all the same, as long as this process knows it', async () => {
    const stage = await configStage(shape)
    const { plan } = await stage.plan()
    const choice = plan.inverse?.choice ?? {}
    expect(choice).toEqual({ name: 'cart-config', values: expect.stringMatching(/^kept [0-9a-f]{16}$/) as string })
    stage.api.put(paths.config, { ...object(stage), data: { DSN: 'x' } })
    const back = await stage.planFor(choice)
    expect(jsonPatched(object(stage), bodyOf(back.steps[0]) ?? '')).toMatchObject({ data: { DSN: secret } })
  })

  test('is asked of those who wrote it otherwise', async () => {
    const stage = await configStage(shape)
    expect(await stage.result({ name: 'cart-config', values: 'kept 0123456789abcdef' })).toMatchObject({
      failure: { message: expect.stringMatching(/not in the record/) as string }
    })
  })
})

test('the way back, and the way back from there, bring the same values', async () => {
  const stage = await configStage({ data: { TIMEOUT: '3', DEBUG: 'yes' }, applied: { TIMEOUT: '2000', RETRY: 'no' } })
  const bad = object(stage)
  const there = await stage.plan()
  const good = jsonPatched(bad, bodyOf(there.steps[0]) ?? '') as typeof bad
  // Who put the other key there cannot be told: it stays, and that is said.
  expect(good['data']).toEqual({ TIMEOUT: '2000', RETRY: 'no', DEBUG: 'yes' })
  expect(there.plan.notes.join(' ')).toContain('DEBUG')
  stage.api.put(paths.config, good)
  const back = await stage.planFor(there.plan.inverse?.choice ?? null)
  const again = jsonPatched(object(stage), bodyOf(back.steps[0]) ?? '') as typeof bad
  expect(again['data']).toEqual(bad['data'])
  stage.api.put(paths.config, again)
  const forth = await stage.planFor(back.plan.inverse?.choice ?? null)
  expect(jsonPatched(object(stage), bodyOf(forth.steps[0]) ?? '')).toMatchObject({ data: good['data'] })
})

test('the way back says the value, and that it was there during the incident', async () => {
  const { plan } = await (await configStage()).plan()
  expect(plan.inverse?.text).toBe('set TIMEOUT back to "3", as it was before this')
  expect(plan.guards.map(({ id }) => id)).not.toContain('takenAway')
  const written = (by: string, TIMEOUT: string): KubeObject => {
    const [config] = [...configWorld({ data: { TIMEOUT, REGION: 'eu' } }).objects.values()].flatMap((seen) =>
      seen.state === 'value' ? seen.value.filter(({ kind }) => kind === 'ConfigMap') : []
    )
    if (!config) throw new Error('no ConfigMap')
    const managedFields = [{ manager: by, time: '2026-11-30T06:31:00Z', fieldsV1: { 'f:data': { 'f:TIMEOUT': {} } } }]
    return { ...config, metadata: { ...config.metadata, managedFields } }
  }
  const guarded = (object: KubeObject, from: string, to: string) =>
    takenAwayGuard({ object, changes: [{ key: 'TIMEOUT', from, to }], isApplied: false })
  expect(guarded(written('kubectl-backout', '2000'), '2000', '3')).toEqual([
    {
      id: 'takenAway',
      status: 'warning',
      text: 'Backout took this value of TIMEOUT away at 06:31 UTC: it was there during the incident, and may bring it back'
    }
  ])
  // The way back from there is what was applied, and somebody else's value is none that was taken away.
  expect(guarded(written('kubectl-backout', '3'), '3', '2000')).toEqual([])
  expect(guarded(written('deploy-bot', '2000'), '2000', '3')).toEqual([])
})

test('the way back quotes nothing that may be a credential, and no key that was not there', async () => {
  const textOf = async (shape: ConfigShape): Promise<string | undefined> =>
    (await (await configStage(shape)).plan()).plan.inverse?.text
  expect(await textOf({ data: { DSN: secret }, applied: { DSN: 'x' } })).toBe('set DSN back as it was before this')
  expect(await textOf({ data: { A: '1' }, applied: { A: '1', B: '2' } })).toBe(
    'take B away again, as it was before this'
  )
  expect(await textOf({ data: { A: '1', B: '1' }, applied: { A: '2', B: '2' } })).toBe(
    'set A, B back as they were before this'
  )
})

describe('nothing is planned', () => {
  test.each<readonly [string, ConfigShape, RegExp]>([
    ['where nobody applied it', { applied: null }, /keeps no earlier version/],
    ['where it is as applied', { applied: { TIMEOUT: '3', REGION: 'eu' } }, /as it was last applied/],
    ['for a service of a Canary', { canaries: [canaryObject()] }, /copies that Canary/]
  ])('%s', async (_, shape, reason) => {
    const stage = await configStage(shape)
    for (const choice of [null, chosen])
      expect(await stage.result(choice)).toMatchObject({
        kind: 'failed',
        failure: { message: expect.stringMatching(reason) as string }
      })
  })

  test('for what no container reads, and for what is gone', async () => {
    const stage = await configStage({ container: {} })
    expect(await stage.result(chosen)).toMatchObject({
      failure: { message: expect.stringContaining('No container') as string }
    })
    expect(await stage.result({ ...chosen, name: 'other' })).toMatchObject({
      failure: { message: expect.stringContaining('is gone') as string }
    })
  })
})

test('a paused Deployment would not replace its pods', async () => {
  const { plan } = await (await configStage({ paused: true })).plan()
  expect(plan.blocked?.message).toContain('is paused')
})

test('who else reads it, and who puts it back, is said', async () => {
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux' }
  const stage = await configStage({ metadata: { labels } })
  const other = stage.api.at(paths.deployment)
  if (other) stage.api.put(`${paths.deployments}/mail`, { ...other, metadata: { ...other.metadata, name: 'mail' } })
  const { plan } = await stage.plan()
  expect(plan.guards).toMatchObject([
    { id: 'owners', status: 'warning', text: expect.stringContaining('Kustomization apps') as string },
    { id: 'shared', status: 'warning', text: expect.stringMatching(/^mail read it too/) as string },
    { id: 'preview', status: 'passed' }
  ])
})

describe('whether it is the cause', () => {
  test.each<readonly [string, ConfigShape, string, RegExp]>([
    ['changed, read, and the release is older', {}, 'fits', /deploy-bot changed TIMEOUT.*06:20 UTC/],
    ['changed, and no revision since', { revisions: [{ image: 'cart:1', at: '2026-11-29T06:00:00Z' }] }, 'fits', /./],
    ['mounted', mounts, 'fits', /./],
    ['not read by any pod', { startedAt: '2026-11-30T05:00:00Z' }, 'possible', /No pod has read that/],
    [
      'after the trouble began',
      { verdict: { firstCrossedAt: '2026-11-30T06:10:00Z' } },
      'possible',
      /began before that/
    ],
    ['long before the trouble', { changedAt: '2026-11-30T05:00:00Z' }, 'possible', /more than an hour after/],
    [
      'released as well, just before',
      {
        revisions: [
          { image: 'cart:1', at: '2026-11-29T06:00:00Z' },
          { image: 'cart:2', at: '2026-11-30T06:18:00Z' }
        ]
      },
      'possible',
      /release changed too, at 06:18 UTC/
    ],
    [
      'released as well, just after',
      {
        revisions: [
          { image: 'cart:1', at: '2026-11-29T06:00:00Z' },
          { image: 'cart:2', at: '2026-11-30T06:21:00Z' }
        ]
      },
      'possible',
      /release changed too/
    ],
    ['no earlier version', { applied: null }, 'impossible', /keeps no earlier version/],
    ['of a Canary', { canaries: [canaryObject()] }, 'refused', /copies that Canary/],
    ['not for a day', { changedAt: '2026-11-29T06:00:00Z' }, 'notHere', /within a day/],
    ['not at all', { changedAt: '2026-11-01T00:00:00Z' }, 'notHere', /within a day/],
    ['not read by the template', { container: {} }, 'notHere', /within a day/]
  ])('%s', (_, shape, state, reason) => {
    const judged = configRestore.judge(configWorld(shape))
    expect(judged).toMatchObject({ state, reason: expect.stringMatching(reason) as string })
    const isOffered = ['fits', 'possible'].includes(state)
    expect(judged.choice).toEqual(isOffered ? chosen : null)
    const options = configRestore.options(configWorld(shape)).map(({ choice, state: of }) => [choice, of])
    if (state === 'refused') return
    expect(options).toEqual(isOffered ? [[chosen, state === 'fits' ? 'recommended' : 'possible']] : [])
  })

  const asApplied = { data: { TIMEOUT: '2000', REGION: 'eu' } }
  const ours = [{ manager: 'backout', time: changedAt, fieldsV1: { 'f:data': { 'f:TIMEOUT': {} } } }]
  test('of one that was put back just now', () => {
    const judged = configRestore.judge(configWorld({ ...asApplied, metadata: { managedFields: ours } }))
    expect(judged).toMatchObject({ state: 'notNeeded', reason: 'ConfigMap cart-config was put back at 06:20 UTC.' })
  })

  test('of one whose bad values we brought back: they are put back again, although the trouble is older', () => {
    const verdict = { firstCrossedAt: '2026-11-30T06:10:00Z' }
    const world = configWorld({ metadata: { managedFields: ours }, verdict })
    expect(configRestore.judge(world)).toMatchObject({
      state: 'fits',
      reason: expect.stringContaining('What was applied is still there') as string,
      choice: chosen
    })
    expect(configRestore.options(world)).toMatchObject([{ choice: chosen, state: 'recommended' }])
  })

  const writtenBy = (manager: string, time: string): Partial<KubeObject['metadata']> => ({
    managedFields: [{ manager, time, fieldsV1: { 'f:data': { 'f:TIMEOUT': {} } } }]
  })
  test.each<readonly [string, ConfigShape, string, RegExp]>([
    ['by us', { metadata: writtenBy('kubectl-backout', '2026-11-30T06:25:00Z') }, 'fits', /was put back at 06:25 UTC/],
    ['by a colleague', { metadata: writtenBy('kubectl-patch', '2026-11-30T06:25:00Z') }, 'fits', /by kubectl-patch at/],
    [
      'before the trouble began',
      {
        metadata: writtenBy('kubectl-patch', '2026-11-30T06:25:00Z'),
        verdict: { firstCrossedAt: '2026-11-30T06:28:00Z' }
      },
      'possible',
      /The trouble began after that/
    ],
    [
      'with a new manifest',
      {
        metadata: {
          managedFields: [
            {
              manager: 'kubectl-client-side-apply',
              time: '2026-11-30T06:25:00Z',
              fieldsV1: {
                'f:data': { 'f:TIMEOUT': {} },
                'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/last-applied-configuration': {} } }
              }
            }
          ]
        }
      },
      'possible',
      /was applied at 06:25 UTC/
    ],
    ['and was read since', { metadata: writtenBy('kubectl-backout', '2026-11-30T06:20:03Z') }, 'notNeeded', /put back/]
  ])('put back %s and not read by its pods is a restart', (_, shape, state, reason) => {
    const world = configWorld({ ...asApplied, ...shape })
    expect(configRestore.judge(world)).toMatchObject({ state, reason: expect.stringMatching(reason) as string })
  })

  test('of one that may not be read is not known', () => {
    const world = configWorld()
    const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'may not'), observedAt: changedAt } as const
    const objects = new Map([...world.objects, [watchedConfigMap('cart-config'), forbidden]])
    expect(configRestore.judge({ ...world, objects })).toMatchObject({
      state: 'impossible',
      reason: expect.stringContaining('may not be read') as string
    })
  })

  test('an option names its keys, not its values', () => {
    const [option] = configRestore.options(configWorld({ data: { DSN: secret }, applied: { DSN: `${secret}-old` } }))
    expect(option).toMatchObject({ differs: ['DSN'], createdAt: changedAt, note: 'changed by deploy-bot' })
    expect(JSON.stringify(option)).not.toContain('hunter2')
  })
})

describe('a plan', () => {
  test('fits as long as values and template are what they were', async () => {
    const ready = await (await configStage()).plan()
    expect(configRestore.stillFits(ready, configWorld())).toBe(true)
    expect(configRestore.stillFits(ready, configWorld({ data: { TIMEOUT: '4' } }))).toBe(false)
    expect(configRestore.stillFits(ready, configWorld({ revisions: [{ image: 'cart:3', at: changedAt }] }))).toBe(false)
    expect(configRestore.stillFits(ready, configWorld({ canaries: [canaryObject()] }))).toBe(false)
  })

  test('that somebody was faster than sends nothing over their values', { timeout: 30_000 }, async () => {
    const kit = configKit()
    const { run, effects } = await playThrough({
      ...kit,
      async stage() {
        const stage = await configStage()
        return {
          ...stage,
          async plan() {
            const ready = await stage.plan()
            stage.api.put(paths.config, { ...object(stage), data: { TIMEOUT: '500', REGION: 'eu' } })
            return ready
          }
        }
      }
    })
    expect(run).toMatchObject({ proved: false, outcome: 'conflict' })
    expect(effects).toEqual([])
  })
})

function object(stage: {
  readonly api: { at(path: string): ReturnType<Awaited<ReturnType<typeof configStage>>['api']['at']> }
}) {
  return stage.api.at(paths.config) ?? expect.fail('it is there')
}

function bodyOf(step: ReadyPlan['steps'][number] | undefined): string | undefined {
  return step?.kind === 'do' && step.sends.kind === 'fixed' ? step.sends.request.body : undefined
}
