import * as z from 'zod/mini'
import { failureOf } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import type { Lever, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { WaitStep } from '../../ports/step.ts'
import { readHelmHistory } from '../../providers/kubernetes/helm/read-helm-history.ts'
import type { HelmRelease } from '../../providers/kubernetes/helm/release.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { chooseHelmRevision } from './choose-revision.ts'
import { judgeHelm, releaseIn } from './judge.ts'

const id = 'helmRollback'
const choiceSchema = z.strictObject({ revision: z.number().check(z.int(), z.minimum(1)) })

/**
 * Says which `helm rollback` keeps a release and its chart in step, and sends nothing of it: Helm renders hooks and every
 * object of the release from what its Secrets hold, which stays out of this process.
 */
export const helmRollback: Lever<null> = {
  id,
  title: 'Roll back the Helm release',
  verb: 'see its helm rollback',
  kinds: ['StatefulSet', 'DaemonSet', 'Rollout'],
  choice: choiceSchema,
  proof: z.null(),
  knows: {
    actions: [],
    scenarios: { helps: ['helm-release'], refused: ['bad-deploy'] },
    fidelity: [],
    undo: 'nothing is sent'
  },
  judge: judgeHelm,
  options: () => [],
  async plan(request, tools) {
    const release = releaseIn(tools.world)
    if (!release) return { kind: 'notNeeded', reason: 'No mark of Helm is on it.' }
    return planOrFailure(() => planRelease(release, request, tools))
  },
  stillFits: (_ready, world) => releaseIn(world) !== null,
  planKey: (world) => releaseIn(world)?.name ?? '',
  prove: async () => ({ checks: [], proved: false, seen: null, watchMs: 0 })
}

async function planRelease(release: HelmRelease, request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const { name, namespace } = release
  const { context, reader, abort } = tools
  const chosen = request.choice === null ? undefined : choiceSchema.parse(request.choice).revision
  const history = await readHelmHistory(reader, release, context, abort)
  const choice = chooseHelmRevision(history, chosen)
  const ownHistory = commandLine(['helm', 'history', name, '-n', namespace, '--kube-context', context])
  if (choice.kind === 'none') {
    const remedy = `Ask Helm itself: ${ownHistory}`
    return {
      kind: 'failed',
      failure: failureOf('missing', `Release ${namespace}/${name}: ${choice.reason}`, { remedy })
    }
  }
  const { from, to, why } = choice
  const command = commandLine([
    'helm',
    'rollback',
    name,
    String(to.revision),
    '-n',
    namespace,
    '--kube-context',
    context
  ])
  const step: WaitStep = {
    kind: 'wait',
    id: 'helm',
    title: 'Somebody runs it, with the rights of the release',
    command,
    gate: { kind: 'operator', asks: `Has release ${name} been rolled back to revision ${to.revision}?` },
    atMostMs: 0,
    onTime: 'stop',
    after: []
  }
  const refusal = failureOf(
    'refused',
    `Backout sends nothing of Helm's: release ${namespace}/${name} is rolled back by Helm.`,
    {
      remedy: `Copy the command and run it where Helm is. Then watch here what becomes of the service.`
    }
  )
  const plan = framePlan(tools, request, [step], {
    lever: id,
    choice: { revision: to.revision },
    words: {
      title: `Roll back Helm release ${name} to revision ${to.revision}`,
      doing: `Rolling back Helm release ${name}`,
      done: 'Rolled back by Helm'
    },
    changes: [{ kind: 'value', title: 'Release', before: from ? textOf(from) : 'unknown', after: textOf(to) }],
    guards: [{ id: 'helm', status: 'blocked', text: refusal.message }],
    notes: [
      why,
      'Everything in the release goes back with it, and its rollback hooks run. What revision ran well is not in its history: compare it with the revisions here.',
      `The same history by Helm: ${ownHistory}`
    ],
    blast: 'every object of the release',
    takesEffect: 'when somebody runs it',
    takesEffectMs: 0,
    expectedMs: 0,
    inverse: null,
    withoutYou: { text: 'stays', detail: 'Helm changes nothing by itself.' },
    preview: { status: 'notRun', text: 'Nothing is sent, so that there is nothing to ask the server for' },
    typed: `${name}@${tools.environment.name}`,
    isSure: true,
    blocked: refusal
  })
  const planned = { plan, steps: [step], phases: [], proof: null, basis: null }
  return { kind: 'plan', planned, isChosen: chosen !== undefined }
}

function textOf({
  revision,
  status,
  at
}: {
  readonly revision: number
  readonly status: string
  readonly at: string
}): string {
  return `revision ${revision}, ${status}${at === '' ? '' : ` since ${utcDated(at)}`}`
}
