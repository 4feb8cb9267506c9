import { homedir } from 'node:os'
import { basename } from 'node:path'
import type { ConnectionView, EnvironmentView, RequestInput, RequestOutput, ServiceRef } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import {
  defaultKubeconfigSources,
  kubeconfigFile,
  readApart,
  readKubeconfig,
  testConnection,
  type KubeconfigSource,
  type ReadKubeconfig
} from '../connections/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { createConnectionTrust, type MeasuredBy } from './connection-trust.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Sessions } from './sessions.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface ConnectionRequestsOptions {
  readonly ports: ConsolePorts
  readonly clock: Clock
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly sessions: Sessions
}

interface AddOptions {
  /** The connection that gives way. */
  readonly replaces?: string | undefined
  /** It is used before the keychain has it. */
  readonly now?: boolean
  /** It comes from a file that the person chose, or that is theirs; what it names may be contacted. */
  readonly isOwn: boolean
  /** The person has said themselves that the other one gives way. */
  readonly isAgreed: boolean
}

/** Importing, testing, replacing, approving and forgetting kubeconfigs. */
export function createConnectionRequests(options: ConnectionRequestsOptions) {
  const { ports, clock, shell, workspace, record, sessions } = options
  const trust = createConnectionTrust({ ports, workspace, record })

  /** Reads, stores and lists a kubeconfig; under `replaces` it takes the place of the one that is there. */
  async function add(
    named: string | ((read: ReadKubeconfig) => string),
    sources: readonly KubeconfigSource[],
    { replaces, now = false, isOwn, isAgreed }: AddOptions
  ): Promise<ConnectionView> {
    if (replaces !== undefined) workspace.known(replaces)
    const read = await reading(sources, isOwn)
    if (replaces !== undefined && !isAgreed) await trust.agreeToReplace(replaces, read)
    const label = typeof named === 'string' ? named : named(read)
    const store = () => workspace.add({ label, ...read }, replaces, now)
    if (isOwn) workspace.allowContact(read.contexts)
    const { id } = await (replaces === undefined ? store() : sessions.replaceConnection(replaces, store))
    const contexts = read.contexts.length === 1 ? '1 context' : `${read.contexts.length} contexts`
    const what = replaces === undefined ? 'Imported' : 'Replaced'
    await noted(`${what} the kubeconfig ${label}, ${contexts}`)
    await lookAgain()
    return trust.shown().find((connection) => connection.id === id) ?? workspace.known(id)
  }

  let isReadingApart = false

  /**
   * Text from the window is read apart from everything else, one at a time, because each costs a process; files are the
   * person's own.
   */
  async function reading(sources: readonly KubeconfigSource[], isOwn: boolean): Promise<ReadKubeconfig> {
    const [first] = sources
    if (isOwn || first === undefined) return readKubeconfig(sources, ports.env)
    if (isReadingApart) {
      const remedy = 'Paste it again in a moment.'
      throw new FailureError(failureOf('conflict', 'Another kubeconfig is being read.', { remedy, retryable: true }))
    }
    isReadingApart = true
    try {
      return await readApart(ports.processes, { text: first.text, env: { ...ports.env } })
    } finally {
      isReadingApart = false
    }
  }

  /** What was done to connections is worth a record; a journal that cannot be written keeps nobody from connecting. */
  async function noted(text: string): Promise<void> {
    await record.note('connections', text).catch(() => undefined)
  }

  function showConnections(): void {
    shell.set({ connections: trust.shown(), keychain: ports.secrets.state() })
  }

  async function lookAgain(): Promise<void> {
    await trust.look().catch(() => undefined)
    showConnections()
  }

  /**
   * Does what needs a connection, and shows what is known of it afterwards. When it fails, the programs are looked at
   * again: one may be new, gone or changed.
   */
  async function connecting<T>(work: () => Promise<T>): Promise<T> {
    try {
      const done = await work()
      showConnections()
      return done
    } catch (error) {
      await lookAgain()
      throw error
    }
  }

  const defaultLabel = ports.env['KUBECONFIG'] ? '$KUBECONFIG' : '~/.kube/config'
  const defaultSources = () => defaultKubeconfigSources(ports.env, ports.env['HOME'] ?? homedir())

  return {
    add,
    showConnections,
    lookAgain,
    connecting,
    /** What opening the default kubeconfig would import; null when there is none that can be read. */
    async describeDefault(): Promise<{ readonly path: string; readonly contexts: number } | null> {
      const sources = await defaultSources().catch(() => [])
      const found = sources.length > 0 ? await readKubeconfig(sources, ports.env).catch(() => null) : null
      return found && { path: defaultLabel, contexts: found.contexts.length }
    },
    async importDefault({ replaces }: RequestInput<'connection.importDefault'>): Promise<ConnectionView> {
      const sources = await defaultSources()
      // The same files again are the same connection, with what they hold now.
      const earlier = workspace.list().find(({ label }) => label === defaultLabel)?.id
      const isAgreed = replaces === undefined || replaces === earlier
      if (sources.length > 0)
        return add(defaultLabel, sources, { replaces: replaces ?? earlier, isOwn: true, isAgreed })
      throw new FailureError(
        failureOf('notFound', 'There is no kubeconfig at $KUBECONFIG or ~/.kube/config.', {
          remedy: 'Choose a file, or paste one.'
        })
      )
    },
    async importFile({ replaces }: RequestInput<'connection.importFile'>): Promise<ConnectionView | null> {
      const label = replaces === undefined ? null : workspace.known(replaces).label
      const title = label === null ? 'Open a kubeconfig' : `Choose the kubeconfig that replaces ${label}`
      const path = await ports.dialogs.chooseKubeconfig(title)
      if (path === null) return null
      return add(basename(path), [await existingFile(path)], { replaces, isOwn: true, isAgreed: true })
    },
    importText({ text, replaces }: RequestInput<'connection.importText'>): Promise<ConnectionView> {
      const replaced = replaces === undefined ? '' : workspace.known(replaces).label
      const taken = workspace.list().flatMap(({ id, label }) => (id === replaces ? [] : [label]))
      const labelled = (read: ReadKubeconfig): string => untaken(pastedLabel(read), taken)
      return add(replaced === '' || isPasted(replaced) ? labelled : replaced, [{ text }], {
        replaces,
        isOwn: false,
        isAgreed: false
      })
    },
    /** The file that the command line names. The same file again is the same connection, with what it holds now. */
    async importNamed(path: string): Promise<ConnectionView> {
      const earlier = workspace.list().find(({ label }) => label === path)?.id
      // The window is to show an incident, and the keychain may take its time.
      return add(path, [await existingFile(path)], { replaces: earlier, now: true, isOwn: true, isAgreed: true })
    },
    /** Asks what has to be agreed to before an environment is opened; throws when it was not. */
    agreeToOpen: (input: RequestInput<'environment.open'>): Promise<void> => trust.agreeToOpen(input),
    agreeToMeasure: (of: EnvironmentView, by: MeasuredBy | null): Promise<void> => trust.agreeToMeasure(of, by),
    agreeToLead: (of: EnvironmentView, by: RequestInput<'environment.setAzure'>['target']): Promise<void> =>
      trust.agreeToLead(of, by),
    agreeToWriteTo: (of: EnvironmentView, service: ServiceRef, account: string): Promise<void> =>
      trust.agreeToWriteTo(of, service, account),
    async test({ connectionId, context }: RequestInput<'connection.test'>): Promise<RequestOutput<'connection.test'>> {
      await trust.agreeToContact({ connectionId, context })
      const connection = workspace.known(connectionId)
      const { server } = workspace.contextOf(connection, context)
      const test = async (abort: AbortSignal) =>
        testConnection({
          kubeconfig: await workspace.kubeconfig(connectionId),
          context,
          environmentName: connection.label,
          version: ports.version,
          env: ports.env,
          clock,
          approvals: workspace,
          onSecret: (value) => record.forbid(value),
          onOrdinarySecret: (text) => record.sayOnce(text),
          onSignIn: shell.signIn(),
          abort
        })
      return connecting(async () => {
        const { text, user, version } = await shell.stoppable(`${server} to answer`, test)
        return { text, user, version }
      })
    },
    async approveExec(input: RequestInput<'connection.approveExec'>): Promise<void> {
      await trust.approveExec(input).finally(showConnections)
    },
    async approveProxy(input: RequestInput<'connection.approveProxy'>): Promise<void> {
      await trust.approveProxy(input).finally(showConnections)
    },
    async forget(connectionId: string): Promise<void> {
      const { label } = workspace.known(connectionId)
      await trust.agreeToForget(connectionId)
      await sessions.endConnection(connectionId)
      await workspace.forget(connectionId)
      await noted(`Forgot the kubeconfig ${label} and its credentials`)
      showConnections()
    }
  }
}

export type ConnectionRequests = ReturnType<typeof createConnectionRequests>

/** Several pasted ones are told apart by what they lead to. */
function pastedLabel({ currentContext, contexts }: ReadKubeconfig): string {
  return `pasted, ${currentContext || (contexts[0]?.name ?? '')}`
}

/** The label, with the next number where another one is called so: two drills have the same context. */
function untaken(label: string, taken: readonly string[]): string {
  let next = label
  for (let number = 2; taken.includes(next); number += 1) next = `${label} (${number})`
  return next
}

function isPasted(label: string): boolean {
  return label === 'pasted' || label.startsWith('pasted, ')
}

async function existingFile(path: string): Promise<KubeconfigSource> {
  const source = await kubeconfigFile(path)
  if (source) return source
  throw new FailureError(failureOf('notFound', `There is no file ${path}.`, { remedy: 'Choose another one.' }))
}
