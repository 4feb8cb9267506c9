import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testConnection } from './create-kube-connection.ts'
import { certificateChain, type CertificateChain } from './testing/certificate-chain.ts'
import { failureFrom } from './testing/open-connection.ts'
import { answerOpening, kubeconfigFor, sendStatus, startTlsServer, type TestServer } from './testing/tls-server.ts'

const closing: (() => unknown)[] = []
let chain: CertificateChain
let other: CertificateChain
beforeAll(async () => {
  chain = await certificateChain()
  other = await certificateChain({ company: 'Other' })
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function serve({ leaf, intermediate }: CertificateChain, sends: 'chain' | 'leaf' = 'chain'): Promise<TestServer> {
  const cert = sends === 'chain' ? `${leaf.cert}\n${intermediate.cert}` : leaf.cert
  const server = await startTlsServer(
    (request, response) => {
      if (!answerOpening(request, response)) sendStatus(response, 404, 'NotFound', 'no such thing')
    },
    { cert, key: leaf.key }
  )
  closing.push(() => server.close())
  return server
}

/** Opens it with these authorities in the kubeconfig, or with none. */
async function connect(
  server: TestServer,
  ca: string | undefined,
  { cluster = {}, env = {} }: { readonly cluster?: object; readonly env?: Readonly<Record<string, string>> } = {}
): Promise<string> {
  const named = ca === undefined ? { 'certificate-authority-data': undefined } : {}
  const { user } = await testConnection({
    kubeconfig: kubeconfigFor({ url: server.url, ca: ca ?? '' }, {}, { ...named, ...cluster }),
    context: 'test',
    environmentName: 'staging',
    version: '0',
    env,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
  return user
}

describe('the authorities of a kubeconfig', () => {
  it.each(['chain', 'leaf'] as const)('may be an intermediate alone, where the server sends its %s', async (sends) => {
    expect(await connect(await serve(chain, sends), chain.intermediate.cert)).toBe('operator')
  })

  it('may be the certificate of the server itself, whoever signed it', async () => {
    expect(await connect(await serve(chain, 'leaf'), chain.leaf.cert)).toBe('operator')
  })

  it('may lie among others, and among what is no certificate', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----'
    const bundle = ['# company', broken, other.leaf.key, other.root.cert, chain.root.cert, chain.root.cert].join('\n')
    expect(await connect(await serve(chain), bundle)).toBe('operator')
  })

  it('may be renewed under the same name, in any order', async () => {
    const renewed = await certificateChain()
    for (const bundle of [
      [chain.root, renewed.root],
      [renewed.root, chain.root],
      [renewed.intermediate, chain.intermediate]
    ])
      for (const served of [chain, renewed])
        expect(await connect(await serve(served), bundle.map(({ cert }) => cert).join('\n'))).toBe('operator')
    const unknown = await certificateChain()
    expect(await failureFrom(connect(await serve(unknown), `${chain.root.cert}\n${renewed.root.cert}`))).toMatchObject({
      code: 'tls',
      message: expect.stringContaining('not signed by the expected authority')
    })
  })

  it('are the only ones', async () => {
    const server = await serve(chain)
    for (const ca of [other.intermediate.cert, other.leaf.cert])
      expect(await failureFrom(connect(server, ca))).toMatchObject({
        code: 'tls',
        message: expect.stringContaining('unknown authority'),
        remedy: expect.stringContaining('fresh kubeconfig')
      })
  })

  it('end, also as anchors', async () => {
    const ended = await certificateChain({ intermediateEnds: new Date(Date.now() - 86_400_000) })
    expect(await failureFrom(connect(await serve(ended), ended.intermediate.cert))).toMatchObject({ code: 'tls' })
  })

  it('are refused when there is no certificate among them', async () => {
    const server = await serve(chain)
    expect(await failureFrom(connect(server, chain.leaf.key))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('holds no certificate')
    })
    expect(server.requests.length).toBe(0)
  })
})

describe.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
  'a kubeconfig without authorities',
  () => {
    let folder = ''
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'authorities-'))
      await writeFile(join(folder, 'root.pem'), chain.root.cert)
      await writeFile(join(folder, 'bundle.pem'), `${other.root.cert}\n${chain.root.cert}`)
      await writeFile(join(folder, 'other.pem'), other.root.cert)
    })
    afterEach(() => rm(folder, { recursive: true, force: true }))
    const at = (name: string): string => join(folder, name)
    const nowhere = () => ({ SSL_CERT_FILE: at('none.pem'), SSL_CERT_DIR: at('none') })

    it('goes by the file that SSL_CERT_FILE names', async () => {
      expect(
        await connect(await serve(chain), undefined, { env: { ...nowhere(), SSL_CERT_FILE: at('bundle.pem') } })
      ).toBe('operator')
    })

    it('goes by the folders that SSL_CERT_DIR names', async () => {
      await symlink('root.pem', at('0a1b2c3d.0'))
      const env = { ...nowhere(), SSL_CERT_DIR: `${at('none')}:${folder}` }
      expect(await connect(await serve(chain), undefined, { env })).toBe('operator')
    })

    it('goes by NODE_EXTRA_CA_CERTS besides', async () => {
      const env = { SSL_CERT_FILE: at('other.pem'), SSL_CERT_DIR: at('none'), NODE_EXTRA_CA_CERTS: at('root.pem') }
      expect(await connect(await serve(chain), undefined, { env })).toBe('operator')
    })

    it('says so where this computer does not trust the authority either', async () => {
      for (const env of [nowhere(), { ...nowhere(), SSL_CERT_FILE: at('other.pem') }])
        expect(await failureFrom(connect(await serve(chain), undefined, { env }))).toMatchObject({
          code: 'tls',
          message: expect.stringContaining('unknown authority'),
          remedy: expect.stringContaining('this computer trusts')
        })
    })
  }
)

