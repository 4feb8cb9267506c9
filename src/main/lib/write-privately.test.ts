import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { writePrivately } from './write-privately.ts'

it.skipIf(process.platform === 'win32')(
  'a report is for its owner alone, also in the place of one for all',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const [fresh, old] = [join(folder, 'fresh.md'), join(folder, 'old.md')]
    await writeFile(old, 'a longer report of before', { mode: 0o644 })
    for (const path of [fresh, old]) {
      await writePrivately(path, 'report')
      expect((await stat(path)).mode & 0o777).toBe(0o600)
      expect(await readFile(path, 'utf8')).toBe('report')
    }
  }
)
