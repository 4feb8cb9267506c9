import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAtAz, openSignIn, type AzureIdentity, type AzureSignIn } from '../../src/main/connections/index.ts'
import { openAzureStage, planOf, type AzureStage } from '../../src/main/drill/azure/testing/azure-stage.ts'
import { azFor, type Az } from './az.ts'
import { ensureAzureCli } from './ensure-azure-cli.mjs'

const cli = await ensureAzureCli()
if ('skipped' in cli) console.log(cli.skipped)

// In order: who is signed in is what the test before left.
describe.skipIf('skipped' in cli)('the session of the real az', () => {
  let stage: AzureStage
  let az: Az
  beforeAll(async () => {
    stage = await openAzureStage(planOf('region-switch'), 1)
    az = azFor('python' in cli ? cli.python : '', stage.client.settings)
  }, 400_000)
  afterAll(() => {
    az?.forget()
    stage?.close()
  })

  const opened = (): Promise<AzureSignIn> => {
    const { arm, ca } = stage.client.settings
    return openSignIn({
      endpoints: { authorityHost: arm, resourceManager: arm },
      ca,
      version: '0',
      env: az.env,
      onSecret: () => undefined,
      abort: new AbortController().signal
    })
  }
  const identity = (isApproved: boolean): AzureIdentity => ({
    tenant: stage.client.settings.tenant,
    client: '',
    proof: { way: 'cli', approvals: { isApproved: () => isApproved } }
  })

  test('is not used before the program is approved, nor when nobody is signed in', { timeout: 120_000 }, async () => {
    const { tenant, arm } = stage.client.settings
    const found = await lookAtAz({ tenant, scope: `${arm}/.default` }, az.env)
    expect(found).toMatchObject({ path: expect.stringMatching(/\/bin\/az$/) as string })
    await expect((await opened()).prove(identity(false))).rejects.toMatchObject({ failure: { code: 'refused' } })
    await expect((await opened()).prove(identity(true))).rejects.toMatchObject({
      failure: { message: 'Azure does not let the session of az in: az is not signed in.' }
    })
  })

  test('signs in to the drill by a code, and gives us its token', { timeout: 120_000 }, async () => {
    const { tenant, subscription } = stage.client.settings
    const signingIn = az('login', '--use-device-code', '--tenant', tenant)
    const code = await expect
      .poll(() => stage.exchanges.find(({ request }) => request.path.endsWith('/devicecode'))?.answer.body, {
        timeout: 60_000
      })
      .toMatchObject({ user_code: expect.any(String) as string })
      .then(() => stage.exchanges.find(({ request }) => request.path.endsWith('/devicecode'))?.answer.body)
    await stage.client.send('GET', `/devicelogin?otc=${(code as { user_code: string }).user_code}`)
    const { code: ended, stdout, stderr } = await signingIn
    expect(ended, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([{ id: subscription, user: { name: 'oncall@example.com' } }])
    const had = await (await opened()).prove(identity(true))
    expect(had).toMatchObject({ who: 'oncall@example.com', tenant })
    const { status } = await stage.client.send('GET', '/subscriptions?api-version=2022-12-01', undefined, {
      authorization: `Bearer ${had.token}`
    })
    expect(status).toBe(200)
  })
})