describe.skipIf(process.platform === 'win32' || !hasKubectl())('kubectl', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'as-kubectl-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** Whether kubectl reads the version through this kubeconfig. */
  async function kubectlConnects(kubeconfig: string, env: Readonly<Record<string, string>>): Promise<boolean> {
    const file = join(folder, 'kubeconfig')
    await writeFile(file, kubeconfig)
    const args = ['get', '--raw', '/version', '--kubeconfig', file, '--cache-dir', folder]
    const options = { env: { PATH: process.env['PATH'], HOME: folder, ...env } }
    return new Promise((resolve) => execFile('kubectl', args, options, (error) => resolve(error === null)))
  }

  it('believes the same servers', async () => {
    const renewed = await certificateChain()
    const tunnelled = await certificateChain({ addresses: ['10.20.30.40', 'fd00::1'] })
    const ended = await certificateChain({ intermediateEnds: new Date(Date.now() - 86_400_000) })
    const rootFile = join(folder, 'root.pem')
    await writeFile(rootFile, chain.root.cert)
    const nowhere = { SSL_CERT_FILE: join(folder, 'none'), SSL_CERT_DIR: join(folder, 'none') }
    const bundle = (...issued: readonly { readonly cert: string }[]): string =>
      issued.map(({ cert }) => cert).join('\n')
    const cases = [
      [chain, bundle(chain.root)],
      [chain, bundle(chain.intermediate)],
      [chain, bundle(chain.leaf)],
      [chain, bundle(other.root, chain.root)],
      [chain, bundle(renewed.root, chain.root)],
      [chain, bundle(renewed.intermediate, chain.intermediate)],
      [chain, bundle(renewed.root)],
      [chain, bundle(other.leaf)],
      [chain, `no certificate\n${chain.root.cert}`],
      [chain, 'no certificate'],
      [ended, bundle(ended.root)],
      [ended, bundle(ended.intermediate)],
      [tunnelled, bundle(tunnelled.root)],
      [tunnelled, bundle(tunnelled.root), { 'tls-server-name': '10.20.30.40' }],
      [tunnelled, bundle(tunnelled.root), { 'tls-server-name': 'fd00:0::1' }],
      [tunnelled, bundle(tunnelled.root), { 'tls-server-name': '10.20.30.41' }],
      [chain, undefined, {}, nowhere],
      [chain, undefined, {}, { ...nowhere, SSL_CERT_FILE: rootFile }],
      [chain, undefined, {}, { ...nowhere, SSL_CERT_DIR: folder }]
    ] as const
    const verdicts = []
    for (const [served, ca, cluster = {}, env = {}] of cases) {
      const server = await serve(served)
      const named = ca === undefined ? { 'certificate-authority-data': undefined } : {}
      const kubeconfig = kubeconfigFor({ url: server.url, ca: ca ?? '' }, { token: 't' }, { ...named, ...cluster })
      const ours = connect(server, ca, { cluster, env }).then(
        () => true,
        () => false
      )
      const [we, kubectl] = await Promise.all([ours, kubectlConnects(kubeconfig, env)])
      verdicts.push({ we, kubectl })
    }
    expect(verdicts.map(({ we }) => we)).toEqual(verdicts.map(({ kubectl }) => kubectl))
    expect(verdicts.filter(({ we }) => we).length).toBeGreaterThan(8)
  }, 60_000)
})

function hasKubectl(): boolean {
  return spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0
}

describe('tls-server-name', () => {
  it.each([
    ['10.20.30.40', ['10.20.30.40']],
    ['fd00::1', ['10.20.30.40', 'fd00::1']]
  ])('may be the address %s, of a server that is reached under another one', async (name, addresses) => {
    const tunnelled = await certificateChain({ addresses })
    const server = await serve(tunnelled)
    expect(await connect(server, tunnelled.root.cert, { cluster: { 'tls-server-name': name } })).toBe('operator')
    expect(await failureFrom(connect(server, tunnelled.root.cert))).toMatchObject({
      message: expect.stringContaining('another name')
    })
  })

  it('is what counts, also when the certificate is for the host', async () => {
    expect(
      await failureFrom(connect(await serve(chain), chain.root.cert, { cluster: { 'tls-server-name': '10.20.30.40' } }))
    ).toMatchObject({ code: 'tls', message: expect.stringContaining('another name') })
  })
})
