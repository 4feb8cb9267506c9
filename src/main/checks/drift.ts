import type { Check } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import { isJsonObject } from '../lib/json-access.ts'
import type { KubeReader } from '../ports/kube.ts'
import { readReferences, type LastServed, type ReferenceReading } from '../providers/kubernetes/reference-reading.ts'
import { patchedValue } from '../providers/kubernetes/patch-tests.ts'
import type { CheckBoard } from './check-board.ts'
import type { Undo } from '../providers/kubernetes/undo-target.ts'

export interface DriftLook {
  readonly reader: KubeReader
  readonly undo: Undo
  readonly lastServed: LastServed
  /** What the plan found already. */
  readonly drifted: readonly string[]
  readonly board: CheckBoard
  readonly abort: AbortSignal
}

/**
 * Reads again, metadata only, the ConfigMaps and Secrets that the restored template reads, and names on the board those
 * that are not as they were: what the plan found may have been repaired, and more may have changed since.
 * @throws the abort reason.
 */
export async function lookAtDrift(look: DriftLook): Promise<void> {
  const { reader, undo, board, abort, lastServed } = look
  const template = patchedValue(undo.request.body ?? '', '/spec/template')
  try {
    const readings = await readReferences(
      reader,
      undo.facts.ref.namespace,
      isJsonObject(template) ? template : {},
      lastServed,
      abort
    )
    const { status, evidence } = judgeDrift(readings, look)
    board.set('drift', status, evidence)
  } catch (error) {
    abort.throwIfAborted()
    board.set('drift', 'Unknown', `Not readable: ${asFailure(error).message}`)
  }
}

function judgeDrift(
  readings: readonly ReferenceReading[],
  { drifted, undo }: DriftLook
): Pick<Check, 'status' | 'evidence'> {
  const changed = readings.flatMap((reading) => {
    if (reading.kind !== 'written' && reading.kind !== 'gone') return []
    const facts = [
      ...(reading.kind === 'gone'
        ? ['gone']
        : [`${reading.by === '' ? '' : `by ${reading.by} `}at ${utcDated(reading.at)}`]),
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
    const found = `Not what pods of revision ${undo.facts.toRevision} last had, and not brought back: ${changed.join(', ')}`
    return { status: 'False', evidence: [found, untold].filter((text) => text !== '').join('. ') }
  }
  if (untold !== '') return { status: 'Unknown', evidence: untold }
  const count = readings.length
  const evidence =
    count === 0
      ? 'The template reads no ConfigMap and no Secret'
      : `${count} ${count === 1 ? 'object' : 'objects'} read again, none written since pods of revision ${undo.facts.toRevision} had it`
  return { status: 'True', evidence }
}
