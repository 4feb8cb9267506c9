import type { Choice, OtherKind } from '../../src/contract/index.ts'
import type { TrafficBench } from './bench.ts'
import { promotedWorld, trialWorld } from './canary-worlds.ts'
import { fluxWorld, goodRevision } from './flux-world.ts'
import { rolloutWorld } from './rollout-world.ts'
import { configWorld, plainWorld, severalNames, severalWorld, splitWorld, type World } from './worlds.ts'

/** A lever that takes users off a bad version, and a world in which it is the one to pull. */
export interface Way {
  readonly lever: string
  /** The workload that it is pulled at. */
  readonly on: string
  /** A Deployment when left out. */
  readonly kind?: OtherKind
  /** What is chosen; what the lever offers first when left out. */
  readonly choice?: Choice | ((world: World) => Promise<Choice>)
  readonly make: (bench: TrafficBench, namespace: string) => Promise<World>
}

const several = severalNames.map((name) => `${name}:1`).join()

/**
 * Every lever of Kubernetes that takes users off a version, by what is built of Flagger, Istio and the API server alone. What
 * is left out moves nobody: verifying, suspending and resuming a Canary, deleting one (it is refused while users are on the
 * release), holding and resuming GitOps, and a rollback by Helm, which is never sent.
 */
export const ways: readonly Way[] = [
  { lever: 'trafficDrain', on: 'cart-next', make: splitWorld },
  { lever: 'canaryAbort', on: 'checkout', make: trialWorld },
  { lever: 'canaryRestore', on: 'checkout', make: promotedWorld },
  { lever: 'deploymentRollback', on: 'cart', choice: { revision: 1 }, make: plainWorld },
  { lever: 'configRestore', on: 'cart', choice: { name: 'cart-config', values: '' }, make: configWorld },
  { lever: 'manyServices', on: 'cart', choice: { services: several }, make: severalWorld }
]

/** The same where Flux and Argo Rollouts are, too. */
export const waysWithControllers: readonly Way[] = [
  {
    lever: 'heldRollback',
    on: 'cart',
    choice: async ({ admin, namespace }) => ({ revision: await goodRevision(admin, namespace), resumes: '' }),
    make: fluxWorld
  },
  { lever: 'rolloutAbort', on: 'cart', kind: 'Rollout', make: rolloutWorld }
]
