import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { approvalHash } from './approval-hash.ts'
import { fileSha256 } from './find-program.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'approval-hash-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function program(name: string, content = name): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

it('is for the content of a program, whatever its arguments', async () => {
  const path = await program('aws')
  expect(await approvalHash(path, ['eks', 'get-token'])).toBe(await fileSha256(path))
  expect(await approvalHash(path, [])).toBe(await fileSha256(path))
})

it.each(['sh', 'bash', 'python3.12', 'env', 'node.exe', 'PowerShell.exe'])(
  'is for the arguments too where they are the program: %s',
  async (name) => {
    const path = await program(name)
    const honest = await approvalHash(path, ['-c', 'get-token'])
    expect(await approvalHash(path, ['-c', 'get-token'])).toBe(honest)
    expect(await approvalHash(path, ['-c', 'rm -rf ~'])).not.toBe(honest)
    expect(await approvalHash(path, ['-c get-token'])).not.toBe(honest)
    await program(name, 'another program')
    expect(await approvalHash(path, ['-c', 'get-token'])).not.toBe(honest)
  }
)
