import type { Owner, TrapNotice } from '../../contract/index.ts'
import { at, numberAt, stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { TrapInput } from './trap-input.ts'

/** The undo of the procedure, else the plain one. */
export function procedureUndo({ commands, deployment: { metadata } }: TrapInput): string {
  const undo = commands.find((command) => /rollout\s+undo/.test(command))
  return undo ?? `kubectl -n ${metadata.namespace ?? ''} rollout undo deployment/${metadata.name}`
}

/** What else the procedure's commands would do to a Deployment under a Canary: T1, T2, T10, T13. */
export function canaryTraps({ commands, canaries, deployment }: TrapInput, owner: Owner): readonly TrapNotice[] {
  const canary = canaries.find((candidate) => owns(candidate, deployment))
  const find = (part: RegExp) => commands.find((command) => part.test(command))
  const skip = find(/skipAnalysis/)
  const remove = find(/delete\s+canar/)
  const message = find(/conditions.*Promoted/)
  return [
    ...(skip === undefined ? [] : [skipAnalysis(skip)]),
    ...(canary && at(canary, 'spec', 'skipAnalysis') === true ? [skipping(owner)] : []),
    ...(remove === undefined ? [] : [deleteCanary(remove)]),
    ...(canary ? [threshold(canary, owner)] : []),
    ...(message === undefined ? [] : [constantMessage(message)])
  ]
}

function owns(canary: KubeObject, deployment: KubeObject): boolean {
  const target = stringAt(canary, 'spec', 'targetRef', 'name')
  return deployment.metadata.name === target || deployment.metadata.name === `${target}-primary`
}

function skipAnalysis(command: string): TrapNotice {
  return {
    id: 'T1',
    severity: 'refused',
    lead: "Refused: the runbook's command would ship the new version to everyone.",
    text: 'skipAnalysis: true promotes the canary, and stays set for every later release.',
    source: 'fluxcd/flagger pkg/controller/scheduler.go shouldSkipAnalysis',
    command
  }
}

function skipping({ name }: Owner): TrapNotice {
  return {
    id: 'T1',
    severity: 'warning',
    lead: `${name} has skipAnalysis set.`,
    text: 'Its analysis is off: whatever is put into the Deployment is promoted at once.',
    source: 'fluxcd/flagger pkg/controller/scheduler.go shouldSkipAnalysis'
  }
}

function deleteCanary(command: string): TrapNotice {
  return {
    id: 'T2',
    severity: 'refused',
    lead: 'Refused: deleting the Canary takes the serving primary with it.',
    text: 'Its Deployment and Services are garbage-collected: an outage; with revertOnDeletion all traffic goes to the new version.',
    source: 'fluxcd/flagger pkg/canary/deployment_controller.go createPrimaryDeployment (ownerReferences)',
    command
  }
}

function threshold(canary: KubeObject, { name }: Owner): TrapNotice {
  const allowed = numberAt(canary, 'spec', 'analysis', 'threshold') ?? 1
  const interval = stringAt(canary, 'spec', 'analysis', 'interval') || '60s'
  const failedChecks = numberAt(canary, 'status', 'failedChecks') ?? 0
  return {
    id: 'T10',
    severity: 'warning',
    lead: `${name} rolls back by itself after ${allowed} failed ${allowed === 1 ? 'check' : 'checks'} in total, not in a row.`,
    text: `${failedChecks} of ${allowed} have failed; one check every ${interval}, and the rollback comes one check later.`,
    source: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'
  }
}

function constantMessage(command: string): TrapNotice {
  return {
    id: 'T13',
    severity: 'warning',
    lead: 'The Promoted message never says why a run failed.',
    text: 'It is a constant text for each phase; look at events, logs and metrics for the cause.',
    source: 'fluxcd/flagger pkg/canary/status.go MakeStatusConditions',
    command
  }
}
