import type { Guard } from '../../../contract/index.ts'
import type { PlannedOne } from './plan-one.ts'

type Goes = Extract<PlannedOne, { readonly kind: 'goes' }>

/** What was looked at of several services: what speaks against one by its name, what passed once with how many passed it. */
export function joinGuards(rows: readonly Pick<Goes, 'ref' | 'planned'>[]): readonly Guard[] {
  const all = rows.flatMap(({ ref, planned }) => planned.plan.guards.map((guard) => ({ name: ref.name, guard })))
  const told = all.filter(({ guard }) => guard.status !== 'passed')
  const passed = new Map<string, string[]>()
  for (const { name, guard } of all) {
    if (guard.status === 'passed') passed.set(guard.id, [...(passed.get(guard.id) ?? []), name])
  }
  return [
    ...told.map(({ name, guard }) => ({ ...guard, id: `${name}/${guard.id}`, text: `${name}: ${guard.text}` })),
    ...[...passed].map(([id, names]): Guard => ({
      id,
      status: 'passed',
      text: `${titles[id] ?? id}: fine for ${names.length === rows.length ? `all ${rows.length}` : names.join(', ')}`
    }))
  ]
}

const titles: Readonly<Record<string, string>> = {
  controller: 'Seen by the controller',
  owners: 'Owned by nobody else',
  standing: 'The revision served well',
  drift: 'Referenced ConfigMaps and Secrets as they were',
  preview: "The server's dry run"
}
