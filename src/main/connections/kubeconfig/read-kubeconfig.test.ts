import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureFrom } from '../testing/open-connection.ts'
import { defaultKubeconfigSources } from './default-sources.ts'
import { readKubeconfig } from './read-kubeconfig.ts'

const theCa = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function config(more: { cluster?: string; user?: string; context?: string; name?: string } = {}): string {
  const name = more.name ?? 'prod'
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
- name: ${name}
  cluster:
    server: https://${name}.example:6443
${more.cluster ?? ''}
users:
- name: ${name}
  user:
    ${more.user ?? 'token: abc'}
contexts:
- name: ${name}
  context: {cluster: ${name}, user: ${name}${more.context ?? ''}}
`
}

async function contextOf(text: string, baseDir?: string) {
  const { contexts } = await readKubeconfig([{ text, ...(baseDir === undefined ? {} : { baseDir }) }])
  const [context] = contexts
  if (!context) throw new Error('no context')
  return context
}

describe('reading a kubeconfig', () => {
  it('shows a context without any credential', async () => {
    const read = await readKubeconfig([{ text: config({ context: ', namespace: shop' }) }])
    expect(read.contexts).toEqual([
      {
        name: 'prod',
        cluster: 'prod',
        user: 'prod',
        server: 'https://prod.example:6443',
        namespace: 'shop',
        auth: 'token',
        insecure: false,
        verified: 'checked by the authorities of this computer',
        risky: []
      }
    ])
    expect(read.currentContext).toBe('prod')
    expect(read.text).toContain('abc')
  })

  it('keeps names and tokens that look like numbers as they are written', async () => {
    const read = await readKubeconfig([{ text: config({ name: '007', user: 'token: 0123456789' }) }])
    expect(read.contexts[0]?.name).toBe('007')
    expect(read.text).toContain('"0123456789"')
  })

  it('reads a BOM and gives its own output back unchanged', async () => {
    const read = await readKubeconfig([{ text: `\ufeff${config()}` }])
    expect(await readKubeconfig([{ text: read.text }])).toEqual(read)
  })

  it('embeds files relative to their folder, through links', async () => {
    await mkdir(join(folder, 'pki'))
    await writeFile(join(folder, 'pki', 'ca.pem'), theCa)
    await writeFile(join(folder, 'token'), 'from-file\n')
    await symlink(join(folder, 'pki', 'ca.pem'), join(folder, 'linked.pem'))
    const text = config({ cluster: '    certificate-authority: linked.pem', user: 'tokenFile: ./token' })
    const read = await readKubeconfig([{ text, baseDir: folder }])
    const json = JSON.parse(read.text)
    expect(Buffer.from(json.clusters[0].cluster['certificate-authority-data'], 'base64').toString()).toBe(theCa)
    expect(json.users[0].user.token).toBe('from-file')
    expect(read.risky).toMatchObject([{ field: 'tokenFile', value: join(folder, 'token'), treatment: 'warning' }])
    expect((await readKubeconfig([{ text: read.text }])).risky).toEqual([])
  })

  it.each([
    ['is missing', 'gone.pem', 'cannot be opened'],
    ['is a folder', '.', 'not a regular file'],
    ['is a pipe', 'pipe', 'not a regular file'],
    ['is a device', '/dev/zero', 'not a regular file'],
    ['is too large', 'large', 'larger than 1 MiB'],
    ['is a loop of links', 'loop', 'cannot be opened'],
    ['is on a share', '\\\\evil\\share\\ca.pem', 'network share'],
    ['is on a share in other words', '//evil/share/ca.pem', 'network share']
  ])('refuses a context whose certificate authority %s', async (_, path, why) => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await writeFile(join(folder, 'large'), Buffer.alloc(1_048_577))
    await symlink(join(folder, 'loop'), join(folder, 'loop'))
    const context = await contextOf(config({ cluster: `    certificate-authority: '${path}'` }), folder)
    expect(context.risky).toMatchObject([
      { field: 'certificate-authority', treatment: 'refused', why: expect.stringContaining(why) }
    ])
  })

  it.each(['a.pem', '/etc/hosts'])('opens no file for a pasted kubeconfig: %s', async (path) => {
    const fields = `{client-certificate: ${path}, client-key: ${path}, tokenFile: ${path}}`
    const read = await readKubeconfig([
      { text: config({ cluster: `    certificate-authority: ${path}`, user: fields }) }
    ])
    expect(read.risky).toHaveLength(4)
    for (const { why, treatment } of read.risky)
      expect([why, treatment]).toEqual([expect.stringContaining('pasted text opens none'), 'refused'])
    expect(read.text).not.toContain('localhost')
  })

  it.each([
    ['    insecure-skip-tls-verify: true', 'token: a', 'warning', 'insecure-skip-tls-verify'],
    [
      '    insecure-skip-tls-verify: true\n    certificate-authority-data: QQ==',
      'token: a',
      'refused',
      'insecure-skip-tls-verify'
    ],
    ['    proxy-url: http://ann:pw@proxy:3128', 'token: a', 'approval', 'proxy-url'],
    ['    proxy-url: socks5://ann:pw@proxy:1080', 'token: a', 'approval', 'proxy-url'],
    ['    proxy-url: socks4://proxy:1080', 'token: a', 'refused', 'proxy-url'],
    ['    proxy-url: file:///etc', 'token: a', 'refused', 'proxy-url'],
    ['    tls-server-name: other.example', 'token: a', 'warning', 'tls-server-name'],
    ['', 'auth-provider: {name: azure}', 'refused', 'auth-provider'],
    ['', '{token: a, as-groups: [dev]}', 'refused', 'as'],
    ['', 'token: "a\\n"', 'refused', 'token'],
    [
      '',
      '{client-certificate-data: QQ==, client-key-data: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t}',
      'refused',
      'client-certificate-data'
    ],
    ['    certificate-authority-data: QQ==', 'token: a', 'refused', 'certificate-authority-data'],
    ['', 'exec: {command: //evil/share/x, apiVersion: client.authentication.k8s.io/v1}', 'refused', 'exec.command'],
    ['', 'exec: {command: ./payload.sh, apiVersion: client.authentication.k8s.io/v1}', 'refused', 'exec.command'],
    ['', 'exec: {command: sh, apiVersion: client.authentication.k8s.io/v1}', 'approval', 'exec'],
    ['', '{token: a, exec: {command: sh, apiVersion: client.authentication.k8s.io/v1}}', 'warning', 'exec'],
    ['', '{token: a, as: root, as-groups: ["system:masters"]}', 'warning', 'as']
  ])('reports %j %j as %s', async (cluster, user, treatment, field) => {
    const { risky } = await contextOf(config({ cluster, user }))
    expect(risky).toMatchObject([{ field, treatment }])
    expect(JSON.stringify(risky)).not.toContain('pw@')
  })

  it('describes an exec plugin by absolute path and hash, or names the fix', async () => {
    const exec = (command: string) =>
      `exec: {command: ${command}, args: [a, "b\\u202ec"], apiVersion: client.authentication.k8s.io/v1}`
    const found = await contextOf(config({ user: exec('sh') }))
    expect(found.exec).toMatchObject({
      path: expect.stringMatching(/^\/.*\/sh$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      approved: false,
      args: ['a', 'b\\u{202e}c']
    })
    const text = config({ user: exec('gke-gcloud-auth-plugin') })
    const { contexts } = await readKubeconfig([{ text }], { PATH: folder })
    expect(contexts[0]?.exec).toMatchObject({ path: '', fix: expect.stringContaining('gcloud components install') })
  })

  it('refuses a plugin that would run other code first', async () => {
    const exec = (name: string, value = '/tmp/x') =>
      `exec: {command: sh, env: [{name: ${name}, value: ${value}}], apiVersion: client.authentication.k8s.io/v1}`
    const hostile = await contextOf(config({ user: exec('LD_PRELOAD') }))
    expect(hostile.risky[0]).toMatchObject({ field: 'exec.env', value: 'LD_PRELOAD', treatment: 'refused' })
    const honest = await contextOf(config({ user: exec('AWS_PROFILE', 'prod') }))
    expect(honest.risky.map(({ treatment }) => treatment)).toEqual(['approval'])
    expect(honest.exec).toMatchObject({ variables: ['AWS_PROFILE=prod'], unfamiliar: [] })
    // A familiar name whose value makes the C library open a catalog of somebody else's choice.
    const strange = await contextOf(config({ user: exec('LANGUAGE') }))
    expect(strange.risky.map(({ treatment }) => treatment)).toEqual(['approval', 'approval'])
    expect(strange.exec).toMatchObject({ variables: ['LANGUAGE=/tmp/x'], unfamiliar: ['LANGUAGE'] })
  })

  it('keeps the credentials among a plugin’s arguments to itself', async () => {
    const exec = 'exec: {command: sh, args: [--client-secret, hunter22], apiVersion: client.authentication.k8s.io/v1}'
    const read = await readKubeconfig([{ text: config({ user: exec }) }])
    expect(JSON.stringify([read.contexts, read.risky])).not.toContain('hunter22')
    expect(read.contexts[0]?.exec?.args).toEqual(['--client-secret', '[hidden]'])
    expect(read.text).toContain('hunter22')
  })

  it.each([
    ['tabs', 'clusters:\n\t- name: a', /kubeconfig:2:\d+: is not valid YAML/],
    ['a duplicate key', 'a: 1\nb: 2\na: 3', /kubeconfig:3: has "a" twice/],
    ['__proto__', 'kind: Config\nclusters:\n- name: a\n  __proto__: {x: 1}', /kubeconfig:4: has a key "__proto__"/],
    ['another kind', 'kind: Pod', /kubeconfig:1: is a Pod/],
    ['a list', '- a', /not a kubeconfig: it is a list/],
    ['words', 'Dear colleague', /not a kubeconfig: it is plain text/],
    ['a merge of no mapping', 'a: &a x\nb:\n  <<: *a', /kubeconfig:3: merges something/],
    ['an alias that holds itself', 'a: &a\n  b: *a', /kubeconfig:2: .*holds itself/],
    ['an alias of nothing', 'a: *b', /kubeconfig:1.*[aA]lias/],
    ['ten thousand levels', '['.repeat(10_000), /nested too deeply|not valid YAML/],
    ['a wrong shape', 'kind: Config\nclusters: hello', /kubeconfig:2: "clusters" is not a list/],
    ['UTF-16', Buffer.from(config(), 'utf16le').toString('latin1'), /not UTF-8/],
    ['nothing', '', /has no context/],
    ['more than 8 MiB', `# ${'x'.repeat(8 * 1_048_576)}`, /larger than 8 MiB/]
  ])('names the line of %s', async (_, text, message) => {
    const failure = await failureFrom(readKubeconfig([{ text }]))
    expect(failure).toMatchObject({ code: 'badInput', message: expect.stringMatching(message) })
    expect(failure.remedy).toBeTruthy()
  })

  it.each([
    ['in lists', (level: number) => `a${level}: &a${level} [${tenTimes(`*a${level - 1}`)}]`],
    ['in merge keys', (level: number) => `a${level}: &a${level}\n  <<: [${tenTimes(`*a${level - 1}`)}]\n  k${level}: 1`]
  ])('does not expand an alias bomb %s', async (_, line) => {
    const bomb = ['a0: &a0 {x: y}', ...Array.from({ length: 20 }, (_each, level) => line(level + 1))].join('\n')
    const startedMs = performance.now()
    const inConfig = `    extensions: [{name: client.authentication.k8s.io/exec, extension: *a20}]`
    const { contexts } = await readKubeconfig([{ text: `${bomb}\n${config({ cluster: inConfig })}` }])
    if (_ === 'in lists') expect(contexts[0]?.risky).toMatchObject([{ why: expect.stringContaining('64 KiB') }])
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it('refuses 100,000 contexts', async () => {
    const contexts = Array.from({ length: 20_000 }, (_, index) => `- {name: c${index}, context: {cluster: a}}`).join(
      '\n'
    )
    expect(await failureFrom(readKubeconfig([{ text: `contexts:\n${contexts}` }]))).toMatchObject({
      message: expect.stringContaining('more than 1000 contexts')
    })
  })
})

