import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { ConnectionView, RequestInput, RequestName, ShellView } from '../../../contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../../autopilot/watch-feeds.ts'
import { answerOpening, kubeconfigFor, sendStatus, startTlsServer } from '../../connections/testing/tls-server.ts'
import type { TestServer } from '../../connections/testing/tls-server.ts'
import { createConsole } from '../../console.ts'
import type { Console } from '../../ports/console.ts'
import type { SecretStore } from '../../ports/secrets.ts'
import { consolePorts } from './console-ports.ts'
import { createKeptKeychain } from './kept-keychain.ts'

/** Titles of what is asked before a server is contacted. */
export const contact = 'Contact this server for the first time?'
export const contactOtherwise = 'Contact this server, verified in another way?'

/** A console for each test, before an API server that answers its opening and nothing else; nobody touches the person's files. */
export class ConnectionsStage {
  folder = ''
  declare server: TestServer
  declare backout: Console
  declare feeds: FeedWatcher
  /** The preferences as they were written last; a console that is begun reads them. */
  saved: unknown = null
  /** What the operating system keeps for Backout; a console that is begun has it. */
  keychain: SecretStore = createKeptKeychain()
  /** What the dialogs of the operating system answer. */
  chosenFile: string | null = null
  agrees = true
  /** What they answer instead, by title. */
  readonly answers = new Map<string, boolean>()
  questions: { readonly title: string; readonly detail: string }[] = []
  /** Requests of the server that were looked at. */
  private seen = 0

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'connections-'))
    this.server = await startTlsServer((request, response) => {
      if (!answerOpening(request, response)) sendStatus(response, 403, 'Forbidden', 'not in this test')
    })
    this.saved = null
    this.keychain = createKeptKeychain()
    this.chosenFile = null
    this.agrees = true
    this.questions = []
    this.answers.clear()
    this.seen = 0
    await writeFile(join(this.folder, 'authorities.pem'), this.server.ca)
    this.begin()
  }

  /** Another start of Backout, with what the one before it wrote. */
  begin(): void {
    this.backout = createConsole(
      consolePorts(this.folder, {
        secrets: this.keychain,
        dialogs: {
          chooseKubeconfig: async () => this.chosenFile,
          chooseFile: async () => this.chosenFile,
          confirmTrust: async (question) => {
            this.questions.push(question)
            return this.answers.get(question.title) ?? (this.agrees || question.title === contact)
          },
          saveReport: async () => null,
          saveZip: async () => null
        },
        preferences: { read: () => this.saved, write: (value) => void (this.saved = structuredClone(value)) },
        // The authorities of this computer: what is no cluster is believed by them.
        env: {
          KUBECONFIG: join(this.folder, 'default'),
          PATH: this.folder,
          SSL_CERT_FILE: join(this.folder, 'authorities.pem')
        }
      })
    )
    this.feeds = watchFeeds(this.backout)
  }

  async close(): Promise<void> {
    this.feeds.close()
    await this.backout.close()
    await this.server.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** @throws Error with the message of a failure. */
  async ask<N extends RequestName>(name: N, input: RequestInput<N>) {
    const result = await this.backout.request(name, input)
    if (!result.ok) throw new Error(result.failure.message)
    return result.value
  }

  shell(): ShellView {
    return this.feeds.value('shell')
  }

  /** A kubeconfig whose context `test` leads to the server. */
  config(token: string, cluster: object = {}): string {
    return kubeconfigFor(this.server, { token }, cluster)
  }

  async pasted(text: string): Promise<ConnectionView> {
    return (await this.ask('connection.importText', { text })) as ConnectionView
  }

  /** Tokens that the server has seen since the last call. */
  tokensSent(): readonly string[] {
    const sent = this.server.requests
      .slice(this.seen)
      .map(({ headers }) => String(headers.authorization).replace('Bearer ', ''))
    this.seen = this.server.requests.length
    return [...new Set(sent)]
  }

  async openedWith(token: string): Promise<ConnectionView> {
    const connection = await this.pasted(this.config(token))
    await this.ask('environment.open', {
      connectionId: connection.id,
      context: 'test',
      name: 'shop-prod',
      kind: 'staging'
    })
    expect(this.tokensSent()).toEqual([token])
    return connection
  }
}

/** The stage of a file, set up anew before each of its tests. */
export function connectionsStage(): ConnectionsStage {
  const stage = new ConnectionsStage()
  beforeEach(() => stage.open())
  afterEach(() => stage.close())
  return stage
}
