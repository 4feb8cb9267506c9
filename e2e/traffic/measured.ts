import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/setup/folders.mjs'
import type { Answer } from './users.ts'

/** What a test measured, where `npm run test:traffic` and the page of docs/evidence find it. */
export const measuredFolder = join(root, 'test-results', 'traffic')

/** Prints what was measured, and keeps it for the evidence. @param id of the file, as in docs/evidence/traffic */
export async function keep(id: string, figures: Readonly<Record<string, unknown>>): Promise<void> {
  console.log(`${id}: ${JSON.stringify(figures)}`)
  await mkdir(measuredFolder, { recursive: true })
  const text = JSON.stringify({ id, measuredAt: new Date().toISOString(), ...figures }, null, 2)
  await writeFile(join(measuredFolder, `${id}.json`), `${text}\n`)
}

/** When the last request that a version answered was sent, after a moment, milliseconds; 0 where none was. */
export function lastAnsweredBy(answers: readonly Answer[], version: string, sinceMs: number): number {
  const times = answers.filter((answer) => answer.version === version).map(({ sentAt }) => sentAt - sinceMs)
  return Math.max(0, ...times)
}

export interface SecondOfUsers {
  /** Whole seconds since the moment that times are counted from; negative before it. */
  readonly second: number
  readonly counts: Readonly<Record<string, number>>
}

/** Answers by the second in which their requests were sent. @param zero Unix milliseconds */
export function bySecond(answers: readonly Answer[], zero: number): readonly SecondOfUsers[] {
  const seconds = new Map<number, Record<string, number>>()
  for (const { sentAt, version, status } of answers) {
    const second = Math.floor((sentAt - zero) / 1_000)
    const counts = seconds.get(second) ?? {}
    const kind = version === '' ? String(status) : status === 200 ? version : `${version} ${status}`
    counts[kind] = (counts[kind] ?? 0) + 1
    seconds.set(second, counts)
  }
  return [...seconds].toSorted(([a], [b]) => a - b).map(([second, counts]) => ({ second, counts }))
}
