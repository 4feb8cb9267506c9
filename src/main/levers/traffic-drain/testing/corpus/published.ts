import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { isJsonObject, objectAt, stringAt } from '../../../../lib/json-access.ts'
import type { KubeObject } from '../../../../ports/kube.ts'

/** An object of a public project, with where it is. */
export interface Published {
  readonly repository: string
  readonly revision: string
  readonly path: string
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string
  /** Which one of the file's objects of these kinds. */
  readonly index: number
  readonly object: KubeObject
}

const kinds = ['VirtualService', 'HTTPRoute', 'Canary']

/** Where copies of the files are kept: `OWNER+NAME@REVISION/PATH`. They are never part of this repository. */
export const cacheDir = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'backout', 'routes')

/** All of them in the cache; null where there is no cache. */
export function publishedObjects(): readonly Published[] | null {
  if (!existsSync(cacheDir)) return null
  return readdirSync(cacheDir)
    .toSorted()
    .flatMap((place) => {
      const [name = '', revision = ''] = place.split('@')
      const root = join(cacheDir, place)
      const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      return files
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .toSorted()
        .flatMap((path) => {
          const bytes = readFileSync(join(root, path))
          const sha256 = createHash('sha256').update(bytes).digest('hex')
          return objectsIn(path, bytes.toString('utf8')).map((object, index): Published => ({
            repository: name.replace('+', '/'),
            revision,
            path,
            sha256,
            index,
            object
          }))
        })
    })
}

/** Manifests, and those that a script or a page holds between its fences. */
function objectsIn(path: string, text: string): readonly KubeObject[] {
  const blocks = /\.ya?ml$/.test(path) ? [text] : text.split(/^\s*(?:EOF|```\w*)\s*$|<<\s*'?EOF'?.*$/m)
  return blocks.filter((block) => kinds.some((kind) => block.includes(kind))).flatMap(documentsIn)
}

function documentsIn(block: string): readonly KubeObject[] {
  return parseAllDocuments(block, { logLevel: 'silent' }).flatMap((document) => {
    if (!('errors' in document) || document.errors.length > 0) return []
    return asObject(document.toJS() as unknown)
  })
}

function asObject(value: unknown): readonly KubeObject[] {
  if (!isJsonObject(value) || !kinds.includes(stringAt(value, 'kind'))) return []
  const { namespace = 'shop', name = 'unnamed' } = objectAt(value, 'metadata')
  const metadata = { name: String(name), namespace: String(namespace), uid: 'published' }
  return [{ apiVersion: stringAt(value, 'apiVersion'), kind: stringAt(value, 'kind'), metadata, spec: value['spec'] }]
}