describe('merging', () => {
  it('keeps the first of each name and the first current-context', async () => {
    const first = config({ user: 'token: first' }).replace('current-context: prod', '')
    const second = config({ user: 'token: second' }) + '- name: other\n  context: {cluster: prod, user: prod}\n'
    const read = await readKubeconfig([{ text: first }, { text: second }])
    expect(read.contexts.map(({ name }) => name)).toEqual(['prod', 'other'])
    expect(read.currentContext).toBe('prod')
    expect(read.text).toContain('first')
    expect(read.text).not.toContain('second')
  })

  it('reads what kubectl reads, embedded as kubectl embeds it', async ({ skip }) => {
    await writeFile(join(folder, 'ca.pem'), 'CA')
    await writeFile(
      join(folder, 'one'),
      config({ cluster: '    certificate-authority: ca.pem' }).replace('current-context: prod', '')
    )
    await writeFile(
      join(folder, 'two'),
      `${config({ name: 'second', cluster: '    proxy-url: http://proxy:1' })}- name: mixed\n  context: {cluster: prod, user: second, namespace: x}\n`
    )
    const env = { ...process.env, KUBECONFIG: `${join(folder, 'one')}:${join(folder, 'gone')}:${join(folder, 'two')}` }
    let shown: string
    try {
      shown = execFileSync('kubectl', ['config', 'view', '--raw', '--flatten', '-o', 'json'], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore']
      })
    } catch {
      return skip('kubectl is not installed')
    }
    const sources = await defaultKubeconfigSources(env, folder)
    const ours = JSON.parse((await readKubeconfig(sources)).text)
    const theirs = JSON.parse(shown)
    for (const plural of ['clusters', 'users', 'contexts'] as const)
      expect(byName(ours[plural])).toEqual(byName(theirs[plural]))
    expect(ours['current-context']).toBe(theirs['current-context'])
  })
})

function tenTimes(text: string): string {
  return Array(10).fill(text).join(',')
}

function byName(entries: readonly { readonly name: string }[]): object {
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]))
}

describe('the default kubeconfig', () => {
  it('is none when there is no file', async () => {
    expect(await defaultKubeconfigSources({}, folder)).toEqual([])
    expect(await defaultKubeconfigSources({ KUBECONFIG: join(folder, 'gone') }, folder)).toEqual([])
  })

  it('is ~/.kube/config, with its folder for references', async () => {
    await mkdir(join(folder, '.kube'))
    await writeFile(join(folder, '.kube', 'config'), config())
    expect(await defaultKubeconfigSources({}, folder)).toEqual([
      { text: config(), baseDir: join(folder, '.kube'), path: join(folder, '.kube', 'config') }
    ])
  })

  it('is a failure when it is there and cannot be read', async () => {
    await mkdir(join(folder, 'config'))
    expect(await failureFrom(defaultKubeconfigSources({ KUBECONFIG: join(folder, 'config') }, folder))).toMatchObject({
      message: expect.stringContaining('not a regular file')
    })
  })
})
