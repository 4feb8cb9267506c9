import type { Phase } from './canary.ts'
import { analysisOf, skipsAnalysis, statusOf, targetName, thresholdOf, totalWeight } from './canary.ts'
import { metricsPass } from './checks.ts'
import { haveConfigsChanged } from './configs.ts'
import { canaryNotReady, hasTargetChanged, primaryNotReady, scaleTarget, scaleTargetUp } from './deployments.ts'
import { externalChecksPass, mayBegin, preRolloutPasses, runPostRollout, wantsRollback } from './hooks.ts'
import { initializePrimary } from './primary.ts'
import { getRoutes, reconcileRoutes, setRoutes } from './routes.ts'
import { initializeServices, reconcileApex } from './services.ts'
import { setCount, setPhase, syncStatus } from './status.ts'
import { promoteUnanalysed, runStrategy, shiftToPrimary } from './strategies.ts'
import type { Act, Seen } from './tick.ts'
import { named, Tick, TickError } from './tick.ts'

/** Phases in which something is under way (scheduler.go shouldAdvance). */
const active: ReadonlySet<Phase> = new Set(['Progressing', 'Waiting', 'WaitingPromotion', 'Promoting', 'Finalising'])
/** Those in which a changed release begins the run anew, and failed checks end it. */
const onTrial: ReadonlySet<Phase> = new Set(['Progressing', 'WaitingPromotion'])

/**
 * What one tick of Flagger does to a Canary, in its order (fluxcd/flagger 1.44.0 pkg/controller/scheduler.go
 * advanceCanary). Pure: it reads `seen` and returns what is to be done.
 */
export function advance(seen: Seen): readonly Act[] {
  const tick = new Tick(seen)
  try {
    advanceCanary(tick)
  } catch (error) {
    if (!(error instanceof TickError)) throw error
    tick.warn(error.message)
  }
  return tick.acts
}

function phaseOf(tick: Tick): Phase {
  return statusOf(tick.canary).phase
}

function isNew(tick: Tick): boolean {
  const phase = phaseOf(tick)
  return phase === '' || phase === 'Initializing'
}

function advanceCanary(tick: Tick): void {
  if (tick.canary.spec.suspend === true) {
    tick.inform('skipping canary run as object is suspended')
    return
  }
  initializeServices(tick)
  if (!skipsAnalysis(tick.canary) && isNew(tick)) tick.inform('all the metrics providers are available!')
  const unready = initializePrimary(tick)
  if (unready !== null) {
    tick.warn(unready.reason)
    if (!unready.retriable) rollBack(tick)
    return
  }
  reconcileApex(tick)
  // The target gives way once the Service leads to the primary.
  if (isNew(tick)) scaleTarget(tick, 0)
  reconcileRoutes(tick)
  initialize(tick)

  if (!shouldAdvance(tick)) {
    tick.showPhase(phaseOf(tick))
    return
  }
  if (!skipsAnalysis(tick.canary) && !isPrimaryReady(tick)) return
  const routes = getRoutes(tick)
  tick.showWeight(routes.primary, routes.canary)
  tick.showPhase(phaseOf(tick))
  if (!active.has(phaseOf(tick)) || phaseOf(tick) === 'Waiting') {
    begin(tick)
    return
  }
  if (onTrial.has(phaseOf(tick)) && hasChanged(tick)) {
    restart(tick)
    return
  }
  const waiting = canaryNotReady(tick)
  if (waiting !== null) {
    tick.warn(waiting.reason)
    if (!waiting.retriable) rollBack(tick)
    return
  }
  if (skipsAnalysis(tick.canary)) {
    promoteUnanalysed(tick)
    complete(tick, `Promotion completed! Canary analysis was skipped for ${named(tick, targetName(tick.canary))}`)
    return
  }
  if (onTrial.has(phaseOf(tick)) && wantsRollback(tick)) {
    tick.warn(`Rolling back ${named(tick, tick.canary.metadata.name ?? '')} manual webhook invoked`)
    rollBack(tick)
    return
  }
  if (phaseOf(tick) === 'Promoting') return shiftToPrimary(tick, routes)
  if (phaseOf(tick) === 'Finalising')
    return complete(tick, `Promotion completed! Scaling down ${named(tick, targetName(tick.canary))}`)
  const { failedChecks, iterations } = statusOf(tick.canary)
  if (failedChecks >= thresholdOf(tick.canary)) return rollBack(tick)

  const isMirrored = analysisOf(tick.canary).mirror === true && routes.mirrored
  const isFirst = routes.canary === 0 && iterations === 0 && !isMirrored
  if (isFirst) tick.inform(`Starting canary analysis for ${named(tick, targetName(tick.canary))}`)
  const passed = isFirst ? preRolloutPasses(tick) : externalChecksPass(tick) && metricsPass(tick)
  if (!passed) return setCount(tick, { failedChecks: failedChecks + 1 })
  runStrategy(tick, routes)
}

