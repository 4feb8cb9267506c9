import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import type { Bench } from '../bench.ts'
import { hasBench, openBench } from '../bench.ts'
import { generatedBlock, markdownTable } from '../generated-block.ts'
import { kubeconfigThrough } from '../kubeconfig.ts'
import { startRecordingProxy } from '../recording-proxy.ts'
import { comparedCommands, loggedCommand, undoCommand } from './commands.ts'
import type { Compared } from './compare-writes.ts'
import { compareWrites, withoutEmpty, writesOf } from './compare-writes.ts'
import { attemptRollback } from './console-write.ts'
import type { State } from './states.ts'
import { makeState, states } from './states.ts'

interface Row extends Compared {
  readonly command: string
  readonly said: string
  readonly kubectlSaid: string
  readonly kubectlCode: number
  readonly objects: readonly [unknown, unknown]
}

// Every command of a lever joins with rows of its own in commands.ts; today that is the Deployment rollback.
describe.skipIf(!hasBench)('the logged command does what the console does', () => {
  let bench: Bench
  let admin: Admin
  const rows = new Map<string, Promise<Row>>()

  beforeAll(async () => {
    bench = await openBench()
    admin = createAdmin(bench)
    for (const state of states) {
      const row = play(state)
      row.catch(() => undefined)
      rows.set(state.id, row)
    }
  })

  async function play(state: State): Promise<Row> {
    const [ours, theirs] = [`fid-${state.id}-a`, `fid-${state.id}-b`]
    const same = (text: string): string => text.replaceAll(theirs, ours)
    await Promise.all([makeState(admin, state, ours), makeState(admin, state, theirs)])
    // A plan is refused while the controller is behind, and an annotation alone already makes a new generation.
    await Promise.all([read(ours), read(theirs)])
    const [left, right] = await Promise.all([startRecordingProxy(bench), startRecordingProxy(bench)])
    try {
      const where = {
        kubeconfig: await kubeconfigThrough(left, bench, 'operator'),
        context: 'operator',
        namespace: ours
      }
      const isAnswered = (): boolean => writesOf(left.requests).some(({ status }) => status !== 0)
      const { command, said } = await attemptRollback(state.id, where, state.toRevision, isAnswered)
      const pinned = `kubectl --context operator -n ${ours} rollout undo deployment/checkout --to-revision=${state.toRevision}`
      const line = (command || pinned).replaceAll(ours, theirs)
      const kubectl = await runLine(line, await kubeconfigThrough(right, bench, 'operator'))
      const compared = compareWrites(writesOf(left.requests), writesOf(right.requests), same)
      const objects = await Promise.all([ours, theirs].map(async (name) => essence(await read(name), same)))
      return {
        ...compared,
        command: command.replace(` -n ${ours}`, ''),
        said,
        kubectlSaid: kubectl.text,
        kubectlCode: kubectl.code,
        objects: [objects[0], objects[1]]
      }
    } finally {
      left.close()
      right.close()
    }
  }

  /** The Deployment once its controller has seen it. */
  async function read(name: string): Promise<DeploymentObject> {
    const giveUpAt = Date.now() + 60_000
    for (;;) {
      const found = await admin.get<DeploymentObject>(`/apis/apps/v1/namespaces/${name}/deployments/checkout`)
      if (found.status.observedGeneration === found.metadata.generation) return found
      if (Date.now() > giveUpAt) throw new Error(`the controller did not see ${name}/checkout within 60 s`)
      await delay(200)
    }
  }

  function runLine(line: string, kubeconfig: string): Promise<{ readonly code: number; readonly text: string }> {
    const [, ...args] = line.split(' ')
    return new Promise((resolve) => {
      execFile(bench.kube, ['kubectl', ...args, `--kubeconfig=${kubeconfig}`], (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          text: (error ? stderr : stdout).trim()
        })
      })
    })
  }

  test.each(states)('Deployment rollback, $title', { timeout: 300_000 }, async ({ id, unwritten }) => {
    const row = (await rows.get(id)) ?? expect.fail('not played')
    expect(row.relation, `${row.why} ${row.said}`).toBe(unwritten?.relation ?? 'stronger by preconditions')
    if (row.relation !== 'only kubectl writes') expect(row.objects[0]).toEqual(row.objects[1])
    if (unwritten) {
      expect(row.said).toMatch(unwritten.console)
      expect(row.kubectlSaid).toMatch(unwritten.kubectl)
      expect(row.kubectlCode).toBe(unwritten.code)
    } else {
      expect(row.command).toMatch(loggedCommand(undoCommand, 'checkout'))
      expect(row.kubectlCode).toBe(0)
    }
  })

  test('the committed table is what this run made', { timeout: 300_000 }, async () => {
    const cells = await Promise.all(
      states.map(async ({ id, title, toRevision, unwritten }) => {
        const row = (await rows.get(id)) ?? expect.fail('not played')
        const [refusal] = unwritten?.console.exec(row.said) ?? []
        const said = row.kubectlSaid.split('\n').at(-1) ?? ''
        const why = unwritten ? `console: “${refusal}”; kubectl: “${said}”` : row.why
        return [comparedCommands.get(undoCommand) ?? '', `${title}, to revision ${toRevision}`, row.relation, why]
      })
    )
    const table = markdownTable(['Action', 'State', 'Console’s request beside kubectl’s', 'Why'], cells)
    console.log(table.join('\n'))
    const { committed, made } = await generatedBlock('command fidelity', table)
    expect(committed).toBe(made)
  })
})

interface DeploymentObject {
  readonly metadata: { readonly annotations?: object; readonly labels?: object; readonly generation?: number }
  readonly spec: unknown
  readonly status: { readonly observedGeneration?: number }
}

/** The object without what two namespaces never have in common. */
function essence({ metadata, spec }: DeploymentObject, same: (text: string) => string): unknown {
  const { annotations, labels, generation } = metadata
  return withoutEmpty(JSON.parse(same(JSON.stringify({ annotations, labels, generation, spec }))))
}
