import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { certificateChain, type CertificateChain } from '../src/main/connections/testing/certificate-chain.ts'
import {
  answerOpening,
  sendStatus,
  startTlsServer,
  type TestServer
} from '../src/main/connections/testing/tls-server.ts'
import { expect, test } from './app.ts'
import { answerDialogs } from './native-dialogs.ts'
import { ConnectionsPage } from './pages/connections-page.ts'

// Electron verifies with another library than Node does: the same servers have to be believed there.

test.skip(
  process.platform === 'win32' || process.platform === 'darwin',
  'authorities of the system are read from files'
)

test('servers are believed as kubectl believes them', async ({ launch, scratch }) => {
  const chain = await certificateChain()
  const renewed = await certificateChain()
  const tunnelled = await certificateChain({ addresses: ['10.20.30.40'] })
  const company = await certificateChain({ company: 'Company' })
  const servers = await Promise.all([chain, tunnelled, company].map(serve))
  const [plain, behindTunnel, ofCompany] = servers.map(({ url }) => url)
  const authorities = join(scratch, 'authorities.pem')
  await writeFile(authorities, company.root.cert)
  const clusters = {
    intermediate: named(plain, chain.intermediate.cert),
    leaf: named(plain, chain.leaf.cert),
    namesakes: named(plain, `${renewed.root.cert}\n${chain.root.cert}`),
    address: { ...named(behindTunnel, tunnelled.root.cert), 'tls-server-name': '10.20.30.40' },
    system: { server: ofCompany },
    unknown: named(plain, company.root.cert),
    elsewhere: { ...named(behindTunnel, tunnelled.root.cert), 'tls-server-name': '10.20.30.41' },
    untrusted: { server: plain }
  }
  try {
    const app = await launch({ env: { SSL_CERT_FILE: authorities, SSL_CERT_DIR: scratch } })
    const { window } = app
    await (await answerDialogs(app)).press(1)
    const connections = new ConnectionsPage(app)
    await connections.paste(kubeconfig(clusters))
    const tested: Record<string, string> = {}
    for (const context of Object.keys(clusters)) {
      await connections.list.getByRole('radio', { name: new RegExp(`^${context} `) }).check()
      await window.getByRole('button', { name: 'Test the connection' }).click()
      const outcome = window.getByText(/answers in \d+ ms|: its certificate /).first()
      await outcome.waitFor()
      tested[context] = (await outcome.textContent()) ?? ''
    }
    const believed = ['intermediate', 'leaf', 'namesakes', 'address', 'system']
    for (const context of believed) expect(tested[context], context).toContain('you are operator')
    expect(tested['unknown']).toContain('certificate')
    expect(tested['elsewhere']).toContain('for another name')
    expect(tested['untrusted']).toContain('unknown authority')
  } finally {
    await Promise.all(servers.map((server) => server.close()))
  }
})

function serve({ leaf, intermediate }: CertificateChain): Promise<TestServer> {
  return startTlsServer(
    (request, response) => {
      if (!answerOpening(request, response)) sendStatus(response, 404, 'NotFound', 'no such thing')
    },
    { cert: `${leaf.cert}\n${intermediate.cert}`, key: leaf.key }
  )
}

function named(server: string | undefined, ca: string): object {
  return { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
}

function kubeconfig(clusters: Readonly<Record<string, object>>): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: Object.entries(clusters).map(([name, cluster]) => ({ name, cluster })),
    users: [{ name: 'me', user: { token: 'a-token-of-this-test' } }],
    contexts: Object.keys(clusters).map((name) => ({ name, context: { cluster: name, user: 'me' } }))
  })
}
