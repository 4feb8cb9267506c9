import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

/** Works that are ended by hand. */
function works(atOnce: number) {
  const inTurn = createTurns(atOnce)
  const begun: { readonly name: string; readonly end: () => void; readonly fail: () => void }[] = []
  const ask = (name: string): Promise<string> =>
    inTurn(
      () =>
        new Promise((resolve, reject) => {
          begun.push({ name, end: () => resolve(name), fail: () => reject(new Error(name)) })
        })
    )
  return { ask, begun, names: () => begun.map(({ name }) => name) }
}

test('no more are under way than may be, and they begin as they came', async () => {
  const { ask, begun, names } = works(2)
  const all = ['a', 'b', 'c', 'd'].map(ask)
  await expect.poll(names).toEqual(['a', 'b'])
  begun[1]?.end()
  await expect.poll(names).toEqual(['a', 'b', 'c'])
  begun[0]?.end()
  begun[2]?.end()
  await expect.poll(names).toEqual(['a', 'b', 'c', 'd'])
  begun[3]?.end()
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
})

test('one that fails holds nobody up', async () => {
  const { ask, begun, names } = works(1)
  const failing = expect(ask('a')).rejects.toThrow('a')
  const next = ask('b')
  await expect.poll(names).toEqual(['a'])
  begun[0]?.fail()
  await failing
  await expect.poll(names).toEqual(['a', 'b'])
  begun[1]?.end()
  expect(await next).toBe('b')
})
