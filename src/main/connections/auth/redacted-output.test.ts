import { describe, expect, it } from 'vitest'
import { redactedOutput } from './redacted-output.ts'

describe('what a plugin said', () => {
  it.each([
    'To sign in, open the page https://microsoft.com/devicelogin and enter the code ABCD-EFGH to authenticate.',
    'https://login.microsoftonline.com/common/oauth2/deviceauth',
    'https://device.sso.eu-central-1.amazonaws.com/?user_code=WXYZ-1234',
    'https://login.example/4be0643f-1d98-473b-97cd-ca98a65347dd/oauth2/v2.0/authorize?client_id=4be0643f-1d98-473b-97cd-ca98a65347dd&state=abc'
  ])('is shown as it is where somebody has to read it: %s', (line) => {
    expect(redactedOutput(`${line}\n`, [])).toEqual([line])
  })

  it.each([
    ['a token', `got eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJvcCJ9.c2ln`, 'got [redacted]'],
    ['an account in an address', 'https://jo:pw@login.example/a', 'https://login.example/a'],
    [
      'a granting parameter',
      'http://127.0.0.1:8000/?code=0.AX&state=1',
      'http://127.0.0.1:8000/?code=[redacted]&state=1'
    ],
    ['a token in a fragment', 'https://a.example/#id_token=x&y=1', 'https://a.example/#id_token=[redacted]&y=1'],
    ['a token in a path', `https://hooks.example/${'a1'.repeat(20)}/x`, 'https://hooks.example/[redacted]/x'],
    [
      'a password that it says',
      'cannot sign in as op: password "hunter22" is wrong',
      'cannot sign in as op: password "[redacted]" is wrong'
    ],
    ['a token that it names', 'the token is abc123def', 'the token is [redacted]'],
    ['an assigned value', 'env: API_TOKEN=hunter-2x DEBUG=1', 'env: API_TOKEN=[redacted] DEBUG=1'],
    ['a password in a connection string', 'postgres://op:hunter2x@db/x failed', 'postgres://op:[redacted]@db/x failed'],
    ['JSON with a credential', 'got {"client_secret":"hunter-2x","a":1}', 'got {"client_secret":"[redacted]","a":1}'],
    ['a key of a vendor', 'key sk_live_abcdefghij1234', 'key [redacted]'],
    ['a secret in base64', `got ${Buffer.from('hunter22').toString('base64')}`, 'got [redacted]MjI='],
    ['a header', '> Authorization: Bearer abc123def456', '> Authorization: Bearer [redacted]'],
    ['a secret of the kubeconfig', 'using hunter22 now', 'using [redacted] now']
  ])('leaves out %s', (_, line, shown) => {
    expect(redactedOutput(line, ['hunter22'])).toEqual([shown])
  })

  it('leaves out a private key, line by line', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEab\nMIIEcd\n-----END PRIVATE KEY-----'
    expect(redactedOutput(`read\n${key}\ndone\n`, [])).toEqual(['read', '[redacted]', 'done'])
  })

  it('takes as long as the text is long', () => {
    const startedMs = performance.now()
    for (const text of [
      'password '.repeat(100_000),
      '{"a":'.repeat(200_000),
      'token:'.repeat(150_000),
      'a1'.repeat(500_000)
    ])
      redactedOutput(text, ['hunter22'])
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })

  it('has no escape sequences, nothing that was written over, and only the end', () => {
    expect(redactedOutput('\u001b[31mWait\u001b[0m \u001b]8;;https://x\u0007here\n\n| 1\r/ 2\r\n', [])).toEqual([
      'Wait here',
      '/ 2'
    ])
    expect(redactedOutput('a\u202eb', [])).toEqual(['a\\u{202e}b'])
    expect(redactedOutput(Array.from({ length: 50 }, (_, index) => `${index}\n`).join(''), [])).toHaveLength(12)
  })
})
