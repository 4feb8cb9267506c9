import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { JsonObject } from '../../store/json-value.ts'
import type { AzureSettings } from '../serve-azure.ts'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: JsonObject
}

const parsed = (body: string): JsonObject => (body.startsWith('{') ? (JSON.parse(body) as JsonObject) : {})

/** A client that knows what the settings file says, and nothing else. */
export class AzureClient {
  readonly settings: AzureSettings
  readonly #agent: Agent
  #token = ''

  constructor(settingsFile: string) {
    this.settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as AzureSettings
    this.#agent = new Agent({ ca: this.settings.ca, keepAlive: true })
  }

  /** Rejects when the connection is cut before an answer. */
  async send(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<WireAnswer> {
    const outgoing = request(new URL(path, this.settings.arm), { method, agent: this.#agent, headers })
    outgoing.end(body)
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    const told = await text(response)
    return { status: response.statusCode ?? 0, headers: response.headers, text: told, json: parsed(told) }
  }

  /** Asks for a token with the application's secret. */
  token(fields: Readonly<Record<string, string>> = {}): Promise<WireAnswer> {
    const { tenant, client, secret, arm } = this.settings
    const form = new URLSearchParams({
      client_id: client,
      grant_type: 'client_credentials',
      client_secret: secret,
      scope: `${arm}/.default`,
      ...fields
    })
    return this.send('POST', `/${tenant}/oauth2/v2.0/token`, form.toString(), {
      'content-type': 'application/x-www-form-urlencoded'
    })
  }

  async signIn(fields: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#token = String((await this.token(fields)).json['access_token'])
  }

  /** Asks an address that an answer named, signed in. */
  follow(address: URL): Promise<WireAnswer> {
    return this.send('GET', `${address.pathname}${address.search}`, undefined, {
      authorization: `Bearer ${this.#token}`
    })
  }

  /** A request below the resource group, signed in; `path` begins after `providers/`. */
  arm(method: string, path: string, body?: unknown, apiVersion = '2022-04-01'): Promise<WireAnswer> {
    const { subscription, resourceGroup } = this.settings
    return this.send(
      method,
      `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${path}?api-version=${apiVersion}`,
      body === undefined ? undefined : JSON.stringify(body),
      { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }
    )
  }
}
