import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileProblem } from '../../contract/index.ts'
import { readCheckedYaml } from '../lib/checked-yaml.ts'
import { placeholders } from './fill-commands.ts'
import { runbookSchema, type Runbook } from './schema.ts'

export interface LoadedRunbooks {
  readonly runbooks: readonly Runbook[]
  readonly problems: readonly FileProblem[]
}

/** Reads every procedure of a folder. A file with a mistake is left out and named with line and column. */
export function loadRunbooks(dir: string): LoadedRunbooks {
  const names = readdirSync(dir)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
  const read = names.map((name) => readRunbook(readFileSync(join(dir, name), 'utf8'), name))
  return {
    runbooks: read.flatMap(({ runbook }) => (runbook ? [runbook] : [])),
    problems: read.flatMap(({ problems }) => problems)
  }
}

/** Reads one procedure from its text. */
export function readRunbook(
  text: string,
  file: string
): { readonly runbook: Runbook | null; readonly problems: readonly FileProblem[] } {
  const read = readCheckedYaml(text, file, runbookSchema)
  if (read.value === null) return { runbook: null, problems: read.problems }
  const { value, problemAt } = read
  const problems = meaningProblems(value).map(({ path, message }) => problemAt(path, message))
  return { runbook: problems.length === 0 ? value : null, problems }
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function meaningProblems(runbook: Runbook): readonly Problem[] {
  const seen = new Set<string>()
  return runbook.tasks.flatMap((task, index) => {
    const problems: Problem[] = []
    if (seen.has(task.id))
      problems.push({ path: ['tasks', index, 'id'], message: `the task id "${task.id}" is used twice` })
    seen.add(task.id)
    task.commands.forEach((command, at) => {
      for (const unknown of unknownPlaceholders(command)) {
        problems.push({
          path: ['tasks', index, 'commands', at],
          message: `{${unknown}} is not known; use ${placeholders.map((name) => `{${name}}`).join(', ')}`
        })
      }
    })
    return problems
  })
}

function unknownPlaceholders(command: string): readonly string[] {
  return [...command.matchAll(/\{([a-z]+)\}/gi)]
    .map(([, name = '']) => name)
    .filter((name) => !placeholders.some((known) => known === name))
}
