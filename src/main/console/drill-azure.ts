import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import type { AzureAccess } from '../connections/index.ts'
import { parsedJson } from '../lib/parsed-json.ts'

const text = z.string()
const settings = z.object({
  arm: text,
  authoritative: text,
  resolver: text,
  otherResolver: text,
  ca: text,
  tenant: text,
  subscription: text,
  client: text,
  secret: text,
  resourceGroup: text,
  profile: text,
  /** The name that users type. */
  vanity: text
})

/**
 * What the drill's settings file says of its Azure, as an operator would have been told it.
 * @throws Error when it is no such file.
 */
export async function drillAzure(file: string): Promise<AzureAccess> {
  const read = settings.parse(parsedJson(await readFile(file, 'utf8')))
  const { arm, authoritative, resolver, otherResolver, ca, tenant, subscription, client, secret } = read
  return {
    cloud: 'public',
    tenant,
    client,
    proof: { way: 'secret', secret },
    profile: { subscription, group: read.resourceGroup, profile: read.profile },
    fronts: [read.vanity],
    drill: {
      endpoints: { authorityHost: arm, resourceManager: arm },
      ca,
      names: { authoritative: [authoritative], recursive: [resolver, otherResolver] }
    }
  }
}
