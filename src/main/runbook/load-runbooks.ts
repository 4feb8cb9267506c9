import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { ChecklistView } from '../../contract/index.ts'
import { placeholders } from './fill-commands.ts'
import { runbookSchema, type Runbook } from './schema.ts'

export type RunbookProblem = ChecklistView['problems'][number]

export interface LoadedRunbooks {
  readonly runbooks: readonly Runbook[]
  readonly problems: readonly RunbookProblem[]
}

/** Longest runbook file, bytes. */
const maxBytes = 262_144

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
): { readonly runbook: Runbook | null; readonly problems: readonly RunbookProblem[] } {
  const name = basename(file)
  if (text.length > maxBytes) {
    const message = `the file has ${text.length} characters; ${maxBytes} are allowed`
    return { runbook: null, problems: [{ file: name, line: 1, column: 1, message }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const at = (offset: number, message: string): RunbookProblem => {
    const { line, col } = lines.linePos(offset)
    return { file: name, line, column: col, message }
  }
  if (document.errors.length > 0) {
    return {
      runbook: null,
      problems: document.errors.map(({ pos, message }) => at(pos[0], message.split('\n')[0] ?? message))
    }
  }
  const parsed = runbookSchema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!parsed.success) {
    return {
      runbook: null,
      problems: parsed.error.issues.map(({ path, message }) =>
        at(offsetOf(document, path), `${path.join('.') || 'the document'}: ${message}`)
      )
    }
  }
  const problems = meaningProblems(parsed.data).map(({ path, message }) => at(offsetOf(document, path), message))
  return { runbook: problems.length === 0 ? parsed.data : null, problems }
}

type Path = readonly PropertyKey[]

/** The place in the text that a path of keys leads to, or the nearest parent that exists. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0]
  }
  return 0
}

function meaningProblems(runbook: Runbook): readonly { readonly path: Path; readonly message: string }[] {
  const seen = new Set<string>()
  return runbook.tasks.flatMap((task, index) => {
    const problems: { path: Path; message: string }[] = []
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
