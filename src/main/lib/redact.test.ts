import { describe, expect, it } from 'vitest'
import { goJson } from '../providers/kubernetes/go-json.ts'
import { templateDiff } from '../providers/kubernetes/template-diff.ts'
import { redactDeep, redactDiff, redactText } from './redact.ts'
import { createSecretScan } from './secret-scan.ts'

const secret = 'p4ss/word "with" ümlaut\n& more'

describe('known secrets', () => {
  const forms: readonly (readonly [string, string])[] = [
    ['as it is', secret],
    ['JSON-escaped', JSON.stringify({ secret })],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ secret }))],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['hex', Buffer.from(secret).toString('hex')],
    ['hex in upper case', Buffer.from(secret).toString('hex').toUpperCase()],
    ...[0, 1, 2].flatMap((offset) => {
      const bytes = Buffer.from(`${'x'.repeat(offset)}${secret}tail`)
      return [
        [`base64, ${offset} bytes in`, bytes.toString('base64')] as const,
        [`base64url, ${offset} bytes in`, bytes.toString('base64url')] as const
      ]
    })
  ]

  it.each(forms)('are replaced %s', (_form, text) => {
    const scan = createSecretScan()
    scan.add(secret)
    const hidden = scan.hide(`before ${text} after`)
    expect(hidden).toMatch(/^before .*\[redacted credential [0-9a-f]{4}\].* after$/s)
    expect(hidden).not.toContain('word')
    expect(hidden).not.toContain(text)
  })

  it('leave other text alone, and what is too short to be one', () => {
    const scan = createSecretScan()
    scan.add(secret)
    scan.add('short')
    expect(scan.hide('a short and ordinary sentence')).toBe('a short and ordinary sentence')
  })

  it('are replaced whole where one is a part of another', () => {
    const scan = createSecretScan()
    scan.add('xK9#mQ2$')
    scan.add('xK9#mQ2$-and-more')
    expect(scan.hide('xK9#mQ2$-and-more')).toMatch(/^\[redacted credential [0-9a-f]{4}\]$/)
  })

  it('are replaced in what was found to be clean before they were known', () => {
    const scan = createSecretScan()
    const text = `a line with ${secret} in it`
    expect(scan.redacted(text)).toBe(text)
    expect(scan.redacted(text)).toBe(text)
    scan.add(secret)
    expect(scan.redacted(text)).toMatch(/^a line with \[redacted credential [0-9a-f]{4}\] in it$/)
  })

  it('are looked for once in what holds none, and each time in what does', () => {
    const scan = createSecretScan()
    const body = JSON.stringify(
      Array.from({ length: 2_000 }, (_, index) => ({ name: `part-${index}`, image: 'app:1' }))
    )
    const quickest = (): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const begunMs = performance.now()
          scan.redacted(body.slice(0, 30_000))
          return performance.now() - begunMs
        })
      )
    const begunMs = performance.now()
    scan.redacted(body.slice(0, 30_000))
    expect(quickest()).toBeLessThan((performance.now() - begunMs) / 4)
    const token = 'Authorization: Bearer abcdefghijklmnop1'
    for (let time = 0; time < 3; time += 1) expect(scan.redacted(token)).not.toContain('abcdefghijklmnop1')
  })

  it('need not be well-formed text', () => {
    const scan = createSecretScan()
    expect(() => scan.add('\ud800 lone surrogate')).not.toThrow()
  })
})

