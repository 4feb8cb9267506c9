import type { Canary } from './canary.ts'
import { analysisOf, primaryName, statusOf, strategyOf, targetName, totalWeight } from './canary.ts'
import { mayIncrease, mayPromote } from './hooks.ts'
import { promote } from './primary.ts'
import type { Routes } from './routes.ts'
import { setRoutes } from './routes.ts'
import { setCount, setPhase } from './status.ts'
import type { Tick } from './tick.ts'
import { named } from './tick.ts'

/** Everything here is fluxcd/flagger pkg/controller/scheduler.go. */

/** maxWeight: the canary's share at which it is promoted, percent. */
function maxWeight(canary: Canary): number {
  const { stepWeights = [], maxWeight: most = 0 } = analysisOf(canary)
  const last = stepWeights.at(-1)
  if (last !== undefined) return Math.min(totalWeight, last)
  return most > 0 ? most : totalWeight
}

/** nextStepWeight: how much the canary's share grows next, percent. */
function nextStep(canary: Canary, weight: number): number {
  const { stepWeight = 0, stepWeights = [] } = analysisOf(canary)
  if (stepWeight > 0 || stepWeights.length === 0) return stepWeight
  const most = totalWeight - weight
  // Nothing is left to shift: any step leads to the promotion.
  if (most === 0) return 1
  if (weight === 0) return Math.min(most, stepWeights[0] ?? 0)
  const at = stepWeights.slice(0, -1).indexOf(weight)
  return at === -1 ? most : Math.min(most, (stepWeights[at + 1] ?? 0) - weight)
}

function copyToPrimary(tick: Tick): void {
  const { canary } = tick
  tick.inform(`Copying ${named(tick, targetName(canary))} template spec to ${named(tick, primaryName(canary))}`)
  promote(tick)
}

function say(tick: Tick): string {
  return named(tick, tick.canary.metadata.name ?? '')
}

/** Copies the release to the primary; traffic follows with the next ticks. */
function beginPromotion(tick: Tick): void {
  copyToPrimary(tick)
  setPhase(tick, 'Promoting')
}

function runCanary(tick: Tick, routes: Routes): void {
  const { canary } = tick
  if (routes.canary >= maxWeight(canary)) {
    if (mayPromote(tick)) beginPromotion(tick)
    return
  }
  const step = nextStep(canary, routes.canary)
  let next: Routes = {
    primary: Math.max(0, routes.primary - step),
    canary: Math.min(totalWeight, routes.canary + step),
    mirrored: routes.mirrored
  }
  if (analysisOf(canary).mirror === true && routes.canary === 0)
    // One step of mirroring comes before any traffic.
    next = routes.mirrored
      ? { primary: totalWeight - step, canary: step, mirrored: false }
      : { primary: totalWeight, canary: 0, mirrored: true }
  setRoutes(tick, next.primary, next.canary, next.mirrored)
  setCount(tick, { canaryWeight: next.canary })
  tick.showWeight(next.primary, next.canary)
  tick.inform(`Advance ${say(tick)} canary weight ${next.canary}`)
}

function nextIteration(tick: Tick): void {
  const iterations = statusOf(tick.canary).iterations + 1
  setCount(tick, { iterations })
  tick.inform(`Advance ${say(tick)} canary iteration ${iterations}/${analysisOf(tick.canary).iterations ?? 0}`)
}

function runAb(tick: Tick): void {
  const { iterations: done } = statusOf(tick.canary)
  const { iterations = 0 } = analysisOf(tick.canary)
  if (iterations > done) {
    setRoutes(tick, 0, totalWeight, false)
    tick.showWeight(0, totalWeight)
    nextIteration(tick)
    return
  }
  if (mayPromote(tick) && iterations === done) beginPromotion(tick)
}

function runBlueGreen(tick: Tick, { mirrored }: Routes): void {
  const { iterations: done } = statusOf(tick.canary)
  const { iterations = 0, mirror = false } = analysisOf(tick.canary)
  if (iterations > done) {
    if (mirror && !mirrored) setRoutes(tick, totalWeight, 0, true)
    nextIteration(tick)
    return
  }
  if (!mayPromote(tick)) return
  if (iterations < done) return beginPromotion(tick)
  tick.inform(mirror ? 'Stop traffic mirroring and route all traffic to canary' : 'Routing all traffic to canary')
  setRoutes(tick, 0, totalWeight, false)
  tick.showWeight(0, totalWeight)
  setCount(tick, { iterations: done + 1 })
}

/** The last part of advanceCanary: one step of the strategy, after all checks passed. */
export function runStrategy(tick: Tick, routes: Routes): void {
  const strategy = strategyOf(tick.canary)
  if (strategy === 'ab') return runAb(tick)
  if (strategy === 'blueGreen') return runBlueGreen(tick, routes)
  if (nextStep(tick.canary, routes.canary) <= 0) return
  const { phase } = statusOf(tick.canary)
  if (!routes.mirrored && phase !== 'WaitingPromotion' && !mayIncrease(tick)) return
  runCanary(tick, routes)
}

/** runPromotionTrafficShift: traffic goes to the primary, at once or in steps. */
export function shiftToPrimary(tick: Tick, routes: Routes): void {
  const { stepWeightPromotion: step = 0 } = analysisOf(tick.canary)
  if (step === 0) {
    tick.inform('Routing all traffic to primary')
    setRoutes(tick, totalWeight, 0, false)
    tick.showWeight(totalWeight, 0)
    setPhase(tick, 'Finalising')
    return
  }
  if (routes.canary <= 0) return
  const primary = Math.min(totalWeight, routes.primary + step)
  const weight = Math.max(0, routes.canary - step)
  setRoutes(tick, primary, weight, false)
  tick.showWeight(primary, weight)
  tick.inform(`Advance ${say(tick)} primary weight ${primary}`)
  if (primary === totalWeight) setPhase(tick, 'Finalising')
  else setCount(tick, { canaryWeight: weight })
}

/** shouldSkipAnalysis: the release is promoted as it is, and traffic does not wait for the primary. */
export function promoteUnanalysed(tick: Tick): void {
  setRoutes(tick, totalWeight, 0, false)
  tick.showWeight(totalWeight, 0)
  copyToPrimary(tick)
}
