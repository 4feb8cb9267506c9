import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { asFailure, type FileProblem, type MatrixView } from '../../contract/index.ts'
import { contradictionsOf, differencesOf, matrixOf, matrixSchema, type Matrix } from '../decision/index.ts'
import { readCheckedYaml } from '../lib/checked-yaml.ts'
import { readSmallFile } from '../lib/small-file.ts'
import { unclosedIn } from '../providers/prometheus/index.ts'

const names = ['matrix.yaml', 'matrix.yml', 'matrix.json']
/** A matrix of hundreds of rows is far smaller. */
const mostBytes = 1_048_576

/** The matrix in use, and what there is to say of it. */
export interface ChosenMatrix {
  readonly matrix: Matrix
  readonly view: MatrixView
}

/**
 * The matrix of the user's own folder, or the shipped one where there is none, or it has a mistake: that is named with line
 * and column. It is read once, at the start.
 * @param dir absolute; null where nobody has a folder
 */
export function chooseMatrix(shipped: Matrix, dir: string | null): ChosenMatrix {
  const files = dir === null ? [] : names.map((name) => join(dir, name))
  const file = files.find((path) => existsSync(path)) ?? null
  const plain = { file: file ?? files[0] ?? null, isOwn: false, differences: [], contradictions: [] }
  if (file === null) return { matrix: shipped, view: { ...plain, problems: [] } }
  const read = readOwn(file)
  if (!read.matrix) return { matrix: shipped, view: { ...plain, problems: read.problems } }
  const { matrix } = read
  return {
    matrix,
    view: {
      file,
      isOwn: true,
      differences: differencesOf(matrix, shipped),
      contradictions: contradictionsOf(matrix),
      problems: []
    }
  }
}

function readOwn(file: string): { readonly matrix: Matrix | null; readonly problems: readonly FileProblem[] } {
  try {
    const read = readCheckedYaml(readSmallFile(file, mostBytes), file, matrixSchema)
    if (read.value === null) return { matrix: null, problems: read.problems }
    const { value, problemAt } = read
    const ids = value.rows.map(({ id }) => id)
    const repeated = ids.flatMap((id, index) =>
      ids.indexOf(id) === index ? [] : [problemAt(['rows', index, 'id'], `the row id "${id}" is used twice`)]
    )
    const unclosed = value.business.flatMap(({ query }, index) => {
      const what = unclosedIn(query)
      return what === null ? [] : [problemAt(['business', index, 'query'], `the query is no PromQL: ${what}`)]
    })
    const problems = [...repeated, ...unclosed]
    return problems.length === 0 ? { matrix: matrixOf(value), problems } : { matrix: null, problems }
  } catch (error) {
    return { matrix: null, problems: [{ file: basename(file), line: 1, column: 1, message: asFailure(error).message }] }
  }
}
