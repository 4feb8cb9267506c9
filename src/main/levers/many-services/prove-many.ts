import * as z from 'zod/mini'
import { FailureError, failureOf, type Check, type StepState } from '../../../contract/index.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import type { Mutation } from '../../ports/action.ts'
import { undoFacts } from '../../providers/kubernetes/undo-target.ts'
import { rollbackProof, verifyRollback } from '../deployment-rollback/index.ts'
import { proofPhaseOf, wholeId } from './proof-phases.ts'

/** What proving needs of each service, by its name. */
export const manyProof = z.object({ services: z.record(z.string(), rollbackProof) })
export type ManyProof = z.infer<typeof manyProof>

/**
 * Watches every service that was changed, all at the same time, each as its own lever does; each is one line with one
 * result, and all of them have to be proved.
 * @throws the abort reason.
 */
export async function proveMany(proving: Proving<ManyProof>): Promise<Proven> {
  const { place, mutations, showPhase } = proving
  const board = new Map<string, Check>()
  const all = (): readonly Check[] => [...board.values()]
  const total = mutations.length
  let done = 0
  let proved = 0
  const tellWhole = (): void =>
    showPhase(all(), wholeId, 'now', `${done} of ${total} watched to the end, ${proved} proved`)

  async function one(mutation: Mutation): Promise<Proven> {
    const { ref } = factsOf(mutation)
    const phase = proofPhaseOf(ref.name)
    const tell = (checks: readonly Check[], state: StepState): void => {
      const check = checkOf(ref.name, checks, place.clock.now())
      board.set(phase, check)
      showPhase(all(), phase, state, check.evidence)
    }
    const proof = proving.proof.services[ref.name]
    if (!proof) throw new FailureError(failureOf('internal', `The record does not say how ${ref.name} is proved.`))
    const proven = await verifyRollback({
      ...proving,
      proof,
      mutations: [mutation],
      show: (checks) => tell(checks, 'now')
    })
    done += 1
    if (proven.proved) proved += 1
    const isRefuted = proven.checks.some(({ status, blocks }) => status === 'False' && blocks)
    tell(proven.checks, proven.proved ? 'done' : isRefuted ? 'failed' : 'unknown')
    tellWhole()
    return proven
  }

  tellWhole()
  const proven = await Promise.all(mutations.map(one))
  return {
    checks: all(),
    proved: proven.length > 0 && proven.every((each) => each.proved),
    seen: Object.fromEntries(
      proven.flatMap(({ seen }, index) => {
        const mutation = mutations[index]
        return seen && mutation ? [[factsOf(mutation).ref.name, seen] as const] : []
      })
    ),
    watchMs: Math.max(0, ...proven.map(({ watchMs }) => watchMs))
  }
}

function factsOf({ facts }: Mutation) {
  const read = undoFacts.safeParse(facts)
  if (read.success) return read.data
  throw new FailureError(failureOf('internal', 'The record of this rollback does not say what was sent.'))
}

/** One result for a service: what speaks against it first, else what is not known, else how it is. */
function checkOf(name: string, checks: readonly Check[], now: Date): Check {
  const blocking = checks.filter(({ blocks }) => blocks)
  const against =
    blocking.find(({ status }) => status === 'False') ?? blocking.find(({ status }) => status === 'Unknown')
  const well = checks.filter((check) => ['pods', 'errorRatio'].includes(check.name))
  const informs = checks.filter(({ blocks, status }) => !blocks && status === 'False')
  const said = against ? [against] : [...well, ...informs]
  const isKnown = checks.length > 0
  return {
    name: proofPhaseOf(name),
    title: name,
    status: !isKnown ? 'Unknown' : against ? against.status : 'True',
    blocks: !isKnown || against !== undefined,
    covers: ['outcome', 'rollout', 'pods', 'errorRatio'],
    evidence: said.map((check) => (against ? `${check.title}: ${check.evidence}` : check.evidence)).join('; '),
    observedAt: now.toISOString()
  }
}
