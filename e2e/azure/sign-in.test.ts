import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  createAzureConnection,
  openSignIn,
  readCertificate,
  type AzureIdentity,
  type AzureProof,
  type AzureSignIn,
  type TokenCacheStore
} from '../../src/main/connections/index.ts'
import { startTlsServer } from '../../src/main/connections/testing/tls-server.ts'
import { openAzureStage, planOf, type AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'

// Our own sign-in against the drill's sign-in service, which the real az believes as well (az.test.ts).
const client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
let stage: AzureStage
beforeAll(async () => {
  stage = await openAzureStage(planOf('region-switch'), 1)
}, 60_000)
afterAll(() => stage.close())
beforeEach(() => {
  stage.deed({ do: 'challenge', wants: 'nothing' })
  stage.deed({ do: 'signIn', refuses: null })
  stage.deed({ do: 'codeLifetime', seconds: 900 })
  stage.deed({ do: 'tokenLifetime', seconds: 3599 })
})

function memory(): TokenCacheStore & { text: string | null } {
  const cache = {
    text: null as string | null,
    read: () => Promise.resolve(cache.text),
    write: (text: string) => Promise.resolve(void (cache.text = text))
  }
  return cache
}

const endpoints = (): { authorityHost: string; resourceManager: string } => {
  const { arm } = stage.client.settings
  return { authorityHost: arm, resourceManager: arm }
}

function signIn(abort = new AbortController().signal, secrets: string[] = []): Promise<AzureSignIn> {
  const { ca } = stage.client.settings
  const onSecret = (secret: string): void => void secrets.push(secret)
  return openSignIn({ endpoints: endpoints(), ca, version: '0', env: {}, onSecret, abort })
}

/** Plays the browser: goes where the sign-in page sends it, and says with what status it was met there. */
async function browse(link: string, change: (back: URL) => URL = (back) => back): Promise<number> {
  const { headers } = await stage.client.send('GET', new URL(link).pathname + new URL(link).search)
  const back = change(new URL(headers.location ?? ''))
  const outgoing = request(back, { headers: { host: back.host }, family: 4 })
  outgoing.end()
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode ?? 0
}

function person(cache: TokenCacheStore, account: string): AzureIdentity {
  return { tenant: stage.client.settings.tenant, client, proof: { way: 'browser', account, cache } }
}

async function connected(identity: AzureIdentity) {
  const { ca, authoritative, resolver, subscription, resourceGroup, profile } = stage.client.settings
  const name = { subscription, group: resourceGroup, profile }
  const names = { authoritative: [authoritative], recursive: [resolver] }
  const drill = { endpoints: endpoints(), ca, names }
  const connection = await createAzureConnection({
    access: { ...identity, cloud: 'public', profile: name, drill },
    environmentName: 'here',
    version: '0',
    env: {}
  })
  return { connection, read: () => connection.reader.readProfile(name, { abort: new AbortController().signal }) }
}

describe('a person', () => {
  test('signs in by the browser, is read for, and is let in again without being asked', async () => {
    const cache = memory()
    const secrets: string[] = []
    const opened = await signIn(undefined, secrets)
    const links: string[] = []
    const had = await opened.person({
      way: 'browser',
      tenant: stage.client.settings.tenant,
      client,
      cache,
      openBrowser: async (link) => {
        // Neither another state nor another path ends it.
        expect(await browse(link, withState('another'))).toBe(400)
        expect(await browse(link)).toBe(200)
      },
      onWaiting: ({ link }) => links.push(link)
    })
    expect(had).toMatchObject({ who: 'oncall@example.com', tenant: stage.client.settings.tenant })
    const asked = new URL(links[0] ?? '').searchParams
    expect([asked.get('code_challenge_method'), asked.get('prompt')]).toEqual(['S256', 'select_account'])
    // Closed after: nobody answers at the address that it came back to.
    await expect(browseTo(asked.get('redirect_uri') ?? '')).rejects.toThrow(/ECONNREFUSED/)
    expect(secrets).toContain(had.token)
    expect(cache.text).toContain('refresh')
    const { connection, read } = await connected(person(cache, had.account))
    expect(await read()).toMatchObject({ name: stage.client.settings.profile })
    stage.deed({ do: 'expireTokens' })
    expect(await read()).toMatchObject({ name: stage.client.settings.profile })
    connection.close()
  })

  test('signs in by a code, and thinks better of it', async () => {
    const opened = await signIn()
    const told: { code: string | null; endsAtMs: number }[] = []
    const had = await opened.person({
      way: 'deviceCode',
      tenant: stage.client.settings.tenant,
      client,
      cache: memory(),
      openBrowser: () => Promise.reject(new Error('nobody opens one')),
      onWaiting(waiting) {
        told.push(waiting)
        void stage.client.send('GET', `/devicelogin?otc=${waiting.code ?? ''}`)
      }
    })
    expect(had.who).toBe('oncall@example.com')
    expect(told).toEqual([expect.objectContaining({ code: expect.stringMatching(/^[0-9A-Z]{9}$/) as string })])
    expect((told[0]?.endsAtMs ?? 0) - Date.now()).toBeGreaterThan(800_000)

    const stopping = new AbortController()
    const given = (await signIn(stopping.signal)).person({
      way: 'deviceCode',
      tenant: stage.client.settings.tenant,
      client,
      cache: memory(),
      openBrowser: () => Promise.resolve(),
      onWaiting: () => stopping.abort(new Error('thought better of it'))
    })
    await expect(given).rejects.toThrow('thought better of it')
  })

  test('is asked for a second factor once, before anything else, and in words', async () => {
    const cache = memory()
    const byBrowser = async (claims?: string) =>
      (await signIn()).person({
        way: 'browser',
        tenant: stage.client.settings.tenant,
        client,
        cache,
        ...(claims === undefined ? {} : { claims }),
        openBrowser: async (link) => void (await browse(link)),
        onWaiting: () => undefined
      })
    const { account } = await byBrowser()
    let wanted: string | undefined
    const hears = {
      onToken: () => undefined,
      onRefused: (refused: { wantsPerson: boolean; claims?: string }) => {
        expect(refused.wantsPerson).toBe(true)
        wanted = refused.claims
      }
    }
    const { connection, read } = await connected({ ...person(cache, account), hears })
    await read()
    stage.deed({ do: 'challenge', wants: 'mfa' })
    await expect(read()).rejects.toMatchObject({
      failure: { message: expect.stringContaining('a second factor is wanted') as string }
    })
    expect(wanted).toContain('acrs')
    await byBrowser(wanted)
    const again = await connected(person(cache, account))
    expect(await again.read()).toMatchObject({ name: stage.client.settings.profile })
    again.connection.close()
    connection.close()
  })

  test('has another token before the one before ends', async () => {
    stage.deed({ do: 'tokenLifetime', seconds: 2 })
    const cache = memory()
    const { account } = await (
      await signIn()
    ).person({
      way: 'browser',
      tenant: stage.client.settings.tenant,
      client,
      cache,
      openBrowser: async (link) => void (await browse(link)),
      onWaiting: () => undefined
    })
    const ends = new Set<number>()
    const hears = {
      onToken: ({ expiresAtMs }: { expiresAtMs: number }) => void ends.add(expiresAtMs),
      onRefused: () => undefined
    }
    const { connection, read } = await connected({ ...person(cache, account), hears })
    await expect
      .poll(
        async () => {
          await read()
          return ends.size
        },
        { timeout: 5_000 }
      )
      .toBeGreaterThan(1)
    connection.close()
  })
})

describe('an application', () => {
  const application = (proof: AzureProof): AzureIdentity => {
    const { tenant, client: own } = stage.client.settings
    return { tenant, client: own, proof }
  }

  test('signs in by a certificate, which is read with its key, and said to have ended', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'backout-certificate-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'app.pem')
    const made = await generate([{ name: 'commonName', value: 'backout' }], { keySize: 2048 })
    await writeFile(file, `${made.cert}\n${made.private}\n`)
    const had = await (await signIn()).prove(application({ way: 'certificate', pem: await readCertificate(file) }))
    expect(had.expiresAtMs).toBeGreaterThan(Date.now())
    const later = new Date(Date.now() + 40 * 365 * 86_400_000)
    await expect(readCertificate(file, later)).rejects.toMatchObject({ failure: { code: 'expired' } })
    await writeFile(file, made.cert)
    await expect(readCertificate(file)).rejects.toMatchObject({ failure: { code: 'badInput' } })
  })

  test('signs in by a federated token, which is read at each sign-in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'backout-token-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const tokenFile = join(folder, 'token')
    const identity = application({ way: 'workload', tokenFile })
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    await writeFile(tokenFile, `${part({})}.${part({ sub: 'another' })}.x\n`)
    await expect((await signIn()).prove(identity)).rejects.toMatchObject({ failure: { code: 'unauthorized' } })
    await writeFile(tokenFile, `${part({})}.${part({ sub: identity.client })}.x\n`)
    expect((await (await signIn()).prove(identity)).expiresAtMs).toBeGreaterThan(Date.now())
  })

  test('is told that its secret has ended, or is another', async () => {
    const { secret } = stage.client.settings
    await expect((await signIn()).prove(application({ way: 'secret', secret: 'another' }))).rejects.toMatchObject({
      failure: { message: expect.stringContaining("not the application's secret (AADSTS7000215)") as string }
    })
    stage.deed({ do: 'signIn', refuses: 7000222 })
    await expect((await signIn()).prove(application({ way: 'secret', secret }))).rejects.toMatchObject({
      failure: { code: 'expired', message: expect.stringContaining('secret has ended (AADSTS7000222)') as string }
    })
  })
})

