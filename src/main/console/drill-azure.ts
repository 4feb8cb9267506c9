import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import type { AzureAccess } from '../connections/index.ts'
import { parsedJson } from '../lib/parsed-json.ts'

const text = z.string()
const settings = z.object({
  arm: text,
  authoritative: text,
  resolver: text,
  ca: text,
  tenant: text,
  subscription: text,
  client: text,
  secret: text,
  resourceGroup: text,
  profile: text
})

/**
 * What the drill's settings file says of its Azure, as an operator would have been told it.
 * @throws Error when it is no such file.
 */
export async function drillAzure(file: string): Promise<AzureAccess> {
  const read = settings.parse(parsedJson(await readFile(file, 'utf8')))
  const { arm, authoritative, resolver, ca, tenant, subscription, client, secret, resourceGroup, profile } = read
  return {
    cloud: 'public',
    tenant,
    client,
    proof: { way: 'secret', secret },
    profile: { subscription, group: resourceGroup, profile },
    drill: {
      endpoints: { authorityHost: arm, resourceManager: arm },
      ca,
      names: { authoritative: [authoritative], recursive: [resolver] }
    }
  }
}
