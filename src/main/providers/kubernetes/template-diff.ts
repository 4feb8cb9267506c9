import { stringify } from 'yaml'
import type { DiffLine } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import { withoutHash } from './pod-template.ts'
import { shownTemplate } from './shown-template.ts'

/** Most lines of YAML between the first and the last difference that are compared line by line. */
const maxLines = 2_000
const context = 2

/** The difference between two templates as they may be shown, as YAML lines, with two lines of context around each change. */
export function templateDiff(from: JsonObject, to: JsonObject): readonly DiffLine[] {
  const all = lineDiff(yamlLines(from), yamlLines(to))
  const near = all.map((_, index) =>
    all.slice(Math.max(0, index - context), index + context + 1).some((line) => line.kind !== 'same')
  )
  for (const index of blockOwners(all, near)) near[index] = true
  return all.flatMap((line, index) => {
    if (near[index]) return [line]
    const isGapStart = index > 0 && near[index - 1] === true && near.indexOf(true, index) !== -1
    return isGapStart ? [{ kind: 'same' as const, text: '…' }] : []
  })
}

/**
 * The lines that say what the shown lines of longer texts belong to, such as the name and the key of a variable: nobody
 * can tell without them, and neither can what keeps credentials out of the record.
 */
function blockOwners(lines: readonly DiffLine[], shown: readonly boolean[]): readonly number[] {
  const owners: number[] = []
  let owner = -1
  for (const [index, { text }] of lines.entries()) {
    const isInside = owner !== -1 && (text === '' || indentOf(text) > indentOf(lines[owner]?.text ?? ''))
    if (!isInside) owner = longText.test(text) ? index : -1
    else if (shown[index] === true) owners.push(owner, Math.max(0, owner - 1))
  }
  return owners
}

/** A key whose value goes on in the next lines: a block, or a quote that is not closed. */
const longText = /: (?:[|>][-+0-9]*|"(?:[^"\\]|\\.)*)$/

function indentOf(text: string): number {
  return text.search(/\S|$/)
}

/** The difference between two texts, line by line; between their ends that are alike, of at most 2,000 lines. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const { head, tail } = commonEnds(before, after)
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }))
  return [
    ...same(before.slice(0, head)),
    ...changedLines(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail))
  ]
}

function changedLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  if (before.length <= maxLines && after.length <= maxLines) return commonLines(before, after)
  return [
    { kind: 'removed', text: `# ${before.length} lines, too many to compare one by one` },
    { kind: 'added', text: `# ${after.length} lines, too many to compare one by one` }
  ]
}

/** How many lines two texts begin and end with alike. */
function commonEnds(
  before: readonly string[],
  after: readonly string[]
): { readonly head: number; readonly tail: number } {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return { head, tail }
}

function yamlLines(template: JsonObject): readonly string[] {
  return stringify(shownTemplate(withoutHash(template)), { sortMapEntries: true, lineWidth: 0 })
    .trimEnd()
    .split('\n')
}

/** Longest common subsequence; what is not common is removed or added. */
function commonLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const width = after.length + 1
  const lengths = new Uint16Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
    }
  }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const old = before[i]
    const next = after[j]
    const skipOld = lengths[(i + 1) * width + j] ?? 0
    const skipNext = lengths[i * width + j + 1] ?? 0
    if (old !== undefined && old === next) {
      lines.push({ kind: 'same', text: old })
      i++
      j++
    } else if (old !== undefined && (next === undefined || skipOld >= skipNext)) {
      lines.push({ kind: 'removed', text: old })
      i++
    } else if (next !== undefined) {
      lines.push({ kind: 'added', text: next })
      j++
    }
  }
  return lines
}
