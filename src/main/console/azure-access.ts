import type { AzureAccess } from '../connections/index.ts'
import { profileNameOf } from '../providers/azure/resource-id.ts'
import type { Workspace } from './workspace.ts'

/**
 * How to sign in to what is in front of an environment; null where nobody has said.
 * @throws FailureError when the secret cannot be had, or the profile's id is none.
 */
export async function azureAccess(
  workspace: Pick<Workspace, 'environment' | 'azureSecret'>,
  connectionId: string,
  context: string
): Promise<AzureAccess | null> {
  const azure = workspace.environment(connectionId, context)?.azure
  if (!azure) return null
  const { cloud, tenant, client, profile, secretId } = azure
  return { cloud, tenant, client, secret: await workspace.azureSecret(secretId), profile: profileNameOf(profile) }
}