describe('what looks like a secret', () => {
  it.each([
    ['Authorization: Bearer abcdefghijklmnop1', /^Authorization: Bearer \[redacted bearer [0-9a-f]{4}\]$/],
    ['authorization: basic dXNlcjpwYXNz', /^authorization: basic \[redacted basic [0-9a-f]{4}\]$/],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl end', /^token \[redacted token [0-9a-f]{4}\] end$/],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- end', /^\[redacted key [0-9a-f]{4}\] end$/],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut', /^\[redacted key [0-9a-f]{4}\]$/],
    ['args: [--db-password=hunter2, --port=80]', /^args: \[--db-password=\[redacted value [0-9a-f]{4}\], --port=80\]$/],
    ['--token-file=/var/run/token', /^--token-file=\/var\/run\/token$/],
    ['via socks5://me:hunter2@proxy:1080', /^via socks5:\/\/me:\[redacted password [0-9a-f]{4}\]@proxy:1080$/],
    ['use ghp_abcdefghijklmnopqrstuvwxyz0123456789 now', /^use \[redacted token [0-9a-f]{4}\] now$/],
    ['glpat-abcdefghijklmnopqrst', /^\[redacted token [0-9a-f]{4}\]$/],
    ['xoxb-123456789012-abcdefghijkl', /^\[redacted token [0-9a-f]{4}\]$/],
    [
      'AccountName=a;AccountKey=abcdefghijklmnopqrstuvwxyz0123==;EndpointSuffix=core',
      /^AccountName=a;AccountKey=\[redacted key [0-9a-f]{4}\];EndpointSuffix=core$/
    ],
    [
      'https://a.blob.example/c?sv=1&sig=abcdefghijklmnopqrstuvwx%3D&se=2',
      /^https:\/\/a\.blob\.example\/c\?sv=1&sig=\[redacted signature [0-9a-f]{4}\]&se=2$/
    ],
    ['Set-Cookie: session=abcdef; Path=/', /^Set-Cookie: \[redacted cookie [0-9a-f]{4}\]$/],
    ['via http://me:hunter2@proxy:3128/', /^via http:\/\/me:\[redacted password [0-9a-f]{4}\]@proxy:3128\/$/],
    ['redis://:hunter2@redis:6379', /^redis:\/\/:\[redacted password [0-9a-f]{4}\]@redis:6379$/]
  ])('becomes a typed placeholder: %s', (text, expected) => {
    expect(redactText(text)).toMatch(expected)
  })

  it.each([
    'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=4',
    'Bearer authentication is required',
    'Basic functionality restored',
    'see https://example.com:8443/path?x=a@b',
    'ws://:8080/path mailto:a@b',
    '{"name":"LOG_LEVEL","value":"debug"}',
    '{"name":"api-token-service","image":"a","env":[{"name":"A","value":"b"}]}',
    '- name: LOG_LEVEL\n  value: debug',
    'name: token-service\nimage: a\nvalue: b',
    'error: -----BEGIN CERTIFICATE-----',
    'checkout-7d9f8b6c5d-x2x9z OOMKilled',
    'Cookie: none was sent'
  ])('is nothing of this: %s', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('is looked for in time in proportion to the text, also behind what may begin an address of a driver', () => {
    const beganMs = performance.now()
    redactText(`@L${'SQL'.repeat(80_000)}`)
    expect(performance.now() - beganMs).toBeLessThan(2_000)
    expect(redactText('app:hunter2x@cloudsql(project:db)/shop')).not.toContain('hunter2x')
  })

  it('is found in every string of a value, and the value stays JSON', () => {
    const value = { a: ['Bearer abcdefghijklmnop1', 1, null], b: { c: '-----BEGIN PRIVATE KEY-----\nabc' } }
    expect(redactDeep(value)).toEqual({
      a: [expect.stringMatching(/redacted bearer/), 1, null],
      b: { c: expect.stringMatching(/redacted key/) }
    })
  })

  it.each([
    'a http://u:p\\q@h "quoted"',
    'Cookie: a=bcdef\\ "x"',
    '-----BEGIN PRIVATE KEY-----\nMIIE',
    'AccountKey=abcdefghijklmnopqrstuvwxyz==',
    'Bearer abcdefghijklmnop1\\'
  ])('leaves JSON as text JSON: %j', (secret) => {
    const text = JSON.stringify([{ value: JSON.stringify({ secret }), after: 'kept' }])
    expect(JSON.parse(redactText(text))).toEqual([{ value: expect.any(String), after: 'kept' }])
  })

  it.each([
    ['Go-escaped', (value: unknown) => goJson(value)],
    ['Go-escaped, in a string of JSON', (value: unknown) => goJson({ lastApplied: goJson(value) })],
    ['in two strings of JSON', (value: unknown) => goJson({ a: JSON.stringify({ lastApplied: goJson(value) }) })]
  ])('is found in JSON text, %s, and the text stays JSON', (_how, write) => {
    const values = {
      sas: 'https://a.blob.example/c?sv=1&sig=abcdefghijklmnopqrstuvwx%3D&se=2',
      dsn: 'postgres://u:p4ss&w<o>rd@db:5432/shop',
      redis: 'redis://:hunter2@redis:6379',
      cookie: 'Cookie: session=abc&def<gh',
      env: [
        { name: 'DB_PASSWORD', value: 'c0rrect "horse\\" & <staple>\n\\' },
        { name: 'API_TOKEN', value: '\\' },
        { name: 'EMPTY_TOKEN', value: '' },
        { value: 'battery "first"', name: 'CLIENT_SECRET' },
        { name: 'GREETING', value: 'hello & "welcome"' },
        { name: 'AFTER_TOKEN', valueFrom: { secretKeyRef: { name: 'app', key: 'token' } } }
      ]
    }
    const redacted = redactText(write(values))
    expect(redacted).not.toMatch(/abcdefghijkl|p4ss|rd@|hunter2|def|horse|staple|battery/)
    const inside = (text: string): unknown => {
      const value = JSON.parse(text) as { readonly lastApplied?: string; readonly a?: string }
      const deeper = value.lastApplied ?? value.a
      return deeper === undefined ? value : inside(deeper)
    }
    expect(inside(redacted.replaceAll(/[0-9a-f]{4}\]/g, 'ffff]'))).toEqual({
      sas: 'https://a.blob.example/c?sv=1&sig=[redacted signature ffff]&se=2',
      dsn: 'postgres://u:[redacted password ffff]@db:5432/shop',
      redis: 'redis://:[redacted password ffff]@redis:6379',
      cookie: 'Cookie: [redacted cookie ffff]',
      env: [
        { name: 'DB_PASSWORD', value: '[redacted value ffff]' },
        { name: 'API_TOKEN', value: '[redacted value ffff]' },
        { name: 'EMPTY_TOKEN', value: '' },
        { value: '[redacted value ffff]', name: 'CLIENT_SECRET' },
        { name: 'GREETING', value: '[redacted value ffff]' },
        { name: 'AFTER_TOKEN', valueFrom: { secretKeyRef: { name: 'app', key: 'token' } } }
      ]
    })
  })

  it.each([
    ['pretty JSON', JSON.stringify([{ name: 'DB_PASSWORD', value: 'hunter2' }], null, 2), '[{}]'],
    ['pretty JSON in JSON', JSON.stringify(JSON.stringify({ name: 'DB_PASSWORD', value: 'hunter2' }, null, 2)), '""'],
    ['JSON that is cut off', '{"name":"DB_PASSWORD","value":"hunter2', ''],
    ['JSON that is cut off in JSON', JSON.stringify('{"name":"DB_PASSWORD","value":"hunter2'), '""'],
    ['YAML', 'env:\n- name: DB_PASSWORD\n  value: hunter2\n- name: MODE\n  value: kept', ''],
    [
      'YAML with a block',
      'env:\n- name: DB_PASSWORD\n  value: |-\n    a\n\n    hunter2\n- name: MODE\n  value: kept',
      ''
    ],
    ['YAML in JSON', JSON.stringify('- name: "DB_PASSWORD"\n  value: "hunter2"\n'), '""'],
    ['YAML with a block in JSON', JSON.stringify('- name: DB_PASSWORD\n  value: |-\n    a\n    hunter2'), '""'],
    ['a difference as text', '  - name: DB_PASSWORD\n-   value: old hunter2\n+   value: new hunter2', ''],
    ['a difference in a sentence', 'changes: + - name: DB_PASSWORD; + value: hunter2', '']
  ])('has the value beside its name: %s', (_how, text, json) => {
    const redacted = redactText(text)
    expect(redacted).not.toContain('hunter2')
    expect(redacted).toContain('[redacted value')
    expect(redacted.includes('kept')).toBe(text.includes('kept'))
    if (json !== '') expect(() => JSON.parse(redacted) as unknown).not.toThrow()
    // A record that is read and written again stays the same.
    expect(redactText(redacted)).toBe(redacted)
  })

  it('is found beside its name in a value', () => {
    const placeholder = expect.stringMatching(/^\[redacted value [0-9a-f]{4}\]$/)
    expect(
      redactDeep({
        env: [
          { name: 'DB_PASSWORD', value: 'hunter2' },
          { name: 'A', value: 'b' }
        ]
      })
    ).toEqual({
      env: [
        { name: 'DB_PASSWORD', value: placeholder },
        { name: 'A', value: 'b' }
      ]
    })
  })

  it('is found in the lines of a difference, whichever side has its name', () => {
    const lines = [
      { kind: 'same', text: '    - name: DB_PASSWORD' },
      { kind: 'removed', text: '      value: hunter1' },
      { kind: 'added', text: '      value: hunter2' },
      { kind: 'same', text: '    - name: MODE' },
      { kind: 'added', text: '      value: hello' },
      { kind: 'removed', text: '    - name: OLD_TOKEN' },
      { kind: 'added', text: '    - name: PLAIN' },
      { kind: 'same', text: '      value: hunter3' },
      { kind: 'added', text: '    - name: CLIENT_SECRET' },
      { kind: 'added', text: '      value: |-' },
      { kind: 'added', text: '        hunter4' },
      { kind: 'same', text: '      image: kept' },
      { kind: 'same', text: '…' },
      { kind: 'same', text: '      value: kept' }
    ] as const
    const redacted = redactDiff(lines)
    expect(redactDeep({ diff: lines })).toEqual({ diff: redacted })
    const shown = redacted.map(({ text }) => text.replace(/[0-9a-f]{4}\]/, 'ffff]'))
    expect(shown).toEqual([
      '    - name: DB_PASSWORD',
      '      value: [redacted value ffff]',
      '      value: [redacted value ffff]',
      '    - name: MODE',
      '      value: hello',
      '    - name: OLD_TOKEN',
      '    - name: PLAIN',
      '      value: [redacted value ffff]',
      '    - name: CLIENT_SECRET',
      '      value: |-',
      '        [redacted value ffff]',
      '      image: kept',
      '…',
      '      value: kept'
    ])
    expect(redacted[1]?.text).not.toBe(redacted[2]?.text)
  })

  it.each([
    ['a block', (line: string) => `one\n${line}\nthree`],
    ['a long block', (line: string) => `1\n2\n3\n4\n5\n6\n${line}\n7\n8\n9`],
    ['a text in quotes', (line: string) => `a first line that is long enough\n\n${line}\n  `]
  ])('is found in the difference of templates whose value has several lines: %s', (_what, value) => {
    const template = (secret: string, image: string) => ({
      spec: {
        containers: [
          {
            name: 'app',
            image,
            env: [
              { name: 'A', value: 'b' },
              { name: 'TLS_PRIVATE_KEY', value: value(secret) }
            ]
          }
        ]
      }
    })
    const diff = templateDiff(template('hunter1', 'shop:1'), template('hunter2', 'shop:2'))
    const values = diff.filter(({ text }) => text.includes('value: not shown'))
    expect(values.map(({ kind }) => kind)).toEqual(['removed', 'added'])
    expect(values[0]?.text).not.toBe(values[1]?.text)
    const redacted = redactDiff(diff)
    expect(JSON.stringify(redacted)).not.toContain('hunter')
    expect(redacted.filter(({ text }) => text.includes('image:')).map(({ text }) => text.trim())).toEqual([
      'image: shop:1',
      'image: shop:2'
    ])
  })

  it('does not choke on 100,000 hostile characters', () => {
    const pieces = ['-----BEGIN ', 'Bearer ', 'eyJa', 'https://a:', '-', ' ', 'Basic A', 'https://:', '\\', '\\u0026']
    const named = ['"name":"TOKEN","value":"', '\\"value\\":\\"', 'name: token\\n value: |\\n', 'name: a value: ', '\n']
    for (const piece of [
      ...pieces,
      ...named,
      'name"   ',
      '"value":"\\',
      'a://b:\\\\u003c',
      'name: token\n  value: |\n'
    ]) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length))
      const startedAt = performance.now()
      redactText(text)
      expect(performance.now() - startedAt, piece).toBeLessThan(1_000)
    }
  })

  // Each of them took time with its square: 80,000 characters of an account without an end 12 s, and 96,000 of `-p` 50 s.
  it.each([
    ['an account that is none', `Basic ${Buffer.from(`${':'.repeat(80_000)}\u0001`).toString('base64')}`],
    ['a host that goes on', `/${'-p'.repeat(40_000)}`],
    ['tokens that begin anew', `\\"${'--eyJ'.repeat(20_000)}`],
    ['a password with marks in its middle', `pwd: password | 1a${'!'.repeat(80_000)}b`],
    ['a sentence with marks in its middle', `the password is 1${'.'.repeat(80_000)}b`]
  ])('does not choke on %s', (_what, text) => {
    const before = process.cpuUsage()
    redactText(text)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_500)
  })
})
