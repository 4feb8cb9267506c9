import type { LeverOption } from '../../../contract/index.ts'
import { imageTag } from '../../../contract/index.ts'
import { arrayAt, stringAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { World } from '../../ports/lever.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { select, type Row } from './select.ts'

/** Every service that changed in the window, those that go back first, each with why; the others are one line. */
export function serviceOptions(world: World): readonly LeverOption[] {
  const selection = select(world)
  if (!selection || selection.rows.length < 2) return []
  const order = { goes: 0, mayGo: 1, stays: 2, unchanged: 3 }
  const rows = selection.rows.toSorted((a, b) => order[a.stand.kind] - order[b.stand.kind]).map(optionOf)
  return selection.unchanged === 0 ? rows : [...rows, othersOf(selection.unchanged)]
}

const states = { goes: 'recommended', mayGo: 'possible', stays: 'impossible', unchanged: 'impossible' } as const

function optionOf({ neighbour: { row, deployment, ownership }, stand }: Row): LeverOption {
  const owners = ownership.state === 'value' ? ownership.value.owners : []
  return {
    id: row.ref.name,
    choice: { services: row.ref.name },
    title: row.ref.name,
    text: arrayAt(templateOf(deployment), 'spec', 'containers')
      .map((container) => visibleText(imageTag(stringAt(container, 'image')), 100))
      .join(', '),
    tags: [...new Set(owners.map(({ system }) => system))],
    createdAt: row.changedAt,
    note: stand.reason,
    differs: [],
    evidence: [],
    standing: stand.kind === 'goes' ? 'bad' : 'none',
    state: states[stand.kind]
  }
}

function othersOf(count: number): LeverOption {
  return {
    // No name of a Deployment has a space.
    id: 'all others',
    choice: { services: '' },
    title: `${count} ${count === 1 ? 'other' : 'others'}`,
    text: '',
    tags: [],
    createdAt: '',
    note: 'not changed in the window: an undo would bring back a release that was replaced long ago',
    differs: [],
    evidence: [],
    standing: 'none',
    state: 'impossible'
  }
}
