import { expect, it } from 'vitest'
import { exercises } from '../../../main/host/practice/exercises.ts'
import { findExercises } from './find-exercises.ts'

const all = exercises.map(({ view }) => view)
const found = (text: string) => {
  const views = findExercises(all, text)
  return exercises.filter(({ view }) => views.includes(view)).map(({ id }) => id)
}

it.each([
  ['StatefulSet', ['stateful-set-release', 'stateful-set-stuck']],
  ['GitOps', ['gitops-puts-back']],
  ['canary failing', ['canary-failing-10', 'canary-failing-30', 'canary-failing-50']],
  ['bad-promotion', ['bad-promotion']],
  ['worried colleague', ['healthy']]
])('finds by %j', (text, ids) => {
  expect(found(text)).toEqual(expect.arrayContaining(ids))
  expect(found(text).length).toBeLessThan(12)
})

it('has all without a word, and none for nonsense', () => {
  expect(found(' ')).toHaveLength(exercises.length)
  expect(found('zzz')).toEqual([])
})
