import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureFrom } from '../testing/open-connection.ts'
import { chooseContext } from './choose-context.ts'
import { parseStoredKubeconfig } from './parse-kubeconfig.ts'
import { readKubeconfig, type ReadKubeconfig } from './read-kubeconfig.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-kubeconfig-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const head = `apiVersion: v1
kind: Config
clusters:
- {name: p, cluster: {server: "https://prod.example:6443"}}
- {name: d, cluster: {server: "https://dev.example:6443"}}
users:
- {name: u, user: {token: not-a-real-token}}
`

const contexts = (...lines: readonly string[]): string =>
  `${head}contexts:\n${lines.map((line) => `- ${line}\n`).join('')}`

function read(text: string): Promise<ReadKubeconfig> {
  return readKubeconfig([{ text, path: '/home/op/config', baseDir: folder }])
}

/** The first reason why each context cannot be used; `usable` for the others. */
async function reasons(text: string): Promise<Readonly<Record<string, string>>> {
  const result = await read(text)
  const stored = await parseStoredKubeconfig(result.text)
  return Object.fromEntries(
    result.contexts.map(({ name, risky }) => {
      const why = risky.find(({ treatment }) => treatment === 'refused')?.why
      // What is refused in the list is refused when it is opened, too.
      if (why === undefined) chooseContext(stored, name)
      else expect(() => chooseContext(stored, name)).toThrow(why.slice(0, 20))
      return [name, why ?? 'usable']
    })
  )
}

describe('one odd context', () => {
  it('with a picture in its name is one like any other', async () => {
    const names = ['⚠️ prod', '👩🏽‍💻 lab', '1️⃣', 'plain']
    const found = await reasons(contexts(...names.map((name) => `{name: "${name}", context: {cluster: p, user: u}}`)))
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, 'usable'])))
  })

  it.each([
    ['hides a character', '"pr\\u200bod"', 'pr\\u{200b}od', /:10: The name .* invisible/],
    ['has a lone selector', '"prod\\ufe0f"', 'prod\\u{fe0f}', /invisible/],
    ['turns the direction', '"\\u202eprod"', '\\u{202e}prod', /invisible/]
  ])('that %s spoils only itself', async (_, written, shown, why) => {
    const text = contexts(
      '{name: prod, context: {cluster: p, user: u}}',
      `{name: ${written}, context: {cluster: d, user: u}}`
    )
    expect(await reasons(text)).toEqual({ prod: 'usable', [shown]: expect.stringMatching(why) })
  })

  it.each([
    ['case', 'Prod', 'prod'],
    ['form', 'ｐrod', 'prod'],
    ['a selector', '⚠️ prod', '⚠ prod']
  ])('that differs from another only by %s spoils those two', async (_, one, other) => {
    const text = contexts(...[one, other, 'dev'].map((name) => `{name: "${name}", context: {cluster: p, user: u}}`))
    const look = expect.stringContaining('only in case or form')
    expect(await reasons(text)).toEqual({ [one]: look, [other]: look, dev: 'usable' })
  })

  it.each([
    ['is empty', 'name: odd, context: {}', /names no cluster/],
    ['is null', 'name: odd, context: ', /names no cluster/],
    ['names no cluster that there is', 'name: odd, context: {cluster: x, user: u}', /no cluster of that name/],
    ['is text', 'name: odd, context: p', /\/home\/op\/config:10: "context" is not a mapping/],
    ['has a cluster that is a list', 'name: odd, context: {cluster: [p], user: u}', /:10: "cluster" is not text/]
  ])('that %s spoils only itself', async (_, odd, why) => {
    const text = contexts('{name: prod, context: {cluster: p, user: u}}', `{${odd}}`)
    expect(await reasons(text)).toEqual({ prod: 'usable', odd: expect.stringMatching(why) })
  })

  it.each([
    ['a cluster that is no mapping', '{name: x, cluster: hello}', '', /"cluster" is not a mapping/],
    [
      'a flag that is none',
      '{name: x, cluster: {server: "https://x", insecure-skip-tls-verify: maybe}}',
      '',
      /neither true nor false/
    ],
    [
      'a cluster that stands twice',
      '{name: x, cluster: {server: "https://x"}}\n- {name: x, cluster: {server: "https://y"}}',
      '',
      /Two clusters are named "x"/
    ],
    [
      'arguments that are no list',
      '{name: x, cluster: {server: "https://x"}}',
      '{exec: {command: a, args: b}}',
      /"args" is not a list/
    ],
    [
      'extra values that are no lists',
      '{name: x, cluster: {server: "https://x"}}',
      '{as: jo, as-user-extra: {a: b}}',
      /"a" is not a list/
    ]
  ])('that uses %s spoils only itself', async (_, cluster, user, why) => {
    const text = contexts(
      '{name: prod, context: {cluster: p, user: u}}',
      '{name: odd, context: {cluster: x, user: v}}'
    ).replace('users:\n', `- ${cluster}\nusers:\n- {name: v, user: ${user || '{}'}}\n`)
    expect(await reasons(text)).toEqual({ prod: 'usable', odd: expect.stringMatching(why) })
  })

  it('that stands twice is listed once, with the line', async () => {
    const text = contexts(...['p', 'd'].map((cluster) => `{name: odd, context: {cluster: ${cluster}, user: u}}`))
    expect(await reasons(text)).toEqual({
      odd: '/home/op/config:10: Two contexts are named "odd". Rename or remove one of them.'
    })
  })

  it.each(['{context: {cluster: p}}', 'hello', '{name: [a]}', 'null'])(
    'without a name is left out: %s',
    async (odd) => {
      const { contexts: listed, notices } = await read(contexts('{name: prod, context: {cluster: p, user: u}}', odd))
      expect(listed.map(({ name }) => name)).toEqual(['prod'])
      expect(notices).toEqual([expect.stringMatching(/^\/home\/op\/config:10: .* It is left out\.$/)])
    }
  )

  it('does not hide another one by a reason that somebody wrote into the file', async () => {
    const own =
      'extensions: [{name: backout/problem, extension: no}, {name: backout/token-copy, extension: {path: /etc/passwd, owner: 0}}]'
    const text = contexts('{name: prod, context: {cluster: p, user: u}}').replace(
      'not-a-real-token}',
      `not-a-real-token, ${own}}`
    )
    expect(await reasons(text)).toEqual({ prod: 'usable' })
    expect((await read(text)).text).not.toContain('/etc/passwd')
  })
})

describe('merge keys', () => {
  it('bring what they name, in the order that they are written, as in kubectl', async () => {
    const text = `x: &east {cluster: p, user: u, namespace: shop}\ny: &other {namespace: other}\n${contexts(
      '{name: before, context: {<<: *east, cluster: d}}',
      '{name: after, context: {cluster: d, <<: *east}}',
      '{name: list, context: {<<: [*other, *east]}}',
      '{name: twice, context: {<<: *other, <<: *east}}'
    )}`
    const { contexts: found } = await read(text)
    expect(found.map(({ name, cluster, namespace }) => [name, cluster, namespace])).toEqual([
      ['before', 'd', 'shop'],
      ['after', 'p', 'shop'],
      ['list', 'p', 'other'],
      ['twice', 'p', 'shop']
    ])
  })

  it('in quotes are ordinary names', async () => {
    const text = `x: &east {cluster: p, user: u}\n${contexts('{name: a, context: {"<<": *east, cluster: d}}')}`
    expect((await read(text)).contexts[0]).toMatchObject({ cluster: 'd', user: '' })
  })

  it('may stand in every one of a thousand clusters', async () => {
    const lines = Array.from(
      { length: 1_000 },
      (_, index) => `- {name: c${index}, cluster: {<<: *base, server: "https://c${index}"}}\n`
    )
    const text = `base: &base {tls-server-name: inner}\nclusters:\n${lines.join('')}users: [{name: u, user: &u {token: t}}, {name: v, user: *u}]\ncontexts: [{name: a, context: {cluster: c999, user: v}}]`
    expect((await read(text)).contexts[0]?.risky).toMatchObject([{ field: 'tls-server-name', value: 'inner' }])
  })
})

it.each(['---\n', '---\nkind: Pod\n', '---\n: : not yaml ["\n'])(
  'the first of several documents is read, which is said: %j',
  async (rest) => {
    const { contexts: found, notices } = await read(
      `---\n${contexts('{name: prod, context: {cluster: p, user: u}}')}${rest}`
    )
    expect(found.map(({ name }) => name)).toEqual(['prod'])
    expect(notices).toEqual([
      expect.stringMatching(/^\/home\/op\/config holds several YAML documents\. The first one is used/)
    ])
  }
)

it('a thousand clusters of six kilobytes are read in a moment', async () => {
  const pem = (kind: string, lines: number) =>
    Buffer.from(`-----BEGIN ${kind}-----\n${`${'QUJD'.repeat(16)}\n`.repeat(lines)}-----END ${kind}-----\n`).toString(
      'base64'
    )
  const [cert, key] = [pem('CERTIFICATE', 20), pem('RSA PRIVATE KEY', 30)]
  const list = (one: (index: number) => string) => Array.from({ length: 1_000 }, (_, index) => one(index)).join('')
  const text = `clusters:\n${list((i) => `- name: c${i}\n  cluster:\n    server: https://c${i}.example\n    certificate-authority-data: ${cert}\n`)}users:\n${list(
    (i) => `- name: u${i}\n  user:\n    client-certificate-data: ${cert}\n    client-key-data: ${key}\n`
  )}contexts:\n${list((i) => `- name: c${i}\n  context: {cluster: c${i}, user: u${i}}\n`)}`
  expect(text.length).toBeGreaterThan(6_000_000)
  const before = process.cpuUsage()
  const { contexts: found } = await read(text)
  expect(found).toHaveLength(1_000)
  expect(found.every(({ risky }) => risky.length === 0)).toBe(true)
  // Of the processor, which a busy machine does not change; about half a second.
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(6_000)
})

it('a thousand users with files of their own are read, too', async () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'
  const list = (one: (index: number) => string) => Array.from({ length: 1_000 }, (_, index) => one(index)).join('')
  for (let index = 0; index < 1_000; index += 1) await writeFile(join(folder, `ca-${index}.pem`), pem)
  const clusters = list(
    (i) => `- {name: c${i}, cluster: {server: "https://c${i}", certificate-authority: ca-${i}.pem}}\n`
  )
  const text = `clusters:\n${clusters}contexts:\n${list((i) => `- {name: c${i}, context: {cluster: c${i}}}\n`)}`
  const { contexts: found } = await read(text)
  expect(found.flatMap(({ risky }) => risky)).toEqual([])
})

it('what is short only by its aliases is refused', async () => {
  const users = Array.from({ length: 300 }, (_, index) => `- {name: u${index}, user: *big}\n`).join('')
  const text = `x: &big {token: ${'x'.repeat(100_000)}}\nusers:\n${users}contexts: [{name: a, context: {cluster: b}}]`
  expect(await failureFrom(read(text))).toMatchObject({ message: expect.stringContaining('16 MiB') })
})

it('a mapping of forty thousand names is no reason to wait', async () => {
  const names = Array.from({ length: 40_000 }, (_, index) => `  n${index}: 1\n`).join('')
  const before = process.cpuUsage()
  const { contexts: found } = await read(
    `preferences:\n${names}${contexts('{name: prod, context: {cluster: p, user: u}}')}`
  )
  expect(found).toHaveLength(1)
  // Less than a second; were each name compared with each other one, ten and more.
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(6_000)
})

describe('the output of kubectl config view', () => {
  const omitted = '{client-certificate-data: DATA+OMITTED, client-key-data: DATA+OMITTED}'

  it.each([omitted, '{token: REDACTED}', '{username: jo, password: REDACTED}'])(
    'is refused at the import: %s',
    async (user) => {
      const text = contexts('{name: prod, context: {cluster: p, user: v}}').replace(
        'users:\n',
        `users:\n- {name: v, user: ${user}}\n`
      )
      const failure = await failureFrom(read(text))
      expect(failure).toMatchObject({
        code: 'badInput',
        message: '/home/op/config: is the output of kubectl config view, which leaves the credentials out.'
      })
      expect(failure.remedy).toContain('--raw')
    }
  )

  it('spoils only its own contexts where it was put beside others', async () => {
    const text = contexts(
      '{name: whole, context: {cluster: p, user: u}}',
      '{name: cut, context: {cluster: p, user: v}}'
    ).replace('users:\n', `users:\n- {name: v, user: ${omitted}}\n`)
    expect(await reasons(text)).toEqual({ whole: 'usable', cut: expect.stringContaining('kubectl config view --raw') })
  })
})

describe('a program path', () => {
  const withProgram = (command: string) =>
    contexts('{name: prod, context: {cluster: p, user: v}}').replace(
      'users:\n',
      `users:\n- {name: v, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: "${command}"}}}\n`
    )

  it.each(['./bin/login', 'bin/login', '../elsewhere/bin/login'])(
    'starts from the folder of the kubeconfig: %s',
    async (command) => {
      const program = join(folder, command)
      await mkdir(join(program, '..'), { recursive: true })
      await writeFile(program, '#!/bin/sh\n')
      await chmod(program, 0o755)
      const { contexts: found, text } = await read(withProgram(command))
      expect(found[0]).toMatchObject({
        exec: { path: program, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), approved: false },
        risky: [{ field: 'exec', value: program, treatment: 'approval' }]
      })
      expect(chooseContext(await parseStoredKubeconfig(text), 'prod').user?.exec?.command).toBe(program)
      if (command.startsWith('..')) await rm(join(program, '..', '..'), { recursive: true })
    }
  )

  it('of pasted text stays refused, and looks at nothing', async () => {
    const { contexts: found } = await readKubeconfig([{ text: withProgram('./bin/login') }])
    expect(found[0]?.risky).toMatchObject([
      { treatment: 'refused', why: expect.stringContaining('pasted text has none') }
    ])
    expect(found[0]?.exec).toMatchObject({ path: '' })
  })

  it('that is a bare name is looked for on the PATH only', async () => {
    await writeFile(join(folder, 'login-of-nobody'), '#!/bin/sh\n', { mode: 0o755 })
    const { contexts: found } = await readKubeconfig([{ text: withProgram('login-of-nobody'), baseDir: folder }], {
      PATH: '/bin'
    })
    expect(found[0]?.exec).toMatchObject({ path: '' })
  })
})

it.each(['10.20.30.40:6443', 'api.shop.example:6443', 'api.shop.example'])(
  'a server without a scheme would be reached without TLS, as by kubectl: %s',
  async (server) => {
    const text = contexts('{name: a, context: {cluster: x, user: u}}').replace(
      'users:\n',
      `- {name: x, cluster: {server: "${server}", insecure-skip-tls-verify: yes}}\nusers:\n`
    )
    expect(await reasons(text)).toEqual({ a: expect.stringContaining('Write https:// before it') })
  }
)

describe('a client certificate', () => {
  const certificate = async (notBeforeDate: Date, notAfterDate: Date) => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'op' }], {
      keyType: 'ec',
      notBeforeDate,
      notAfterDate
    })
    const data = (pem: string) => Buffer.from(pem).toString('base64')
    return `{client-certificate-data: ${data(cert)}, client-key-data: ${data(key)}}`
  }
  const at = (day: string) => new Date(`${day}T12:00:00Z`)

  it.each([
    [
      'has ended',
      '2024-01-01',
      '2024-05-06',
      [
        {
          field: 'client-certificate',
          treatment: 'warning',
          why: 'The client certificate of the kubeconfig ended on 2024-05-06 12:00 UTC.'
        }
      ]
    ],
    [
      'does not begin yet',
      '2024-07-02',
      '2024-09-01',
      [{ treatment: 'warning', why: expect.stringContaining('not valid before 2024-07-02') }]
    ],
    ['is good', '2024-01-01', '2024-09-01', []]
  ])('that %s is said at the import', async (_, from, to, risky) => {
    const user = await certificate(at(from), at(to))
    const text = contexts('{name: prod, context: {cluster: p, user: v}}').replace(
      'users:\n',
      `users:\n- {name: v, user: ${user}}\n`
    )
    const { contexts: found } = await readKubeconfig([{ text }], {}, at('2024-06-01').getTime())
    expect(found[0]?.risky).toMatchObject(risky)
  })
})

it.each([
  ['', '/home/op/config: has no context, no cluster and no user in it.'],
  ['---\n', '/home/op/config: has no context, no cluster and no user in it.'],
  [head, '/home/op/config: has no context, though it has 2 clusters and 1 user.'],
  [contexts('hello'), /has no context.*left out/]
])('a kubeconfig without a context says what it has: %#', async (text, message) => {
  const failure = await failureFrom(read(text))
  expect(failure.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
})