describe('what keeps a person out is said in words', () => {
  const byCode = async (options: { tenant?: string; onWaiting?: (code: string) => void } = {}) =>
    (await signIn()).person({
      way: 'deviceCode',
      tenant: options.tenant ?? stage.client.settings.tenant,
      client,
      cache: memory(),
      openBrowser: () => Promise.resolve(),
      onWaiting: ({ code }) => options.onWaiting?.(code ?? '')
    })

  test.each([
    [65001, 'nobody has agreed yet'],
    [50076, 'a second factor is wanted'],
    [53003, 'Conditional Access'],
    [50173, 'was taken back'],
    [700016, 'application is not known in this tenant']
  ] as const)('AADSTS%i', async (refuses, words) => {
    stage.deed({ do: 'signIn', refuses })
    await expect(byCode()).rejects.toMatchObject({
      failure: { message: expect.stringMatching(new RegExp(`${words}.*AADSTS${refuses}`)) as string }
    })
  })

  test('a tenant that is not there, and a code that nobody entered', async () => {
    await expect(byCode({ tenant: '11111111-1111-4111-8111-111111111111' })).rejects.toMatchObject({
      failure: { code: 'notFound', message: expect.stringContaining('no such tenant') as string }
    })
    stage.deed({ do: 'codeLifetime', seconds: 1 })
    await expect(byCode()).rejects.toMatchObject({ failure: { code: 'timeout' } })
  })
})

