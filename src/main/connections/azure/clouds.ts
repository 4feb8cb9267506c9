import type { AzureCloud } from '../../ports/azure.ts'

/** Where a cloud signs in, and where its Resource Manager is: two things that belong together. */
export interface CloudEndpoints {
  /** Origin of the token endpoint; always said, or `AZURE_AUTHORITY_HOST` would decide (@azure/identity identityClient.js). */
  readonly authorityHost: string
  /** Origin of Azure Resource Manager, without a slash at its end: the scope of the token is made of it. */
  readonly resourceManager: string
}

/** @azure/identity constants.js AzureAuthorityHosts; @azure/arm-resources cloud endpoints. */
export const clouds: Readonly<Record<AzureCloud, CloudEndpoints>> = {
  public: {
    authorityHost: 'https://login.microsoftonline.com',
    resourceManager: 'https://management.azure.com'
  },
  china: {
    authorityHost: 'https://login.chinacloudapi.cn',
    resourceManager: 'https://management.chinacloudapi.cn'
  },
  usGov: {
    authorityHost: 'https://login.microsoftonline.us',
    resourceManager: 'https://management.usgovcloudapi.net'
  }
}
