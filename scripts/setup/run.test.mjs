import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './folders.mjs'

const run = join(root, 'scripts', 'setup', 'run.mjs')

/** @param {string} program what the inner Node runs */
function start(program) {
  const outer = `
    import { runInPlace } from ${JSON.stringify(run)}
    process.exitCode = await runInPlace(process.execPath, ['-e', ${JSON.stringify(program)}])`
  return spawn(process.execPath, ['--input-type=module', '-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] })
}

describe('runInPlace', () => {
  test.each([0, 1, 2, 42])('passes exit code %i through', async (code) => {
    const [actual] = await once(start(`process.exit(${code})`), 'exit')
    expect(actual).toBe(code)
  })

  test('passes SIGTERM on and ends only after the program has, with its exit code', async () => {
    const child = start(`
      setInterval(() => {}, 1000)
      process.on('SIGTERM', () => { console.log('cleaned up'); process.exit(7) })
      console.log(process.pid)`)
    const [first] = await once(child.stdout, 'data')
    const inner = Number(String(first))
    let rest = ''
    child.stdout.on('data', (text) => (rest += text))
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    expect(code).toBe(7)
    expect(rest).toBe('cleaned up\n')
    expect(() => process.kill(inner, 0)).toThrow('ESRCH')
  })

  test('a program that a signal ended is told as shells tell it', async () => {
    const [code] = await once(start('process.kill(process.pid, "SIGKILL")'), 'exit')
    expect(code).toBe(137)
  })
})
