import type { LinkView } from '../../../contract/index.ts'
import { FailureError, type Failure } from '../../../contract/index.ts'
import { createKubeConnection, type KubeConnectionOptions, type OpenKubeConnection } from '../create-kube-connection.ts'
import type { Exchange } from '../exchange.ts'
import { answerOpening, kubeconfigFor, startTlsServer, type Answer, type TestServer } from './tls-server.ts'

export interface OpenedTest {
  readonly server: TestServer
  readonly connection: OpenKubeConnection
  readonly exchanges: readonly Exchange[]
  readonly links: readonly LinkView[]
  readonly close: () => Promise<void>
}

export interface OpenTestOptions {
  readonly user?: object
  readonly cluster?: object
  readonly connect?: Partial<KubeConnectionOptions>
}

/** A connection to a server that answers the opening questions itself and everything else by `answer`. */
export async function openTest(answer: Answer, options: OpenTestOptions = {}): Promise<OpenedTest> {
  const server = await startTlsServer((request, response, body) => {
    if (!answerOpening(request, response)) answer(request, response, body)
  })
  const exchanges: Exchange[] = []
  const links: LinkView[] = []
  try {
    const connection = await createKubeConnection({
      kubeconfig: kubeconfigFor(server, options.user, options.cluster),
      context: 'test',
      environmentName: 'staging',
      version: '0.1.0',
      env: {},
      approvals: { isApproved: () => false, isProxyApproved: () => false },
      onExchange: (exchange) => exchanges.push(exchange),
      onLink: (link) => links.push(link),
      ...options.connect
    })
    const close = async (): Promise<void> => {
      connection.close()
      await server.close()
    }
    return { server, connection, exchanges, links, close }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** The failure that a promise ends with. @throws when it does not end with one */
export async function failureFrom(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error('it did not fail')
}
