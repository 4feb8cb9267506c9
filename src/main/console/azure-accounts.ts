import { randomUUID } from 'node:crypto'
import type { AzureAccountView, AzureTarget, Failure, FoundProfile, RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import {
  clouds,
  findProfile,
  metricsScope,
  openMetricsTokens,
  type AzureAccess,
  type AzureProof,
  type TokenCacheStore
} from '../connections/index.ts'
import type { MetricsTokens } from '../ports/metrics-tokens.ts'
import { profileId, profileNameOf } from '../providers/azure/resource-id.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Shell } from './shell.ts'
import { createAzureSignIns, forManaging, type AzurePlace, type AzureSignInPorts } from './azure-sign-ins.ts'
import { isKeptByUs, type SavedAccount } from './saved-account.ts'
import type { Workspace } from './workspace.ts'

export interface AzureAccountsOptions {
  readonly ports: AzureSignInPorts
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: Pick<RecordKeeper, 'note' | 'forbid'>
  /** Called when an account can sign in again, or has gone: what it looks after is opened anew. */
  readonly onChanged: (accountId: string) => void
  /** @throws FailureError `refused` while something is being done through an account */
  readonly refuseWhileUsed: (accountId: string) => void
}

/** What is known of an account in this run. */
interface Known {
  readonly expiresAt: string | null
  readonly failure: Failure | null
  readonly wantsPerson: boolean
  /** What Azure wanted besides, to be asked for when the person signs in again. */
  readonly claims: string | undefined
}

const nothingKnown: Known = { expiresAt: null, failure: null, wantsPerson: false, claims: undefined }
/** The application that the drill's operator was given. */
const ofDrill = 'drill'

/** Who can sign in to Azure: kept ones, and those of the drill that runs. */
export function createAzureAccounts({
  ports,
  shell,
  workspace,
  record,
  onChanged,
  refuseWhileUsed
}: AzureAccountsOptions) {
  const known = new Map<string, Known>()
  let drill: AzureAccess | null = null
  /** What looks after the drill's profile. */
  let drillAccountId = ofDrill
  /** Accounts of the drill with what they sign in with; they end with it. */
  const passing = new Map<string, { readonly account: SavedAccount; readonly secret: string | null }>()
  const signIns = createAzureSignIns({ ports, shell, workspace, record })

  const accounts = (): readonly SavedAccount[] => [
    ...[...passing.values()].map(({ account }) => account),
    ...workspace.azureAccounts()
  ]

  function viewOf(account: SavedAccount): AzureAccountView {
    const { id, way, cloud, tenant, client, who } = account
    const { expiresAt, failure, wantsPerson } = known.get(id) ?? nothingKnown
    const stored = !isKeptByUs(account) ? 'elsewhere' : passing.has(id) ? 'memory' : workspace.accountAt(id)
    return { id, way, cloud, tenant, client, who, stored, expiresAt, failure, wantsPerson }
  }

  function show(): void {
    shell.set({ azureAccounts: accounts().map(viewOf) })
  }

  function learn(id: string, change: Partial<Known>): void {
    const before = known.get(id) ?? nothingKnown
    const next = { ...before, ...change }
    if (JSON.stringify(next) === JSON.stringify(before)) return
    known.set(id, next)
    show()
  }

  function accountOf(id: string): SavedAccount {
    const found = accounts().find((account) => account.id === id)
    if (found) return found
    const remedy = 'Choose another one where the connection is, or sign in.'
    throw new FailureError(failureOf('missing', 'That account of Azure is not kept any more.', { remedy }))
  }

  function placeOf(cloud: SavedAccount['cloud']): AzurePlace {
    if (cloud !== 'drill') return { endpoints: clouds[cloud] }
    if (drill?.drill) return { endpoints: drill.drill.endpoints, ca: drill.drill.ca }
    throw new FailureError(failureOf('missing', 'No drill with an Azure is running.', { remedy: 'Start one first.' }))
  }

  const secretOf = async (id: string): Promise<string | null> =>
    passing.has(id) ? (passing.get(id)?.secret ?? null) : workspace.azureSecret(id)

  async function keepSecret(account: SavedAccount, secret: string): Promise<void> {
    if (account.cloud === 'drill') passing.set(account.id, { account, secret })
    else await workspace.keepAzureSecret(account.id, secret)
  }

  function keep(account: SavedAccount): void {
    const before = passing.get(account.id)
    if (account.cloud === 'drill') passing.set(account.id, { account, secret: before?.secret ?? null })
    else workspace.saveAccount(account)
  }

  function cacheOf(account: SavedAccount): TokenCacheStore {
    return {
      read: () => secretOf(account.id),
      async write(text) {
        // Of somebody who was signed out meanwhile nothing is kept.
        if (accounts().some(({ id }) => id === account.id)) await keepSecret(accountOf(account.id), text)
      }
    }
  }

  /** What signs in goes where its account says, which a program that may not read the keychain can have changed. */
  async function requireAgreed(account: SavedAccount): Promise<void> {
    if (account.cloud === 'drill') return
    await workspace.readAgreements()
    if (workspace.isAgreedAccount(account)) return
    const text = `What is kept of the account ${account.who || account.id} of Azure was changed outside Backout, or nothing shows that it was not.`
    const remedy = 'Sign out, and sign in again where the connection is.'
    throw new FailureError(failureOf('refused', text, { remedy }))
  }

  async function proofOf(account: SavedAccount): Promise<AzureProof> {
    const { id, way } = account
    await requireAgreed(account)
    switch (way) {
      case 'browser':
      case 'deviceCode':
        return { way, account: account.account, cache: cacheOf(account) }
      case 'cli':
        return { way, approvals: workspace }
      case 'workload':
        return { way, tokenFile: account.tokenFile }
      default: {
        const secret = await secretOf(id)
        if (secret === null) {
          const remedy = 'Sign out, and sign in again where the connection is.'
          throw new FailureError(
            failureOf('missing', `What ${account.who || 'it'} signs in to Azure with is not kept any more.`, { remedy })
          )
        }
        return way === 'secret' ? { way, secret } : { way, pem: secret }
      }
    }
  }

  function hearsOf(id: string): NonNullable<AzureAccess['hears']> {
    return {
      onToken({ expiresAtMs, who }) {
        const account = accounts().find((one) => one.id === id)
        if (account && who !== undefined && who !== account.who) keep({ ...account, who })
        const expiresAt = new Date(expiresAtMs).toISOString()
        learn(id, { expiresAt, failure: null, wantsPerson: false, claims: undefined })
      },
      onRefused({ failure, wantsPerson, claims }) {
        const earlier = known.get(id)
        learn(id, { failure, wantsPerson, claims: claims ?? earlier?.claims })
      }
    }
  }

  /** Proves that it can sign in, and shows since when and until when. */
  async function prove(account: SavedAccount): Promise<void> {
    await signIns.prove(placeOf(account.cloud), {
      ...account,
      proof: await proofOf(account),
      hears: hearsOf(account.id)
    })
  }

  /** A person's tokens of this sign-in are kept in its turn; what was kept before goes only when it has come about. */
  async function byPerson(account: SavedAccount, isNew: boolean): Promise<SavedAccount> {
    let text: string | null = isNew ? null : await secretOf(account.id)
    const claims = known.get(account.id)?.claims
    const had = await signIns.person(placeOf(account.cloud), {
      account,
      isNew,
      claims,
      cache: {
        read: () => Promise.resolve(text),
        write: (next) => Promise.resolve(void (text = next))
      }
    })
    const next = { ...account, who: had.who ?? account.who, account: had.account, tenant: had.tenant ?? account.tenant }
    if (text !== null) await keepSecret(next, text)
    keep(next)
    hearsOf(account.id).onToken(had)
    return next
  }

  async function note(text: string): Promise<void> {
    await record.note('connections', text).catch(() => undefined)
  }

  return {
    show,
    /** The drill's Azure is there, null for none any more. */
    setDrill(access: AzureAccess | null): void {
      drill = access
      drillAccountId = ofDrill
      for (const id of passing.keys()) known.delete(id)
      passing.clear()
      if (access) {
        const { tenant, client, proof } = access
        const account = {
          id: ofDrill,
          cloud: 'drill',
          tenant,
          client,
          who: client,
          account: '',
          tokenFile: ''
        } as const
        passing.set(ofDrill, {
          account: { ...account, way: 'secret' },
          secret: proof.way === 'secret' ? proof.secret : null
        })
      }
      show()
    },
    /** What is in front of the drill, and who looks after it; null where nothing is. */
    drillTarget: (): AzureTarget | null =>
      drill && passing.has(drillAccountId)
        ? { accountId: drillAccountId, profile: profileId(drill.profile), names: drill.fronts ?? [] }
        : null,
    /** @throws FailureError for an account that is not the drill's. */
    chooseForDrill(accountId: string): void {
      if (!passing.has(accountId))
        throw new FailureError(failureOf('refused', 'The drill has its own Azure, and accounts of its own.'))
      drillAccountId = accountId
    },
    /** How to sign in to what is in front of an environment. @throws FailureError */
    async access({ accountId, profile, names }: AzureTarget): Promise<AzureAccess> {
      const account = accountOf(accountId)
      const { tenant, client, cloud } = account
      const of = { tenant, client, proof: await proofOf(account), hears: hearsOf(accountId) }
      if (cloud !== 'drill') return { ...of, cloud, profile: profileNameOf(profile), fronts: names ?? [] }
      if (drill) return { ...drill, ...of }
      throw new FailureError(failureOf('missing', 'No drill with an Azure is running.'))
    },
    /**
     * Whether an account may read a Prometheus of Azure Monitor at `url`: az is approved for such tokens first.
     * @throws FailureError `cancelled` where it was not, `missing` without the account
     */
    async letMeasure(accountId: string, url: string): Promise<void> {
      const account = accountOf(accountId)
      if (account.way !== 'cli') return
      await signIns.approveAz(account.tenant, { scope: scopeOf(account), sentTo: url })
    },
    /** Tokens for the metrics of Azure Monitor, of an account; those of somebody who was signed out end. @throws FailureError */
    async metricsTokens(accountId: string): Promise<MetricsTokens> {
      const account = accountOf(accountId)
      const { tenant, client, cloud } = account
      const hears = {
        onToken: () => undefined,
        // What else keeps it from these metrics is said where they are missing.
        onRefused: (refused: Parameters<NonNullable<AzureAccess['hears']>['onRefused']>[0]) =>
          refused.wantsPerson && hearsOf(accountId).onRefused(refused)
      }
      const opened = await openMetricsTokens({
        ...placeOf(cloud),
        version: ports.version,
        env: ports.env,
        onSecret: (secret) => record.forbid(secret),
        identity: { tenant, client, proof: await proofOf(account), hears },
        scope: scopeOf(account),
        who: accountName(account)
      })
      return { ...opened, token: async () => accountOf(accountId) && opened.token() }
    },
    /** Finds a profile that an account may read; nothing of it is kept. @throws FailureError */
    async findProfile(
      { accountId, text }: RequestInput<'azure.findProfile'>,
      abort: AbortSignal
    ): Promise<FoundProfile> {
      const account = accountOf(accountId)
      const { tenant, client, cloud } = account
      return findProfile({
        ...placeOf(cloud),
        names: cloud === 'drill' ? (drill?.drill?.names ?? null) : null,
        text,
        version: ports.version,
        env: ports.env,
        onSecret: (secret) => record.forbid(secret),
        identity: { tenant, client, proof: await proofOf(account), hears: hearsOf(accountId) },
        abort
      })
    },
    /** @throws FailureError `badInput` unless there is such an account, for a real environment. */
    requireKept(accountId: string): void {
      if (accountOf(accountId).cloud === 'drill')
        throw new FailureError(failureOf('badInput', 'That account is of the drill only.'))
    },
    async add(input: RequestInput<'azure.add'>): Promise<AzureAccountView | null> {
      placeOf(input.cloud)
      const asked = await signIns.ask(input, placeOf(input.cloud))
      if (!asked) return null
      const { secret } = asked
      let account: SavedAccount = { ...asked.account, id: randomUUID() }
      if (account.way === 'browser' || account.way === 'deviceCode') account = await byPerson(account, true)
      else {
        if (secret !== undefined) await keepSecret(account, secret)
        keep(account)
        try {
          await prove(account)
        } catch (error) {
          // Nobody who was not let in is kept.
          await forget(account.id)
          throw error
        }
      }
      await note(`Signed in to Azure as ${accountName(accountOf(account.id))}`)
      show()
      return viewOf(accountOf(account.id))
    },
    async signInAgain({ accountId }: RequestInput<'azure.signIn'>): Promise<void> {
      const account = accountOf(accountId)
      if (account.way === 'browser' || account.way === 'deviceCode') await byPerson(account, false)
      else {
        if (account.way === 'cli') await signIns.approveAz(account.tenant, forManaging(placeOf(account.cloud)))
        await prove(account)
      }
      await note(`Signed in to Azure again as ${accountName(accountOf(accountId))}`)
      show()
      onChanged(accountId)
    },
    async signOut({ accountId }: RequestInput<'azure.signOut'>): Promise<void> {
      const account = accountOf(accountId)
      refuseWhileUsed(accountId)
      if (accountId === ofDrill) throw new FailureError(failureOf('refused', 'The drill brings that account with it.'))
      if (account.cloud !== 'drill') await signIns.agreeToSignOut(accountName(account))
      // The dialog may have stood open for long.
      refuseWhileUsed(accountId)
      await forget(accountId)
      onChanged(accountId)
      await note(`Signed out of Azure as ${accountName(account)}`)
    },
    stop: (): void => signIns.stop()
  }

  async function forget(id: string): Promise<void> {
    if (!passing.delete(id)) await workspace.forgetAccount(id)
    known.delete(id)
    if (drillAccountId === id) drillAccountId = ofDrill
    show()
  }
}

/** What a token for the metrics of Azure Monitor is asked for; the drill's Azure plays the public one. */
function scopeOf({ cloud }: SavedAccount): string {
  return metricsScope(cloud === 'drill' ? 'public' : cloud)
}

/** Who signs in, in words. */
export function accountName({ who, client, tenant }: Pick<SavedAccount, 'who' | 'client' | 'tenant'>): string {
  return `${who || client} of tenant ${tenant}`
}
