import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { resultSchema } from '../src/main/autopilot/result-schema.ts'
import { startDrill } from './drill.ts'
import { playScenario, runHeadless, type Result } from './play-scenario.ts'

/** What the drill's control port tells of its own world. */
const truth = z.object({
  namespace: z.string(),
  deployment: z.string(),
  revisions: z.array(z.object({ revision: z.number(), good: z.boolean() }))
})

let out: string

beforeAll(async () => {
  await ensureBuild()
  out = await mkdtemp(join(tmpdir(), 'backout-scenarios-'))
}, 120_000)

afterAll(() => rm(out, { recursive: true, force: true }))

const play = (scenario: string, seed: number, speed: number) => playScenario(out, scenario, seed, speed)

function checksOf({ checks }: Result): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]))
}

/** Seeds that no scenario was tuned on, drawn anew each run and printed; BACKOUT_SCENARIO_SEED repeats them. */
const base = Number(process.env['BACKOUT_SCENARIO_SEED'] ?? Math.floor(Math.random() * 1_000_000))
console.log(`scenario seed ${base} (BACKOUT_SCENARIO_SEED repeats it)`)

// Each play mostly waits for simulated minutes to pass.
describe.concurrent('the drill on autopilot', () => {
  const undo = expect.stringMatching(/rollout undo deployment\/\S+ --to-revision=\d+$/)

  it.each(['bad-deploy', 'crash-loop', 'previous-also-bad'])(
    'recovers from %s with one pinned undo',
    { timeout: 120_000 },
    async (scenario) => {
      const { code, result: seen, report } = await play(scenario, base, 50)
      expect(seen).toMatchObject({ stopped: null, recovered: true, verdict: { level: 'rollBack' } })
      expect(seen.steps).toMatchObject([{ command: undo, outcome: 'succeeded' }])
      expect(seen.effects).toMatchObject([{ method: 'PATCH', status: 200, path: seen.steps[0]?.request?.path }])
      expect(checksOf(seen)).toMatchObject({ outcome: 'True', rollout: 'True', pods: 'True', errorRatio: 'True' })
      expect(report).toContain('rollout undo deployment/')
      expect(report).toMatch(/^Result: .+\. Proved .+ after approval/m)
      expect(report).toMatch(/^\| Error ratio \| (?!_not).+ \| (?!_not).+ \|$/m)
      expect(code).toBe(0)
    }
  )

  it.each([
    ['stateful-set-release', [/rollout undo statefulset\/\S+ --to-revision=\d+$/]],
    // In order the broken pod would hold its own replacement up for ever.
    ['stateful-set-stuck', [/rollout undo statefulset\/\S+ --to-revision=\d+$/, /delete pods \S+-\d+$/]],
    ['daemon-set-release', [/rollout undo daemonset\/\S+ --to-revision=\d+$/]],
    ['rollout-failing', [/argo rollouts abort \S+ /, /argo rollouts undo \S+ --to-revision=\d+ /]],
    ['helm-release', [/rollout undo deployment\/\S+ --to-revision=\d+$/]]
  ] as const)(
    'recovers from %s by what its controller understands',
    { timeout: 120_000 },
    async (scenario, commands) => {
      const { code, result: seen } = await play(scenario, base + 11, 20)
      expect(seen).toMatchObject({ stopped: null, recovered: true, verdict: { level: 'rollBack' } })
      const sent = seen.steps.filter(({ request }) => request !== null)
      expect(sent.map(({ outcome }) => outcome)).toEqual(commands.map(() => 'succeeded'))
      commands.forEach((command, index) => expect(sent[index]?.command).toMatch(command))
      expect(seen.effects).toHaveLength(commands.length)
      expect(code).toBe(0)
    }
  )

  it('says before approval and after that a ConfigMap changed, and recovers', { timeout: 120_000 }, async () => {
    const { code, result: seen, narration } = await play('config-drift', base + 1, 50)
    expect(seen.recovered).toBe(true)
    expect(narration).toMatch(/^plan +[^\n]*ConfigMap \S+[^]*\napprove /m)
    expect(checksOf(seen)['drift']).toBe('False')
    expect(seen.checks.find(({ name }) => name === 'drift')?.evidence).toMatch(/ConfigMap \S+/)
    expect(code).toBe(0)
  })

  it('puts a ConfigMap back and restarts its readers where the image is innocent', { timeout: 120_000 }, async () => {
    const { code, result: seen, report } = await play('config-only-release', base + 9, 50)
    expect(seen).toMatchObject({ stopped: null, recovered: true, plan: { lever: 'configRestore' } })
    expect(
      seen.steps.map(({ command, outcome }) => [outcome, / (patch configmaps|rollout restart) /.exec(command)?.[1]])
    ).toEqual([
      ['succeeded', 'patch configmaps'],
      ['succeeded', 'rollout restart']
    ])
    expect(seen.effects).toHaveLength(2)
    expect(checksOf(seen)).toMatchObject({ values: 'True', rollout: 'True', pods: 'True', errorRatio: 'True' })
    expect(report).toContain('UPSTREAM')
    expect(code).toBe(0)
  })

  // Which of them keeps the service is drawn by the seed.
  it.each([
    ['Flux', 11, /^kubectl --context drill -n flux-system patch kustomizations\S* \S+ /],
    ['Argo CD', 12, /^kubectl --context drill -n argocd patch applications\S* \S+ /]
  ])(
    'holds %s before the undo that it would put back, and recovers',
    { timeout: 240_000 },
    async (_who, seed, hold) => {
      const { code, result: seen, report, narration } = await play('gitops-puts-back', seed, 20)
      expect(seen, narration).toMatchObject({ stopped: null, recovered: true, plan: { lever: 'heldRollback' } })
      expect(seen.steps.filter(({ command }) => command !== '')).toMatchObject([
        { command: expect.stringMatching(hold) as string, outcome: 'succeeded' },
        { command: undo, outcome: 'succeeded' }
      ])
      expect(seen.effects).toHaveLength(2)
      expect(checksOf(seen)).toMatchObject({ outcome: 'True', rollout: 'True', errorRatio: 'True', reconciler: 'True' })
      expect(report).toContain('Revert the bad version in Git, then resume')
      expect(code).toBe(0)
    }
  )

  it('does nothing where nothing is wrong', { timeout: 120_000 }, async () => {
    const { code, result: seen } = await play('healthy', base + 2, 50)
    expect(seen).toMatchObject({ recovered: true, verdict: { level: 'hold' }, plan: null, steps: [], effects: [] })
    expect(code).toBe(0)
  })

  it('ends well where a colleague was faster, and never brings a bad revision back', { timeout: 120_000 }, async () => {
    const { code, result: seen, report } = await play('colleague-undo', base + 8, 50)
    expect(seen).toMatchObject({ stopped: null, recovered: true, verdict: { level: 'hold' } })
    expect(seen).toMatchObject({ plan: null, steps: [], effects: [] })
    expect(report).toMatch(/^# /)
    expect(code).toBe(0)
  })

  it(
    'names verb, resource, namespace, user and the smallest Role where the dry run is denied',
    { timeout: 120_000 },
    async () => {
      const { code, result: seen, narration } = await play('forbidden', base + 3, 50)
      expect(seen).toMatchObject({ recovered: false, steps: [], effects: [] })
      expect(narration).toMatch(/User "\S+" may not patch deployments "\S+" in namespace "\S+"/)
      expect(narration).toContain('kind: Role')
      expect(code).toBe(1)
    }
  )

  it(
    'aborts the canary of a Deployment that Flagger owns, and leaves its revisions alone before',
    { timeout: 240_000 },
    async () => {
      const { code, result: seen } = await play('flagger-owned', base + 4, 20)
      expect(seen).toMatchObject({ recovered: true, plan: { lever: 'canaryAbort' } })
      expect(checksOf(seen)).toMatchObject({
        phase: 'True',
        traffic: 'True',
        target: 'True',
        primary: 'True',
        errorRatio: 'True'
      })
      expect(code).toBe(0)
    }
  )

  it(
    'rolls back together what several releases made ill, each to its own revision, and nothing else',
    { timeout: 240_000 },
    async () => {
      const { code, result: seen, report } = await play('several-bad-releases', base + 9, 20)
      expect(seen).toMatchObject({ stopped: null, recovered: true, verdict: { level: 'rollBack' } })
      expect(seen.plan?.lever).toBe('manyServices')
      expect(seen.steps.length).toBeGreaterThanOrEqual(2)
      for (const step of seen.steps) expect(step).toMatchObject({ command: undo, outcome: 'succeeded' })
      const paths = seen.steps.map(({ request }) => request?.path ?? '')
      expect(new Set(paths).size).toBe(paths.length)
      const patched = seen.effects.filter(({ method }) => method === 'PATCH').map(({ path }) => path)
      expect(new Set(patched)).toEqual(new Set(paths))
      expect(patched).toHaveLength(paths.length)
      expect(seen.checks.map(({ status }) => status)).toEqual(seen.steps.map(() => 'True'))
      expect(report).toMatch(/^Result: .+\. Proved .+ after approval/m)
      expect(code).toBe(0)
    }
  )

  it('rolls back the one bad release among sixty services, and leaves what is well', { timeout: 240_000 }, async () => {
    const { code, result: seen } = await play('one-among-sixty', base + 10, 20)
    expect(seen).toMatchObject({ stopped: null, recovered: true, plan: { lever: 'deploymentRollback' } })
    expect(seen.effects.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
    expect(code).toBe(0)
  })

  it(
    'enables the other region before it disables the one that is down, and then moves the data',
    { timeout: 240_000 },
    async () => {
      const { code, result: seen } = await play('region-down', base + 9, 10)
      expect(seen).toMatchObject({ stopped: null, recovered: true, verdict: { level: 'hold' } })
      const done = seen.steps.map(({ command, outcome }) => [
        /--endpoint-status \w+$|^az cosmosdb \S+/.exec(command)?.[0],
        outcome
      ])
      expect(done).toEqual([
        ['--endpoint-status Enabled', 'succeeded'],
        ['--endpoint-status Disabled', 'succeeded'],
        ['az cosmosdb offline-region', 'succeeded']
      ])
      expect(seen.effects.map(({ method, status }) => [method, status])).toEqual([
        ['PATCH', 200],
        ['PATCH', 200],
        ['POST', 202]
      ])
      expect(code).toBe(0)
    }
  )

  it('never takes missing metrics for health', { timeout: 120_000 }, async () => {
    const { code, result: seen, narration } = await play('no-metrics', base + 5, 50)
    expect(narration).toMatch(/^result +not recovered: Error ratio under 1 %: Unknown/m)
    expect(seen).toMatchObject({ recovered: false, effects: [{ method: 'PATCH', status: 200 }] })
    expect(checksOf(seen)).toMatchObject({ pods: 'True', errorRatio: 'Unknown' })
    expect(seen.checks.find(({ name }) => name === 'errorRatio')?.evidence).toMatch(/[Nn]ot measured/)
    expect(code).toBe(1)
  })
})

describe.concurrent('one seed', () => {
  it('gives the same verdict, revision, checks and effects at any speed', { timeout: 180_000 }, async () => {
    const [slow, fast] = await Promise.all([
      play('previous-also-bad', base + 6, 20),
      play('previous-also-bad', base + 6, 100)
    ])
    const essence = ({ stopped, verdict, plan, checks, effects }: Result) => ({
      stopped,
      verdict,
      revision: plan?.revision,
      commands: plan?.steps.map(({ command }) => command),
      checks: checks.map(({ name, status }) => `${name} ${status}`),
      effects: effects.map(({ method, path, status }) => `${method} ${path} ${status}`)
    })
    expect(essence(fast.result)).toEqual(essence(slow.result))
  })
})

describe.concurrent('a planted plan with a wrong revision', () => {
  it('is carried out, and is not called recovered', { timeout: 180_000 }, async () => {
    const drill = await startDrill({ scenario: 'previous-also-bad', seed: base + 7, speed: 50 })
    try {
      const world = truth.parse(await (await fetch(`${drill.control}/truth`)).json())
      const current = Math.max(...world.revisions.map(({ revision }) => revision))
      const wrong = world.revisions.findLast(({ revision, good }) => !good && revision !== current)
      expect(wrong).toBeDefined()
      const where = ['--kubeconfig', drill.kubeconfig, '--context', 'operator', '--namespace', world.namespace]
      const watched = ['--clock', JSON.stringify(drill.clock), '--control', drill.control]
      const what = ['--deployment', world.deployment, '--to-revision', String(wrong?.revision)]
      const { code, stdout } = await runHeadless([...where, ...watched, ...what, '--out', join(out, 'planted')])
      const seen = resultSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''))
      expect(seen.steps).toMatchObject([{ outcome: 'succeeded' }])
      expect(seen.effects).toHaveLength(1)
      expect(checksOf(seen)['errorRatio']).toBe('False')
      expect(seen.recovered).toBe(false)
      expect(code).toBe(1)
    } finally {
      await drill.stop()
    }
  })
})

