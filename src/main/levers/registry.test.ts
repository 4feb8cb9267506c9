import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { comparedCommands } from '../../../e2e/cluster/fidelity/commands.ts'
import catalog from '../../../resources/drills/scenarios.json' with { type: 'json' }
import { actions } from '../actions/registry.ts'
import { loadRunbooks } from '../runbook/index.ts'
import { levers } from './registry.ts'

const src = join(import.meta.dirname, '..', '..')
const scenarios: readonly { readonly id: string; readonly levers: readonly string[] }[] = catalog
const names = scenarios.map(({ id }) => id)

describe.each([...levers.values()])('$id', ({ id, knows, title, verb }) => {
  test('has a name and a verb of its own', () => {
    const same = [...levers.values()].filter((other) => other.id === id || other.title === title || other.verb === verb)
    expect(same).toHaveLength(1)
    // It follows `Plan to`.
    expect(verb).toMatch(/^[a-z]+\b/)
  })

  test('helps in a scenario of the drill, and is refused in another', () => {
    const { helps, refused } = knows.scenarios
    if (knows.lastResort) expect(helps).toEqual([])
    else expect(helps).not.toEqual([])
    expect(refused).not.toEqual([])
    expect(names).toEqual(expect.arrayContaining([...helps, ...refused]))
    expect(helps.filter((scenario) => refused.includes(scenario))).toEqual([])
  })

  test('is named by the scenarios that it is for', () => {
    const named = scenarios.filter((scenario) => scenario.levers.includes(id)).map((scenario) => scenario.id)
    const { helps, refused } = knows.scenarios
    // Where it would be right and is not allowed, the scenario names it, too.
    expect(named.filter((scenario) => !refused.includes(scenario)).toSorted()).toEqual(helps.toSorted())
  })

  test('is made of actions of the registry', () => {
    // One that sends nothing has no commands either.
    expect(knows.actions.length > 0).toBe(knows.fidelity.length > 0)
    for (const action of knows.actions) expect(actions.has(action), action).toBe(true)
  })

  test('has its commands compared with what it sends', () => {
    for (const command of knows.fidelity) expect(comparedCommands.has(command), command).toBe(true)
  })

  test('says the way back', () => {
    expect(knows.undo.trim()).not.toBe('')
  })
})

test('the drill names no lever that there is not', () => {
  expect(scenarios.flatMap(({ levers: named }) => named).filter((id) => !levers.has(id))).toEqual([])
})

test('the procedures name no lever that there is not', () => {
  const { runbooks, problems } = loadRunbooks(join(src, '..', 'resources', 'runbooks'))
  expect(problems).toEqual([])
  expect(runbooks.flatMap(({ levers: named }) => named).filter((id) => !levers.has(id))).toEqual([])
})

test('every action is of a lever', () => {
  const used = new Set([...levers.values()].flatMap(({ knows }) => knows.actions))
  expect([...actions.keys()].filter((action) => !used.has(action))).toEqual([])
})

test('only levers are called by their ids', async () => {
  const found: string[] = []
  for (const file of await productFiles()) {
    const text = await readFile(join(src, file), 'utf8')
    for (const id of levers.keys()) if (text.includes(id)) found.push(file)
  }
  expect(found).toEqual([])
})

/** What is shipped, and is no lever. */
async function productFiles(): Promise<readonly string[]> {
  const entries = await readdir(src, { recursive: true })
  return entries
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\/|^main\/levers\/|^renderer\/fixtures\//.test(file)
    )
}
