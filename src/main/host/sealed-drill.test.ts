import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sealDrill } from './sealed-drill.ts'

const ready = { ready: true, kubeconfig: '/k', control: 'http://127.0.0.1:1' }

test('the console never sees the control address', () => {
  expect(sealDrill({}).open(ready)).toEqual({ ready: true, kubeconfig: '/k' })
})

test('other messages pass unchanged', () => {
  expect(sealDrill({}).open('hello')).toBe('hello')
})

test('a test chooses the scenario and is told the address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backout-seal-'))
  const file = join(folder, 'control')
  const seal = sealDrill({
    BACKOUT_E2E: '1',
    BACKOUT_DRILL_ARGS: '["--scenario","healthy"]',
    BACKOUT_DRILL_CONTROL_FILE: file
  })
  seal.open(ready)
  expect(seal.args.slice(-2)).toEqual(['--scenario', 'healthy'])
  expect(readFileSync(file, 'utf8')).toBe('http://127.0.0.1:1')
  rmSync(folder, { recursive: true })
})

test('outside of tests the variables count for nothing', () => {
  expect(sealDrill({ BACKOUT_DRILL_ARGS: '["--scenario","healthy"]' }).args).toEqual(['--scenario', 'bad-deploy'])
})
