import { expect, test } from 'vitest'
import { together } from './together.ts'

const never = new AbortController().signal

/** Work that is ended by hand; it answers with its number. */
function work() {
  const ends: (() => void)[] = []
  const aborts: AbortSignal[] = []
  const ask = together(
    (abort) =>
      new Promise<number>((resolve, reject) => {
        const number = ends.length + 1
        aborts.push(abort)
        abort.addEventListener('abort', () => reject(abort.reason as Error), { once: true })
        ends.push(() => resolve(number))
      })
  )
  const begun = async (count: number): Promise<void> => {
    await expect.poll(() => ends.length).toBe(count)
  }
  return { ask, ends, aborts, begun }
}

test('all who ask before it begins have one answer, and who asks meanwhile has one of after the question', async () => {
  const { ask, ends, begun } = work()
  const early = [ask(never), ask(never), ask(never)]
  await begun(1)
  const late = [ask(never), ask(never)]
  ends[0]?.()
  expect(await Promise.all(early)).toEqual([1, 1, 1])
  await begun(2)
  ends[1]?.()
  expect(await Promise.all(late)).toEqual([2, 2])
})

test('one that gives up keeps nobody else from the answer', async () => {
  const { ask, ends, aborts, begun } = work()
  const over = new AbortController()
  const one = ask(over.signal)
  const other = ask(never)
  await begun(1)
  over.abort(new Error('stopped'))
  await expect(one).rejects.toThrow('stopped')
  expect(aborts[0]?.aborted).toBe(false)
  ends[0]?.()
  expect(await other).toBe(1)
})

test('it is ended when nobody waits for it, and the next is done all the same', async () => {
  const { ask, ends, aborts, begun } = work()
  const over = new AbortController()
  const one = ask(over.signal)
  await begun(1)
  over.abort(new Error('stopped'))
  await expect(one).rejects.toThrow('stopped')
  expect(aborts[0]?.aborted).toBe(true)
  const other = ask(never)
  await begun(2)
  ends[1]?.()
  expect(await other).toBe(2)
})

test('a failure is of those who asked for it alone', async () => {
  let failures = 1
  const ask = together(() => (failures-- > 0 ? Promise.reject(new Error('no answer')) : Promise.resolve('read')))
  await expect(Promise.all([ask(never), ask(never)])).rejects.toThrow('no answer')
  expect(await ask(never)).toBe('read')
})
