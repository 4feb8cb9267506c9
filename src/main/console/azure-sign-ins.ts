import type { RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import {
  azArguments,
  lookAtAz,
  openSignIn,
  readCertificate,
  type AzureIdentity,
  type CloudEndpoints,
  type SignedInPerson,
  type TokenCacheStore
} from '../connections/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Shell } from './shell.ts'
import type { SavedAccount } from './saved-account.ts'
import type { Workspace } from './workspace.ts'

export type AzureSignInPorts = Pick<ConsolePorts, 'dialogs' | 'env' | 'version' | 'openBrowser'>

/** Where somebody signs in. */
export interface AzurePlace {
  readonly endpoints: CloudEndpoints
  /** PEM, of the drill. */
  readonly ca?: string
}

/** What `az` is to give a token for, and who gets it. */
export interface AzPurpose {
  readonly scope: string
  readonly sentTo: string
}

/** What looks after what is in front of an environment: Azure Resource Manager. */
export function forManaging({ endpoints: { resourceManager } }: AzurePlace): AzPurpose {
  return { scope: `${resourceManager}/.default`, sentTo: resourceManager }
}

export interface AzureSignInsOptions {
  readonly ports: AzureSignInPorts
  readonly shell: Shell
  readonly workspace: Pick<Workspace, 'isApproved' | 'approve'>
  readonly record: Pick<RecordKeeper, 'note' | 'forbid'>
}

/**
 * The application through which people sign in where none is named: that of the Azure CLI, which every tenant knows
 * (@azure/identity constants.js DeveloperSignOnClientId).
 */
const publicClient = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

/** What it takes to be let in: a person, a dialog, a program that was approved. One at a time. */
export function createAzureSignIns({ ports, shell, workspace, record }: AzureSignInsOptions) {
  const { dialogs, env, version, openBrowser } = ports
  let waiting: AbortController | null = null

  async function oneAtATime<T>(work: (abort: AbortSignal) => Promise<T>): Promise<T> {
    if (waiting) {
      const remedy = 'Finish that one, or give it up.'
      throw new FailureError(failureOf('conflict', 'Another sign-in to Azure is waiting.', { remedy, retryable: true }))
    }
    const mine = new AbortController()
    waiting = mine
    try {
      return await work(mine.signal)
    } finally {
      waiting = null
      shell.set({ azureSignIn: null })
      mine.abort(new FailureError(failureOf('cancelled', 'The sign-in is over.')))
    }
  }

  const opened = ({ endpoints, ca }: AzurePlace, abort: AbortSignal) =>
    openSignIn({
      endpoints,
      ...(ca === undefined ? {} : { ca }),
      version,
      env,
      onSecret: (secret) => record.forbid(secret),
      abort
    })

  /** `sentTo`: who gets the token. */
  async function approveAz(tenant: string, { scope, sentTo }: AzPurpose): Promise<void> {
    const use = { tenant, scope }
    const found = await lookAtAz(use, env)
    if (!found) {
      const remedy = 'Install the Azure CLI and run az login, or choose another way to sign in.'
      throw new FailureError(failureOf('missing', 'There is no program az on the PATH.', { remedy }))
    }
    if (workspace.isApproved(found)) return
    const { path, real, sha256 } = found
    const detail = [
      [path, ...azArguments(use)].join(' '),
      ...(real === path ? [] : [`which is ${real}`]),
      `What it gives is sent to ${sentTo}`,
      `SHA-256 ${sha256}`
    ].join('\n\n')
    const action = 'Approve this program'
    if (!(await dialogs.confirmTrust({ title: 'Let this program run to sign in to Azure?', detail, action })))
      throw new FailureError(failureOf('cancelled', 'It was not approved.'))
    workspace.approve(found)
    await record.note('approved', `Approved ${path}, SHA-256 ${sha256}, to sign in to Azure, tenant ${tenant}`)
  }

  /** Asks for what the way takes; null when a dialog was dismissed. */
  async function ask(
    { way, cloud, tenant, client, secret }: RequestInput<'azure.add'>,
    place: AzurePlace
  ): Promise<{ readonly account: Omit<SavedAccount, 'id'>; readonly secret?: string } | null> {
    const isPerson = way === 'browser' || way === 'deviceCode'
    const account = { way, cloud, tenant, client: client ?? publicClient, who: '', account: '', tokenFile: '' }
    if (isPerson) return { account }
    if (way === 'cli') {
      await approveAz(tenant, forManaging(place))
      return { account }
    }
    if (client === undefined) throw missing('The id of the application is missing.')
    const application = { ...account, who: client }
    if (way === 'secret') {
      if (secret === undefined) throw missing('The secret of the application is missing.')
      return { account: application, secret }
    }
    const title =
      way === 'certificate'
        ? 'Choose the certificate of the application, with its private key (PEM)'
        : 'Choose the file with the token of the workload'
    const path = await dialogs.chooseFile(title)
    if (path === null) return null
    if (way === 'workload') return { account: { ...application, tokenFile: path } }
    return { account: application, secret: await readCertificate(path) }
  }

  return {
    ask,
    approveAz,
    /** Has a token in a way that asks nobody. @throws FailureError */
    prove: async (place: AzurePlace, identity: AzureIdentity): Promise<void> =>
      oneAtATime(async (abort) => {
        await (await opened(place, abort)).prove(identity)
      }),
    /** Has a person sign in, whose tokens are in the cache afterwards. @throws FailureError */
    person: (
      place: AzurePlace,
      of: {
        readonly account: SavedAccount
        readonly isNew: boolean
        readonly claims: string | undefined
        readonly cache: TokenCacheStore
      }
    ): Promise<SignedInPerson> =>
      oneAtATime(async (abort) => {
        const { id, way, cloud, tenant, client, who } = of.account
        if (way !== 'browser' && way !== 'deviceCode') throw new Error(`${way} asks no person`)
        if (way === 'browser' && !openBrowser) {
          const remedy = 'Sign in with a code.'
          throw new FailureError(failureOf('missing', 'There is no browser to open here.', { remedy }))
        }
        const accountId = of.isNew ? null : id
        shell.set({ azureSignIn: { way, cloud, accountId, code: null, link: null, endsAt: null } })
        const signIn = await opened(place, abort)
        return signIn.person({
          way,
          tenant,
          client,
          cache: of.cache,
          ...(of.claims === undefined ? {} : { claims: of.claims }),
          ...(who === '' ? {} : { who }),
          openBrowser: async (url) => {
            if (new URL(url).origin !== new URL(place.endpoints.authorityHost).origin)
              throw new FailureError(failureOf('refused', `${new URL(url).origin} is not the sign-in of this cloud.`))
            await openBrowser?.(url)
          },
          onWaiting({ link, code, endsAtMs }) {
            if (code !== null) record.forbid(code)
            const endsAt = new Date(endsAtMs).toISOString()
            shell.set({ azureSignIn: { way, cloud, accountId, code, link, endsAt } })
          }
        })
      }),
    async agreeToSignOut(name: string): Promise<void> {
      const detail = `${name}\n\nWhat it signs in with is removed from the keychain, and what it looks after is not looked after any more.`
      if (await dialogs.confirmTrust({ title: 'Sign out of Azure?', detail, action: 'Sign out' })) return
      throw new FailureError(failureOf('cancelled', 'Nobody was signed out.'))
    },
    stop: (): void => waiting?.abort(new FailureError(failureOf('cancelled', 'The sign-in was given up.')))
  }
}

function missing(text: string): FailureError {
  return new FailureError(failureOf('badInput', text, { remedy: 'Fill it in.' }))
}
