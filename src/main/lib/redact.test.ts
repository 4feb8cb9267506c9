import { describe, expect, it } from 'vitest'
import { createSecretScan, redactDeep, redactText } from './redact.ts'

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

  it.each(forms)('are found %s, and not repeated', (_form, text) => {
    const scan = createSecretScan()
    scan.add(secret)
    let thrown: unknown
    try {
      scan.check(`before ${text} after`, 'note')
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ failure: { code: 'refused' } })
    expect(String(thrown)).not.toContain('word')
  })

  it('leave other text alone, and what is too short to be one', () => {
    const scan = createSecretScan()
    scan.add(secret)
    scan.add('short')
    expect(() => scan.check('a short and ordinary sentence', 'note')).not.toThrow()
  })
})

describe('what looks like a secret', () => {
  it.each([
    ['Authorization: Bearer abcdefghijklmnop1', /^Authorization: Bearer \[redacted bearer [0-9a-f]{4}\]$/],
    ['authorization: basic dXNlcjpwYXNz', /^authorization: basic \[redacted basic [0-9a-f]{4}\]$/],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl end', /^token \[redacted token [0-9a-f]{4}\] end$/],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- end', /^\[redacted key [0-9a-f]{4}\] end$/],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut', /^\[redacted key [0-9a-f]{4}\]$/],
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
    ['via http://me:hunter2@proxy:3128/', /^via http:\/\/me:\[redacted password [0-9a-f]{4}\]@proxy:3128\/$/]
  ])('becomes a typed placeholder: %s', (text, expected) => {
    expect(redactText(text)).toMatch(expected)
  })

  it.each([
    'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=4',
    'Bearer authentication is required',
    'Basic functionality restored',
    'see https://example.com:8443/path?x=a@b',
    'error: -----BEGIN CERTIFICATE-----',
    'checkout-7d9f8b6c5d-x2x9z OOMKilled',
    'Cookie: none was sent'
  ])('is nothing of this: %s', (text) => {
    expect(redactText(text)).toBe(text)
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

  it('does not choke on 100,000 hostile characters', () => {
    for (const piece of ['-----BEGIN ', 'Bearer ', 'eyJa', 'https://a:', '-', ' ', 'Basic A']) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length))
      const startedAt = performance.now()
      redactText(text)
      expect(performance.now() - startedAt, piece).toBeLessThan(1_000)
    }
  })
})
