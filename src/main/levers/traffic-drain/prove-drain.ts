import { asFailure } from '../../../contract/index.ts'
import { routeWeights } from '../../actions/route-weights/index.ts'
import { watchMeasurements } from '../../checks/users/watch-measurements.ts'
import type { Mutation } from '../../ports/action.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { targetKey } from '../../../contract/index.ts'
import { drainBoard, type DrainBoard, type DrainProof } from './proof.ts'
import { watchTraffic } from './watch-traffic.ts'

/** How long the service is to be watched after the proof, by the clock of the run's place. */
const watchMs = 30 * 60_000

/**
 * Watches the requests themselves until they have moved: the weights are only what the routes ask for, and it takes the
 * mesh to bring them to the proxies.
 * @throws the abort reason.
 */
export async function proveDrain(proving: Proving<DrainProof>): Promise<Proven> {
  const { proof, place, changedAt, abort, show } = proving
  const { clock, measurements, limits } = place
  const board = drainBoard(proof, () => clock.now().toISOString())
  const publish = (phase: 'traffic' | 'users', check: 'traffic' | 'errorRatio') => (): void => {
    show(board.all(), phase, board.all().find(({ name }) => name === check)?.evidence ?? '')
  }
  await lookAtWeights(proving, board)
  publish('traffic', 'traffic')()
  const hasMoved = await watchTraffic(
    { measurements, proof, changedAt, clock, board, abort },
    publish('traffic', 'traffic')
  )
  const ref = { namespace: proof.namespace, name: proof.into }
  if (hasMoved)
    await watchMeasurements(
      { measurements, ref, clock, limits, board: usersOf(board), completeAt: new Date(changedAt), abort },
      publish('users', 'errorRatio')
    )
  else
    for (const name of ['errorRatio', 'latency'] as const)
      board.set(name, 'Unknown', 'Not judged: the requests did not move')
  await lookAtWeights(proving, board)
  publish('users', 'errorRatio')()
  const checks = board.all()
  return { checks, proved: checks.every(({ blocks }) => !blocks), seen: null, watchMs, watchOf: ref }
}

/** Of the checks of a rollback, those that are about users are the same here. */
function usersOf(board: DrainBoard): Parameters<typeof watchMeasurements>[0]['board'] {
  return {
    all: () => [],
    set(name, status, evidence) {
      if (name === 'errorRatio' || name === 'latency') board.set(name, status, evidence)
    }
  }
}

/** Whether every route still is as the last step left it. */
async function lookAtWeights({ mutations, place, abort }: Proving<DrainProof>, board: DrainBoard): Promise<void> {
  const last = new Map(
    mutations.flatMap((mutation) => (isRoute(mutation) ? [[targetKey(mutation.target), mutation]] : []))
  )
  const texts: string[] = []
  let isSame = true
  for (const mutation of last.values()) {
    try {
      const { kind, text } = routeWeights.conclude(mutation, await routeWeights.read(mutation, place, abort, true))
      isSame &&= kind === 'applied'
      texts.push(text)
    } catch (error) {
      abort.throwIfAborted()
      board.set('weights', 'Unknown', `Not readable: ${asFailure(error).message}`)
      return
    }
  }
  board.set('weights', isSame ? 'True' : 'False', texts.join('; '))
}

function isRoute(mutation: Mutation): mutation is Mutation<ReturnType<typeof routeWeights.facts.parse>> {
  return routeWeights.facts.safeParse(mutation.facts).success
}