/** scheduler.go setPhaseInitialized. */
function initialize(tick: Tick): void {
  if (!isNew(tick)) return
  const { status } = tick.canary
  tick.canary = { ...tick.canary, status: { ...status, phase: 'Initialized' } }
  syncStatus(tick, { phase: 'Initialized' })
  const { lastAppliedSpec, trackedConfigs } = statusOf(tick.stored)
  tick.canary = {
    ...tick.canary,
    status: {
      ...tick.canary.status,
      ...(lastAppliedSpec === undefined ? {} : { lastAppliedSpec }),
      ...(trackedConfigs === undefined ? {} : { trackedConfigs })
    }
  }
  tick.showPhase('Initialized')
  tick.inform(`Initialization done! ${named(tick, tick.canary.metadata.name ?? '')}`)
}

function hasChanged(tick: Tick): boolean {
  return hasTargetChanged(tick) || haveConfigsChanged(tick, statusOf(tick.canary).trackedConfigs)
}

/**
 * scheduler.go shouldAdvance. After a failure the server's copy learns of the target's template before it is compared, so
 * that a change is seen by one tick only.
 */
function shouldAdvance(tick: Tick): boolean {
  if (active.has(phaseOf(tick))) return true
  if (phaseOf(tick) === 'Failed') syncStatus(tick, statusOf(tick.canary))
  return hasChanged(tick)
}

/** The primary has to be whole; in a promotion the canary is the only healthy copy, otherwise it is the other way round. */
function isPrimaryReady(tick: Tick): boolean {
  const why = primaryNotReady(tick)
  if (why === null) return true
  tick.warn(why.reason)
  if (why.retriable) return false
  if (phaseOf(tick) === 'Promoting' || phaseOf(tick) === 'Finalising') failPromotion(tick, why.reason)
  else rollBack(tick)
  return false
}

/** scheduler.go checkCanaryStatus: a new release gets its pods; traffic comes with the next ticks. */
function begin(tick: Tick): void {
  if (!mayBegin(tick)) return
  tick.inform(`New revision detected! Scaling up ${named(tick, targetName(tick.canary))}`)
  scaleTargetUp(tick)
  syncStatus(tick, { phase: 'Progressing' })
  tick.showPhase('Progressing')
}

function restart(tick: Tick): void {
  tick.inform(`New revision detected! Restarting analysis for ${named(tick, targetName(tick.canary))}`)
  setRoutes(tick, totalWeight, 0, false)
  syncStatus(tick, { phase: 'Progressing' })
}

function complete(tick: Tick, message: string): void {
  scaleTarget(tick, 0)
  setPhase(tick, 'Succeeded')
  tick.showPhase('Succeeded')
  runPostRollout(tick, 'Succeeded')
  tick.inform(message)
}

/** scheduler.go rollback: all traffic to the primary, the target to 0. Its template stays as it is. */
function rollBack(tick: Tick): void {
  const { failedChecks } = statusOf(tick.canary)
  const name = named(tick, tick.canary.metadata.name ?? '')
  if (failedChecks >= thresholdOf(tick.canary))
    tick.warn(`Rolling back ${name} failed checks threshold reached ${failedChecks}`)
  setRoutes(tick, totalWeight, 0, false)
  tick.warn(`Canary failed! Scaling down ${name}`)
  tick.showWeight(totalWeight, 0)
  scaleTarget(tick, 0)
  syncStatus(tick, { phase: 'Failed' })
  tick.showPhase('Failed')
  runPostRollout(tick, 'Failed')
}

/** scheduler.go handleFailedPromotion, since 1.44: all traffic to the canary, which keeps its pods. */
function failPromotion(tick: Tick, reason: string): void {
  tick.warn(`Promotion of ${named(tick, targetName(tick.canary))} failed, primary not ready: ${reason}`)
  setRoutes(tick, 0, totalWeight, false)
  tick.showWeight(0, totalWeight)
  syncStatus(tick, { phase: 'Failed', canaryWeight: totalWeight })
  tick.showPhase('Failed')
  runPostRollout(tick, 'Failed')
}
