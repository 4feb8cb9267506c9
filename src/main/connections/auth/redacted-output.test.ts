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
    ['a secret of the kubeconfig', 'using hunter22 now', 'using [redacted] now']
  ])('leaves out %s', (_, line, shown) => {
    expect(redactedOutput(line, ['hunter22'])).toEqual([shown])
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
