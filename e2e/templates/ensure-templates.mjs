import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../scripts/setup/folders.mjs'
import { buildGo, programName } from '../../scripts/setup/go-build.mjs'

// Not import.meta.dirname: an older Node has to come as far as being told that it is too old.
const folder = join(dirname(fileURLToPath(import.meta.url)), 'go')

export const SKIPPED_WITHOUT_GO =
  'skipped: equality of pod templates against apimachinery, because Go is not installed (https://go.dev/dl)'

/**
 * The path of the program that says what Kubernetes makes of pod templates, built when the cache does not have it.
 * Rejects with what `go build` said.
 */
export async function ensureTemplates() {
  const key = createHash('sha256')
  for (const name of ['main.go', 'go.mod', 'go.sum']) key.update(await readFile(join(folder, name)))
  const cache = cacheFolder(join('templates', key.digest('hex').slice(0, 16)))
  return buildGo({ folder, binary: join(cache, programName('templates')) })
}
