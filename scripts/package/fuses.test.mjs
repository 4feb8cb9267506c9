import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, link, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fallback } from '../setup/electron-fallback.mjs'
import { setFuses, wanted, wrongFuses } from './fuses.mjs'

const original = join(fallback.folder, 'electron')

// On a machine that has no Electron unpacked, nothing is fetched for this.
describe.skipIf(!existsSync(original))('the fuses of a copy of Electron', () => {
  let folder = ''
  let executable = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuses-'))
    // It finds what belongs to it beside itself.
    for (const name of await readdir(fallback.folder)) {
      if (name !== 'electron' && name !== 'resources') await symlink(join(fallback.folder, name), join(folder, name))
    }
    executable = join(folder, 'electron')
    await copyFile(original, executable)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** @param {Readonly<Record<string, string>>} env @param {readonly string[]} args */
  async function said(env, args) {
    const child = spawn(executable, args, {
      env: { ...process.env, DISPLAY: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)))
    await once(child, 'close')
    return text
  }

  it('are those that Electron ships with, which run any script', async () => {
    const wrong = await wrongFuses(executable)
    expect(wrong).toContain('RunAsNode is on, and has to be off')
    expect(wrong).toContain('OnlyLoadAppFromAsar is off, and has to be on')
    expect(await said({ ELECTRON_RUN_AS_NODE: '1' }, ['-e', 'console.log("ran " + 6 * 7)'])).toContain('ran 42')
  })

  it('are set, read back, and mean what they say', async () => {
    await setFuses(executable)
    expect(await wrongFuses(executable)).toEqual([])
    expect(Object.keys(wanted)).toHaveLength(8)
    expect(
      await said({ ELECTRON_RUN_AS_NODE: '1' }, ['--no-sandbox', '-e', 'console.log("ran " + 6 * 7)'])
    ).not.toContain('ran 42')
    const script = join(folder, 'required.cjs')
    await writeFile(script, 'console.log("required " + 6 * 7)')
    const options = { NODE_OPTIONS: `--require=${script}` }
    expect(await said(options, ['--no-sandbox', '--version'])).not.toContain('required 42')
  })

  it('are not set on a program that another folder shares', async () => {
    const shared = join(folder, 'shared')
    await link(executable, shared)
    await expect(setFuses(shared)).rejects.toThrow('set the fuses of a copy')
    await rm(shared)
  })
})
