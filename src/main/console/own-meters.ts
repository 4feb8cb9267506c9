import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { asFailure, type FileProblem, type MetersView } from '../../contract/index.ts'
import { readCheckedYaml } from '../lib/checked-yaml.ts'
import { readSmallFile } from '../lib/small-file.ts'
import { metersFileSchema, shippedMeters, type MeterFile } from '../providers/prometheus/index.ts'

const names = ['metrics.yaml', 'metrics.yml', 'metrics.json']
const mostBytes = 262_144

/** How requests may be counted, and what there is to say of the user's own file. */
export interface ChosenMeters {
  readonly meters: readonly MeterFile[]
  readonly view: MetersView
}

/**
 * What is shipped, with the meters of the user's own folder in front; one of theirs takes the place of a shipped one with its id. A
 * mistake is named with line and column, and the shipped ones alone are taken. It is read once, at the start.
 * @param dir absolute; null where nobody has a folder
 */
export function chooseMeters(dir: string | null): ChosenMeters {
  const files = dir === null ? [] : names.map((name) => join(dir, name))
  const file = files.find((path) => existsSync(path))
  const { own, problems } = file === undefined ? { own: [], problems: [] } : readOwn(file)
  const meters = [...own, ...shippedMeters.filter(({ id }) => own.every((one) => one.id !== id))]
  const known = meters.map((meter) => ({ id: meter.id, title: meter.title, isOwn: own.includes(meter) }))
  return { meters, view: { file: file ?? files[0] ?? null, known, problems } }
}

function readOwn(file: string): { readonly own: readonly MeterFile[]; readonly problems: readonly FileProblem[] } {
  try {
    const read = readCheckedYaml(readSmallFile(file, mostBytes), file, metersFileSchema)
    if (read.value === null) return { own: [], problems: read.problems }
    const { meters } = read.value
    const { problemAt } = read
    const ids = meters.map(({ id }) => id)
    const problems = ids.flatMap((id, index) =>
      ids.indexOf(id) === index ? [] : [problemAt(['meters', index, 'id'], `the id "${id}" is used twice`)]
    )
    return problems.length === 0 ? { own: meters, problems } : { own: [], problems }
  } catch (error) {
    return { own: [], problems: [{ file: basename(file), line: 1, column: 1, message: asFailure(error).message }] }
  }
}
