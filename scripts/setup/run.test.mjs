import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './folders.mjs'

const run = join(root, 'scripts', 'setup', 'run.mjs')

/**
 * @param {string} program what the inner Node runs
 * @param {'runInPlace' | 'runStep'} [how]
 */
function start(program, how = 'runInPlace') {
  const outer = `
    import { ${how} } from ${JSON.stringify(run)}
    import { main } from ${JSON.stringify(join(root, 'scripts', 'setup', 'say.mjs'))}
    await main(async () => {
      const code = await ${how}(process.execPath, ['-e', ${JSON.stringify(program)}])
      console.log('went on')
      return code
    })`
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
    expect(rest).toBe('cleaned up\nwent on\n')
    expect(() => process.kill(inner, 0)).toThrow('ESRCH')
  })

  test('a program that a signal ended is told as shells tell it', async () => {
    const [code] = await once(start('process.kill(process.pid, "SIGKILL")'), 'exit')
    expect(code).toBe(137)
  })
})

describe('runStep', () => {
  const program = `
    setInterval(() => {}, 1000)
    process.on('SIGTERM', () => process.exit(0))
    process.on('SIGINT', () => process.exit(0))
    console.log(process.pid)`

  test('goes on after a step, whatever its exit code', async () => {
    const child = start('process.exit(3)', 'runStep')
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe('went on\n')
    expect(await once(child, 'close')).toEqual([3, null])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ])('does not go on after %s, also when the step ended well', async (name, code) => {
    const child = start(program, 'runStep')
    let said = ''
    child.stdout.on('data', (text) => (said += text))
    await once(child.stdout, 'data')
    child.kill(/** @type {NodeJS.Signals} */ (name))
    expect(await once(child, 'close')).toEqual([code, null])
    expect(said).not.toContain('went on')
  })
})
