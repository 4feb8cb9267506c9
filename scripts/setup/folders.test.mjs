import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cacheFolder, calledFrom, root } from './folders.mjs'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('calledFrom', () => {
  test('is where the person stood when npm moved us to the checkout', () => {
    vi.spyOn(process, 'cwd').mockReturnValue(root)
    vi.stubEnv('npm_lifecycle_event', 'journal')
    vi.stubEnv('INIT_CWD', tmpdir())
    expect(calledFrom()).toBe(tmpdir())
  })

  test.each([
    ['without npm', undefined, root],
    ['of a program that npm started elsewhere', 'test', tmpdir()]
  ])('is our own folder %s', (_what, event, folder) => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    vi.stubEnv('npm_lifecycle_event', event)
    vi.stubEnv('INIT_CWD', homedir())
    expect(calledFrom()).toBe(folder)
  })
})

test('the cache is where XDG_CACHE_HOME says, unless that depends on where one stands', () => {
  vi.stubEnv('XDG_CACHE_HOME', resolve('/var/cache'))
  expect(cacheFolder('electron')).toBe(join(resolve('/var/cache'), 'backout', 'electron'))
  vi.stubEnv('XDG_CACHE_HOME', 'cache')
  expect(cacheFolder('electron')).toContain(homedir())
})
