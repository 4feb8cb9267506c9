import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inTwoTries } from './run-vitest.mjs'

const good = { passed: 2, failed: 0, skipped: 0, failures: [], files: [] }
const bad = { passed: 1, failed: 1, skipped: 0, failures: ['a.test.ts: one'], files: ['a.test.ts'] }

/** A place in which nothing can be made twice, as a cluster with its namespaces. */
function createBed() {
  let isUsed = false
  return () => {
    const was = isUsed
    isUsed = true
    return was
  }
}

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.stubEnv('CI', 'true')
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

it('tries again in a place of its own, which is taken away afterwards', async () => {
  const first = createBed()
  const places = new Map([['first', first]])
  let ended = 0
  const count = await inTwoTries(
    async () => {
      first()
      return bad
    },
    async (files, { cwd = '' }) => {
      expect(files).toEqual(['a.test.ts'])
      return places.get(cwd)?.() === false ? good : bad
    },
    {
      isOver: () => false,
      async afresh(play) {
        places.set('second', createBed())
        try {
          return await play({ cwd: 'second' })
        } finally {
          ended += 1
        }
      }
    }
  )
  expect(count).toMatchObject({ failed: 0, failures: [] })
  expect(ended).toBe(1)
})

it('keeps the first count where no place can be made, and makes none where everything is over', async () => {
  const once = async () => bad
  const never = () => expect.fail('played again')
  const afresh = vi.fn(async () => undefined)
  expect(await inTwoTries(once, never, { afresh, isOver: () => false })).toBe(bad)
  expect(afresh).toHaveBeenCalledTimes(1)
  expect(await inTwoTries(once, never, { afresh, isOver: () => true })).toBe(bad)
  expect(afresh).toHaveBeenCalledTimes(1)
})
