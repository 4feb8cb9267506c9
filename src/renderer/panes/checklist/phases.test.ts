import { expect, it } from 'vitest'
import { checklist } from '../../fixtures/record.ts'
import { currentTask, neighbour, phases } from './phases.ts'

const { tasks } = checklist

it('groups tasks by phase in the order of the procedure', () => {
  expect(phases(tasks).map((phase) => [phase.name, phase.tasks.length])).toEqual([
    ['Confirm', 2],
    ['Decide', 2],
    ['Roll back', 1],
    ['Prove', 5],
    ['Record', 1]
  ])
})

it('follows the task under way until another one is chosen', () => {
  expect(currentTask(tasks, null, false)?.id).toBe('undo')
  expect(currentTask(tasks, 'pods', true)?.id).toBe('pods')
  expect(currentTask([], null, true)).toBeNull()
})

it('stops at both ends', () => {
  expect(neighbour(tasks, tasks[0] ?? null, -1)?.id).toBe('errors-real')
  expect(neighbour(tasks, tasks.at(-1) ?? null, 1)?.id).toBe('told')
})
