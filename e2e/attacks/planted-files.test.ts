import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openContacts } from '../../src/main/contacts/index.ts'
import { chooseMatrix } from '../../src/main/console/own-matrix.ts'
import { readMatrix } from '../../src/main/decision/index.ts'
import { listEvidence, writeEvidence } from '../../src/main/evidence/index.ts'
import { helmReleaseOf } from '../../src/main/providers/kubernetes/helm/release.ts'
import { reconcilersOf } from '../../src/main/providers/kubernetes/gitops/reconcilers.ts'

// What stands in the place of files of the user's own, of folders of evidence, and in annotations that commands are made of.

const read = readMatrix(await readFile('resources/matrices/default.json', 'utf8'), 'default.json')
if (!read.ok) throw new Error(read.failure.message)
const shipped = read.value

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

describe.skipIf(process.platform === 'win32')('in the place of the matrix or the contacts', () => {
  it.each([
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
    ['an endless device', (path: string) => symlink('/dev/zero', path)],
    ['a folder', (path: string) => mkdir(path)],
    ['what is too large', (path: string) => writeFile(path, ' '.repeat(1_048_577))]
  ])('%s is named as a mistake, and what is shipped is used', async (_what, make) => {
    await make(join(folder, 'matrix.yaml'))
    await make(join(folder, 'contacts.yaml'))
    const { matrix, view } = chooseMatrix(shipped, folder)
    expect(matrix).toBe(shipped)
    expect(view.problems).toMatchObject([{ message: expect.stringMatching(/is not a regular file|is larger than/) }])
    const contacts = openContacts({
      dir: folder,
      shippedFile: 'resources/contacts.yaml',
      onChange: () => undefined
    })
    onTestFinished(() => contacts.close())
    expect(contacts.view().problems).toHaveLength(1)
    expect(contacts.view().contacts.length).toBeGreaterThan(0)
  })
})

describe('evidence', () => {
  const ref = { namespace: 'shop', name: 'cart' }
  const about = { at: '2026-03-01T02:10:00.000Z', ref, environment: 'prd', why: 'x', journal: null }
  const collected = { files: [{ path: 'pods.json', command: '', text: '{}' }], leftOut: [] }

  it.skipIf(process.platform === 'win32')('is not written through a link', async () => {
    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    await symlink(elsewhere, join(folder, 'evidence'))
    await expect(writeEvidence(join(folder, 'evidence'), about, collected)).rejects.toThrow('is a link')
    expect(await readdir(elsewhere)).toEqual([])
  })

  it('that names more files than are ever kept is not opened', async () => {
    const files = Array.from({ length: 100_000 }, () => ({ path: 'a', bytes: 1, sha256: '', command: '' }))
    await mkdir(join(folder, 'planted'))
    const manifest = { format: 'backout-evidence-1', ...about, files, leftOut: [] }
    await writeFile(join(folder, 'planted', 'manifest.json'), JSON.stringify(manifest))
    expect(await listEvidence(folder, new Map())).toEqual([])
  })
})

describe('an annotation that a command would take for a flag', () => {
  const object = (annotations: Record<string, string>) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop', uid: 'u', annotations }
  })

  it.each([
    '--kube-apiserver=https://evil.example',
    '-n',
    'web --kubeconfig=/tmp/x',
    'a,b',
    'Web',
    `a${'b'.repeat(53)}`
  ])('names no release of Helm: %s', (name) => {
    const release = (value: Record<string, string>) => helmReleaseOf(object(value))
    expect(release({ 'meta.helm.sh/release-name': name })).toBeNull()
    expect(
      release({ 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': '--all-namespaces' })
    ).toBeNull()
    expect(release({ 'meta.helm.sh/release-name': 'web-1.2' })).toEqual({ name: 'web-1.2', namespace: 'shop' })
  })

  it.each(['--kubeconfig=x', '-A', 'a_--as=system', 'shop/../x', 'Web'])('names no Application: %s', (name) => {
    const id = (instance: string) => ({ 'argocd.argoproj.io/tracking-id': `${instance}:apps/Deployment:shop/cart` })
    expect(reconcilersOf(object(id(name)))).toEqual([])
    expect(reconcilersOf(object(id('argocd_cart')))).toMatchObject([{ namespace: 'argocd', name: 'cart' }])
  })
})
