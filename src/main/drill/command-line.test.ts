import { expect, test } from 'vitest'
import { readCommandLine } from './command-line.ts'

const read = (...args: readonly string[]): ReturnType<typeof readCommandLine> => readCommandLine(args, () => 99)

test('lists, and serves with defaults', () => {
  expect(read('--list')).toEqual({ kind: 'list' })
  expect(read('--scenario', 'bad-deploy', '--serve')).toEqual({
    kind: 'serve',
    scenario: 'bad-deploy',
    seed: 99,
    speed: 1
  })
  expect(read('--scenario', 'healthy', '--serve', '--speed', '2.5', '--seed', '7')).toMatchObject({
    seed: 7,
    speed: 2.5
  })
})

test.each([
  [[], '--scenario is missing'],
  [['--scenario', 'nope', '--serve'], 'unknown scenario "nope"'],
  [['--scenario', 'healthy'], '--serve or --autopilot is missing'],
  [['--scenario', 'healthy', '--serve', '--speed', '0.5'], '--speed 0.5'],
  [['--scenario', 'healthy', '--serve', '--speed', '101'], '--speed 101'],
  [['--scenario', 'healthy', '--serve', '--speed', ''], '--speed  is not'],
  [['--scenario', 'healthy', '--serve', '--seed', 'x'], '--seed x'],
  [['--scenario', 'healthy', '--serve', '--seed='], '--seed  is not'],
  [['--scenario', 'healthy', '--serve', '--seed', '1e3'], '--seed 1e3'],
  [['--fast'], '--fast']
])('%j is bad usage', (args, reason) => {
  const command = read(...args)
  expect(command).toMatchObject({ kind: 'badUsage' })
  expect(command).toHaveProperty('message', expect.stringContaining(reason))
})