describe('a world that cannot be reached', () => {
  it('is told in a result like any other, and leaves nothing of an earlier one', { timeout: 60_000 }, async () => {
    const dir = join(out, 'unreachable')
    await mkdir(dir)
    for (const name of ['result.json', 'report.md']) await writeFile(join(dir, name), '{"recovered":true}')
    const where = ['--kubeconfig', join(out, 'no such file'), '--context', 'operator', '--namespace', 'shop']
    const { code, stdout } = await runHeadless(['--autopilot', ...where, '--out', dir])
    const seen = resultSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''))
    expect(seen).toMatchObject({ recovered: false, stopped: expect.stringContaining('no such file'), effects: [] })
    expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toEqual(seen)
    expect(await readFile(join(dir, 'report.md'), 'utf8')).toMatch(/^# /)
    expect(code).toBe(1)
  })
})

describe('a command line that cannot be run', () => {
  const healthy = ['--scenario', 'healthy']

  it.each([
    ['an unknown scenario', ['--scenario', 'nope', '--autopilot'], 'there are: bad-deploy, '],
    ['no scenario', ['--autopilot'], '--scenario is missing'],
    ['an unknown option', [...healthy, '--loud'], "Unknown option '--loud'"],
    ['a speed out of range', [...healthy, '--speed', '101'], '--speed takes a number from 1 to 100, not "101"'],
    ['a seed that is no number', [...healthy, '--seed', 'x'], '--seed takes a whole number, not "x"'],
    ['an option of a real cluster', [...healthy, '--namespace', 'shop'], '--namespace means nothing beside'],
    ['a scenario in a real cluster', ['--kubeconfig', 'x', ...healthy], '--scenario means nothing beside']
  ])('ends with 2 and writes nothing: %s', { timeout: 30_000 }, async (_what, args, reason) => {
    const dir = join(out, 'usage')
    const { code, stdout, stderr } = await runHeadless([...args, '--out', dir])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(reason)
    await expect(readdir(dir)).rejects.toThrow('ENOENT')
  })

  it('ends with 2 where nothing can be written, before anything is played', { timeout: 30_000 }, async () => {
    const file = join(out, 'file')
    await writeFile(file, 'mine')
    const { code, stdout, stderr } = await runHeadless([...healthy, '--autopilot', '--out', file])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`Nothing can be written to --out ${file}`)
    expect(await readFile(file, 'utf8')).toBe('mine')
  })
})
