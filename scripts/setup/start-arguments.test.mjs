import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './folders.mjs'
import { readStartArguments, USAGE } from './start-arguments.mjs'

/** @param {readonly string[]} args */
const read = (...args) => readStartArguments(args, {})

describe('readStartArguments', () => {
  test('says in its usage what opens the drill', () => {
    expect(USAGE).toMatch(/^usage: npm start \[-- --drill \[--scenario ID\] \[--seed N\]\]/)
  })

  test('lets through what the app reads, and parts it from what Electron reads', () => {
    expect(read()).toEqual({ ours: [], switches: [] })
    expect(read('--kubeconfig', 'a b', '--context=c', '--namespace', 'n', '--deployment', 'd').switches).toEqual([])
    expect(read('--no-drill', '--', '--ozone-platform=wayland')).toEqual({
      ours: ['--no-drill'],
      switches: ['--ozone-platform=wayland']
    })
  })

  test.each([
    [['--no-dril'], "Unknown option '--no-dril'"],
    [['--kubeconfig'], "Option '--kubeconfig <value>' argument missing"],
    [['--kubeconfg', 'file'], "Unknown option '--kubeconfg'"],
    [['drill'], "Unexpected argument 'drill'"],
    [['--drill=yes'], "Option '--drill' does not take an argument"]
  ])('refuses %j with the usage', (args, reason) => {
    expect(() => read(...args)).toThrow(reason)
    expect(() => read(...args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining('usage: npm start [-- ') })
    )
  })

  test('tells of an option that npm kept for itself', () => {
    expect(() => readStartArguments([], { npm_config_drill: '' })).toThrow('npm kept --no-drill')
    expect(() => readStartArguments([], { npm_config_drill: 'true' })).toThrow('npm kept --drill')
    expect(() => readStartArguments([], { npm_config_kubeconfig: 'file' })).toThrow('npm kept --kubeconfig')
  })

  test('knows the options of the app', () => {
    const source = readFileSync(join(root, 'src', 'main', 'host', 'command-line.ts'), 'utf8')
    const [, block = ''] = /const options = \{\n(.*?)\n\} as const/s.exec(source) ?? []
    const names = [...block.matchAll(/^ {2}'?([a-z-]+)'?: \{ type: '(string|boolean)' \}/gm)]
    expect(names.length).toBeGreaterThan(3)
    for (const [, name, type] of names) {
      const args = type === 'string' ? [`--${name}`, 'x'] : [`--${name}`]
      expect(read(...args).ours).toEqual(args)
    }
  })
})
