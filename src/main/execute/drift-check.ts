import type { Check } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { isJsonObject } from '../lib/json-access.ts'
import type { KubeReader } from '../ports/kube.ts'
import { readReferences, type ReferenceReading } from '../providers/kubernetes/reference-reading.ts'
import { patchedValue } from '../providers/kubernetes/patch-tests.ts'
import type { CheckBoard } from './check-board.ts'
import type { RunSubject } from './run-subject.ts'

export interface DriftLook {
  readonly reader: KubeReader
  readonly subject: RunSubject
  readonly board: CheckBoard
  readonly abort: AbortSignal
}

/**
 * Reads again, metadata only, the ConfigMaps and Secrets that the restored template reads, and names on the board those
 * that are not as they were: what the plan found may have been repaired, and more may have changed since.
 * @throws the abort reason.
 */
export async function lookAtDrift({ reader, subject, board, abort }: DriftLook): Promise<void> {
  const { target } = subject
  const template = patchedValue(subject.step.request.body ?? '', '/spec/template')
  try {
    const readings = await readReferences(
      reader,
      target.ref.namespace,
      isJsonObject(template) ? template : {},
      target.lastServedAt ?? null,
      abort
    )
    const { status, evidence } = judgeDrift(readings, subject)
    board.set('drift', status, evidence)
  } catch (error) {
    abort.throwIfAborted()
    board.set('drift', 'Unknown', `Not readable: ${asFailure(error).message}`)
  }
}

function judgeDrift(
  readings: readonly ReferenceReading[],
  { drifted, target }: RunSubject
): Pick<Check, 'status' | 'evidence'> {
  const changed = readings.flatMap((reading) => {
    if (reading.kind !== 'written' && reading.kind !== 'gone') return []
    const facts = [
      ...(reading.kind === 'gone' ? ['gone'] : [`${reading.by === '' ? '' : `by ${reading.by} `}at ${reading.at}`]),
      ...(drifted.includes(reading.label) ? [] : ['since the plan'])
    ]
    return [`${reading.label} (${facts.join(', ')})`]
  })
  const unknown = readings.flatMap((reading) => {
    if (reading.kind === 'optional') return [`${reading.label}: optional, and not there`]
    return reading.kind === 'unknown' ? [reading.why === null ? reading.label : `${reading.label}: ${reading.why}`] : []
  })
  const untold = unknown.length > 0 ? `Cannot be told of ${unknown.join('; ')}` : ''
  if (changed.length > 0) {
    const found = `Changed since revision ${target.toRevision} last served, and not brought back: ${changed.join(', ')}`
    return { status: 'False', evidence: [found, untold].filter((text) => text !== '').join('. ') }
  }
  if (untold !== '') return { status: 'Unknown', evidence: untold }
  const count = readings.length
  const evidence =
    count === 0
      ? 'The template reads no ConfigMap and no Secret'
      : `${count} ${count === 1 ? 'object' : 'objects'} read again, none written since revision ${target.toRevision} last served`
  return { status: 'True', evidence }
}
