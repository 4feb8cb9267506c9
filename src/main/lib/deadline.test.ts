import { getEventListeners, once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { withDeadline } from './deadline.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const untilAborted = async (abort: AbortSignal): Promise<unknown> => {
  if (!abort.aborted) await once(abort, 'abort')
  return abort.reason
}

it('comes also when memory was cleaned up meanwhile', async () => {
  const waiting = withDeadline(new AbortController().signal, 300, untilAborted)
  for (let round = 0; round < 5; round += 1) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await waiting).toMatchObject({ name: 'TimeoutError' })
})

it('is not waited for when the work is called off, or done', async () => {
  const source = new AbortController()
  const waiting = withDeadline(source.signal, 60_000, untilAborted)
  source.abort(new Error('enough'))
  expect(await waiting).toMatchObject({ message: 'enough' })
  expect(await withDeadline(source.signal, 60_000, untilAborted)).toMatchObject({ message: 'enough' })
  const calm = new AbortController()
  expect(await withDeadline(calm.signal, 60_000, async () => 1)).toBe(1)
  expect(getEventListeners(calm.signal, 'abort')).toHaveLength(0)
})
