import * as z from 'zod/mini'
import { asFailure, FailureError, failureOf, type Check } from '../../../contract/index.ts'
import type { CheckName } from '../../checks/check-board.ts'
import { pause } from '../../lib/pause.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Proving } from '../../ports/lever.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { canaryPath } from '../../providers/flagger/canary-object.ts'
import { readCanary, type Canary } from '../../providers/flagger/canary.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'

const text = z.string()

/** Which Canary a proof is about, with its workloads. */
export const canaryProof = z.object({
  namespace: text,
  canary: text,
  uid: text,
  target: text,
  primary: text,
  /** How long what is waited for may take, milliseconds by the clock of the place. */
  atMostMs: z.number()
})
export type CanaryProof = z.infer<typeof canaryProof>

/** What is read at each look. */
export interface CanaryReading {
  readonly canary: Canary
  readonly object: KubeObject
  readonly target: KubeObject | null
  readonly primary: KubeObject | null
  readonly place: ReadPlace
  readonly abort: AbortSignal
}

type Seen = Pick<Check, 'status' | 'evidence'>

/** One thing that a proof looks at. */
export interface CanaryCondition {
  readonly name: string
  readonly title: string
  /** Checks of a rollback that it stands for. */
  readonly covers?: readonly CheckName[]
  /** Left out for what only informs. */
  readonly needed: boolean
  readonly look: (reading: CanaryReading) => Seen | Promise<Seen>
}

const everyMs = 2_000
/** After the time is up one look still has to succeed. */
const lateTries = 5

/**
 * Looks at a Canary and its workloads until everything that is needed is True, or its time is up. What cannot be read is
 * Unknown.
 * @throws the abort reason.
 */
export async function proveCanary(
  { proof, place, abort, show, showPhase }: Proving<CanaryProof>,
  phase: string,
  conditions: readonly CanaryCondition[]
): Promise<readonly Check[]> {
  const { clock } = place
  const untilMs = clock.now().getTime() + proof.atMostMs
  let late = 0
  for (;;) {
    abort.throwIfAborted()
    const isLate = clock.now().getTime() > untilMs
    const checks = await lookOnce(proof, place, abort, conditions)
    show(checks, phase, firstOpen(checks))
    if (checks.every(({ blocks }) => !blocks)) return checks
    if (isLate) late += 1
    if (isLate && (late >= lateTries || checks.some(({ status }) => status !== 'Unknown'))) {
      // A phase may stand for several of them: it is left behind as what is open says, not as one of its name does.
      const open = checks.filter(({ blocks }) => blocks)
      const state = open.some(({ status }) => status === 'False') ? 'failed' : 'unknown'
      showPhase(checks, phase, state, firstOpen(checks))
      return checks
    }
    await pause(clock, everyMs, abort)
  }
}

function firstOpen(checks: readonly Check[]): string {
  return checks.find(({ blocks }) => blocks)?.evidence ?? ''
}

async function lookOnce(
  proof: CanaryProof,
  place: ReadPlace,
  abort: AbortSignal,
  conditions: readonly CanaryCondition[]
): Promise<readonly Check[]> {
  const reading = await readAll(proof, place, abort).catch((error: unknown) => {
    abort.throwIfAborted()
    return asFailure(error).message
  })
  const observedAt = place.clock.now().toISOString()
  return Promise.all(
    conditions.map(async ({ name, title, needed, covers, look }): Promise<Check> => {
      const said: Seen =
        typeof reading === 'string' ? { status: 'Unknown', evidence: `Not readable: ${reading}` } : await look(reading)
      const blocks = needed && said.status !== 'True'
      return { name, title, ...said, blocks, observedAt, ...(covers ? { covers } : {}) }
    })
  )
}

async function readAll(
  { namespace, canary, uid, target, primary }: CanaryProof,
  place: ReadPlace,
  abort: AbortSignal
): Promise<CanaryReading> {
  const { reader, context } = place
  const workload = (name: string) => readDeployment(reader, { context, ref: { namespace, name } }, abort)
  const [object, targetObject, primaryObject] = await Promise.all([
    readObject(reader, canaryPath(namespace, canary), { abort }),
    workload(target),
    workload(primary)
  ])
  if (object === null || object.metadata.uid !== uid) {
    throw new FailureError(failureOf('notFound', `Canary ${canary} was deleted or replaced`))
  }
  return { canary: readCanary(object), object, target: targetObject, primary: primaryObject, place, abort }
}

/** What a proof about a Canary needs. */
export function proofOf({ namespace, name, uid, target, primary }: Canary, atMostMs: number): CanaryProof {
  return { namespace, canary: name, uid, target: target.name, primary, atMostMs }
}