describe('a network that leads elsewhere is said in words', () => {
  const provedOver = async (
    authorityHost: string,
    more: { ca?: string; env?: Readonly<Record<string, string>> } = {}
  ) => {
    const { tenant, client: own, secret, ca } = stage.client.settings
    const opened = await openSignIn({
      endpoints: { authorityHost, resourceManager: authorityHost },
      ca: more.ca ?? ca,
      version: '0',
      env: more.env ?? {},
      onSecret: () => undefined,
      abort: new AbortController().signal
    })
    return opened.prove({ tenant, client: own, proof: { way: 'secret', secret } })
  }

  test.each<[string, () => Promise<unknown>, string]>([
    ['a name that is not known', () => provedOver('https://login.invalid'), 'login.invalid'],
    [
      'a proxy that is not there',
      () => provedOver('https://login.invalid', { env: { HTTPS_PROXY: 'http://127.0.0.1:9' } }),
      'proxy'
    ],
    ['nobody who answers', () => provedOver('https://127.0.0.1:9'), 'cannot be reached']
  ])('%s', async (_what, proving, words) => {
    await expect(proving()).rejects.toMatchObject({
      failure: { code: 'unreachable', message: expect.stringContaining(words) as string, retryable: true }
    })
  })

  test('a sign-in page of the network', async () => {
    const portal = await startTlsServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to our hotel</html>')
    })
    onTestFinished(() => portal.close())
    await expect(provedOver(portal.url, { ca: portal.ca })).rejects.toMatchObject({
      failure: { code: 'server', message: expect.stringContaining('is something else (text/html)') as string }
    })
  })
})

/** @returns a change of the state that comes back */
function withState(state: string): (back: URL) => URL {
  return (back) => {
    const next = new URL(back)
    next.searchParams.set('state', state)
    return next
  }
}

async function browseTo(address: string): Promise<unknown> {
  const outgoing = request(address, { family: 4 })
  outgoing.end()
  return once(outgoing, 'response')
}
