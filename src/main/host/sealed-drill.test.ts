import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sealDrill } from './sealed-drill.ts'

const clock = { simulatedAt: '2026-03-01T12:00:00Z', realAt: '2026-03-01T12:00:00Z', speed: 1 }
const ready = { ready: true, kubeconfig: '/k', control: 'http://127.0.0.1:1', clock }
const coach = { args: () => ['--scenario', 'bad-deploy'], opened: () => undefined }

test('the console never sees the control address', () => {
  expect(sealDrill({}, coach).open(ready)).toEqual({ ready: true, kubeconfig: '/k', clock })
})

test('other messages pass unchanged', () => {
  expect(sealDrill({}, coach).open('hello')).toBe('hello')
})

test('a test chooses the scenario and is told the address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backout-seal-'))
  const file = join(folder, 'control')
  const env = {
    BACKOUT_E2E: '1',
    BACKOUT_DRILL_ARGS: '["--scenario","healthy"]',
    BACKOUT_DRILL_CONTROL_FILE: file
  }
  const seal = sealDrill(env, coach)
  seal.open(ready)
  expect(seal.args.slice(-2)).toEqual(['--scenario', 'healthy'])
  expect(readFileSync(file, 'utf8')).toBe('http://127.0.0.1:1')
  rmSync(folder, { recursive: true })
})

test('outside of tests the variables count for nothing', () => {
  expect(sealDrill({ BACKOUT_DRILL_ARGS: '["--scenario","healthy"]' }, coach).args).toEqual([
    '--scenario',
    'bad-deploy'
  ])
})

test('the coach is told the address, once for each drill', () => {
  const told: string[] = []
  const seal = sealDrill({}, { ...coach, opened: (control) => told.push(control) })
  seal.open(ready)
  seal.open(ready)
  seal.open({ ...ready, control: 'http://127.0.0.1:2' })
  expect(told).toEqual(['http://127.0.0.1:1', 'http://127.0.0.1:2'])
})
