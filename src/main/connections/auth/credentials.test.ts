import { describe, expect, it } from 'vitest'
import { createCredentials } from './credentials.ts'
import type { ExecCredential } from './exec-credential.ts'

const user = { name: 'u' }

/** A plugin whose tokens are t1, t2 … with the given lives. */
function pluginOf(...livesMs: readonly (number | null)[]) {
  let nowMs = 1_000_000
  let runs = 0
  let broken = false
  const credentials = createCredentials(user, {
    serverNowMs: () => nowMs,
    async runPlugin(): Promise<ExecCredential> {
      if (broken) throw new Error('token endpoint is down')
      const lifeMs = livesMs[Math.min(runs, livesMs.length - 1)] ?? null
      runs += 1
      return { token: `t${runs}`, cert: '', key: '', expiresMs: lifeMs === null ? null : nowMs + lifeMs }
    }
  })
  return {
    credentials,
    runs: () => runs,
    pass: (ms: number) => (nowMs += ms),
    breakDown: () => (broken = true)
  }
}

async function token(
  credentials: ReturnType<typeof createCredentials>,
  neededMs?: number
): Promise<string | readonly string[] | undefined> {
  return (await credentials.headers(neededMs))['authorization']
}

describe('credentials of a plugin', () => {
  it('are got once for all callers', async () => {
    const { credentials, runs } = pluginOf(3_600_000)
    const tokens = await Promise.all(Array.from({ length: 20 }, () => token(credentials)))
    expect(new Set(tokens)).toEqual(new Set(['Bearer t1']))
    expect(runs()).toBe(1)
  })

  it('are renewed five minutes before they end', async () => {
    const { credentials, pass } = pluginOf(3_600_000)
    await token(credentials)
    pass(3_600_000 - 5 * 60_000 - 1)
    expect(await token(credentials)).toBe('Bearer t1')
    pass(2)
    expect(await token(credentials)).toBe('Bearer t2')
  })

  it('are used until their end when they cannot be renewed, but not for what needs longer', async () => {
    const { credentials, pass, breakDown } = pluginOf(3_600_000)
    await token(credentials)
    breakDown()
    pass(3_600_000 - 90_000)
    expect(await token(credentials)).toBe('Bearer t1')
    await expect(token(credentials, 120_000)).rejects.toThrow('token endpoint is down')
    pass(90_001)
    await expect(token(credentials)).rejects.toThrow('token endpoint is down')
  })

  it.each([null, -1, -1_000_000])('with an end of %j are kept until they are refused', async (lifeMs) => {
    const { credentials, runs } = pluginOf(lifeMs)
    for (let request = 0; request < 10; request += 1) await token(credentials)
    expect(runs()).toBe(1)
  })

  it('are renewed once after a 401, by whoever comes first', async () => {
    const { credentials, runs } = pluginOf(null)
    const used = await credentials.headers()
    expect(await Promise.all([credentials.renew(used), credentials.renew(used)])).toEqual([true, true])
    expect(runs()).toBe(2)
    expect(await credentials.renew(used)).toBe(true)
    expect(runs()).toBe(2)
  })

  it('are not renewed in a loop', async () => {
    const { credentials, runs } = pluginOf(null)
    for (let round = 0; round < 10; round += 1) await credentials.renew(await credentials.headers())
    expect(runs()).toBe(2)
  })
})

describe('credentials of a kubeconfig', () => {
  it('put a token before a password and a plugin', async () => {
    const plugin = { runPlugin: () => Promise.reject(new Error('never run')), serverNowMs: () => 0 }
    const credentials = createCredentials({ ...user, token: 'abc', username: 'ann', password: 'pw' }, plugin)
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer abc' })
    expect(await credentials.renew({ authorization: 'Bearer abc' })).toBe(false)
  })

  it('impersonate a user with all groups and values, each in a header of its own', async () => {
    const extra = { 'Acme.com/scope': ['a', 'b'], 'naïve (key)': ['ü漢'], none: [] }
    const impersonate = { user: 'Jörg', uid: '7', groups: ['dev', 'ops'], extra }
    const credentials = createCredentials({ ...user, token: 'abc', impersonate }, { serverNowMs: () => 0 })
    expect(await credentials.headers()).toEqual({
      authorization: 'Bearer abc',
      'impersonate-user': utf8('Jörg'),
      'impersonate-uid': '7',
      'impersonate-group': ['dev', 'ops'],
      'impersonate-extra-acme.com%2Fscope': ['a', 'b'],
      'impersonate-extra-na%C3%AFve%20%28key%29': [utf8('ü漢')]
    })
  })

  it('refuse values that cannot be sent', async () => {
    const credentials = createCredentials({ ...user, token: 'a\r\nx: y' }, { serverNowMs: () => 0 })
    await expect(credentials.headers()).rejects.toThrow('cannot be sent')
  })
})

/** As Node takes the bytes of a header. */
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
