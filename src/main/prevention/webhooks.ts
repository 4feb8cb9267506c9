import { arrayAt } from '../lib/json-access.ts'
import type { PreventionFacts } from './prevention-input.ts'
import { not, titles, type FoundProposal } from './proposal-draft.ts'
import { endWords, lasting, lookUp, time, type Replayed } from './replayed.ts'
import { passes } from '../providers/flagger/replay.ts'

const leastSavedMs = 30_000

/** A test before any user: only where the very first check that saw users failed, so that a test could have seen the same. */
export function preRollout(facts: PreventionFacts, played: Replayed): FoundProposal {
  const { canary, harm } = facts
  if (played.kind === 'none' || canary === null || harm === null)
    return not('pre-rollout', played.kind === 'none' ? played.why : 'No limit was crossed.')
  if (canary.hookTypes.includes('pre-rollout'))
    return not('pre-rollout', 'There is one already, and the release passed it.')
  const valueAt = lookUp(facts.values)
  const { analysis, present } = played
  const seen = present.ticks.slice(1).filter(({ at }) => analysis.checks.some(({ name }) => valueAt(name, at) !== null))
  const [first] = seen
  if (first === undefined) return not('pre-rollout', 'No check of the run had a value.')
  const failed = analysis.checks.find((check) => !passes(check, valueAt(check.name, first.at)))
  if (failed === undefined)
    return not(
      'pre-rollout',
      `The first check of the run, at ${time(first.at)}, passed: nothing recorded says that a test before it would have failed.`
    )
  const metadata = {
    type: 'bash',
    cmd: `curl -sf --max-time 10 http://${canary.target}-canary.${facts.ref.namespace}/ACCEPTANCE-TEST`
  }
  return {
    proposal: {
      id: 'pre-rollout',
      title: titles['pre-rollout'],
      why: `The first check that saw users, at ${time(first.at)}, failed already (${failed.name}): the release was bad from its first request on.`,
      saves: `All ${lasting(harm.to - harm.from)}${harm.isOver ? '' : ' (so far)'}, if the test sends requests like those that failed. Put its own address in place of ACCEPTANCE-TEST.`,
      savedMs: harm.to - harm.from,
      change: {
        kind: 'analysis',
        to: {
          webhooks: [
            ...hooks(facts),
            { name: 'acceptance-test', type: 'pre-rollout', url: tester(facts), timeout: '30s', metadata }
          ]
        }
      }
    }
  }
}

/** Requests of the analysis' own: only where checks had no value, which count as failed and see nothing. */
export function loadTest(facts: PreventionFacts, played: Replayed): FoundProposal {
  const { canary, harm } = facts
  if (played.kind === 'none' || canary === null || harm === null)
    return not('load-test', played.kind === 'none' ? played.why : 'No limit was crossed.')
  if (canary.hookTypes.some((type) => type === '' || type === 'rollout'))
    return not('load-test', 'A hook is called with each check already.')
  const valueAt = lookUp(facts.values)
  const ticks = played.present.ticks.filter(
    ({ at, does }) => does !== 'starts' && does !== 'rollsBack' && at < played.endMs
  )
  const blind = ticks.filter(({ at }) => played.analysis.checks.some(({ name }) => valueAt(name, at) === null))
  if (blind.length === 0)
    return not('load-test', `Each of the ${ticks.length} checks of the run had a value: there were requests enough.`)
  const blindMs = blind.length * played.analysis.intervalMs
  const savedMs = Math.min(blindMs, harm.to - harm.from)
  if (savedMs < leastSavedMs) return not('load-test', 'The checks without a value would have made no difference.')
  const metadata = {
    type: 'cmd',
    cmd: `hey -z ${played.analysis.intervalMs / 1_000}s -q 10 -c 2 http://${canary.target}-canary.${facts.ref.namespace}/`
  }
  return {
    proposal: {
      id: 'load-test',
      title: titles['load-test'],
      why: `${blind.length} of ${ticks.length} checks of the run had no value: too few users reached the release to tell.`,
      saves: `Up to ${lasting(savedMs)}, the time in which the checks saw nothing; what they would have seen is not recorded.`,
      savedMs,
      change: {
        kind: 'analysis',
        to: { webhooks: [...hooks(facts), { name: 'load-test', url: tester(facts), timeout: '5s', metadata }] }
      }
    }
  }
}

/** A gate that ends a run: what lay between the verdict and the end of the run, where Flagger would have asked it sooner. */
export function rollbackGate(facts: PreventionFacts): FoundProposal {
  const { canary, harm, run, askedAt } = facts
  const id = 'rollback-gate'
  if (canary === null) return not(id, 'No Canary tries the releases of this service.')
  if (canary.hookTypes.includes('rollback')) return not(id, 'There is one already.')
  if (canary.read.kind === 'other' || run === null || harm === null)
    return not(id, 'The beginning of the run is not recorded: nobody can say when Flagger would have asked.')
  if (askedAt === null) return not(id, 'No verdict of this incident asked for a change.')
  const runEnd = Math.min(run.ended?.at ?? Infinity, run.promotedAt ?? Infinity, harm.to)
  if (askedAt < run.startMs || askedAt >= runEnd)
    return not(id, 'No run was under way when the verdict asked for a change: there was nothing that a gate ends.')
  const { intervalMs } = canary.read.analysis
  const checkAt = run.startMs + Math.ceil((askedAt - run.startMs + 1) / intervalMs) * intervalMs
  const savedMs = harm.to - Math.max(harm.from, checkAt)
  if (savedMs < leastSavedMs)
    return not(
      id,
      `Flagger would have asked it at ${time(checkAt)}, and ${endWords(harm)}: nothing is saved${harm.isOver ? '' : ' so far'}.`
    )
  return {
    proposal: {
      id,
      title: titles[id],
      why: `The verdict asked for a change at ${time(askedAt)}, in the middle of the run, and ${endWords(harm)}.`,
      saves: `Up to ${lasting(savedMs)}: opened at the verdict, the gate ends the run with the check at ${time(checkAt)}.`,
      savedMs,
      change: {
        kind: 'analysis',
        to: {
          webhooks: [
            ...hooks(facts),
            { name: 'rollback-gate', type: 'rollback', url: `${tester(facts)}rollback/check` }
          ]
        }
      }
    }
  }
}

function hooks({ canary }: PreventionFacts): readonly unknown[] {
  return canary === null ? [] : arrayAt(canary.object, 'spec', canary.field, 'webhooks')
}

/** Flagger's load tester where its chart puts it. */
function tester({ canary }: PreventionFacts): string {
  return `http://flagger-loadtester.${canary?.flaggerNamespace || 'flagger-system'}/`
}
