import type { AzureAccountView, AzureCloudId, AzureWay } from '../../../contract/index.ts'

/** The ways in as they are chosen, those of people first. */
export const wayWords = {
  browser: 'In the browser',
  deviceCode: 'With a code, on any device',
  cli: 'As az is signed in here',
  secret: 'As an application, by secret',
  certificate: 'As an application, by certificate',
  workload: 'As a workload, by token file'
} as const satisfies Record<AzureWay, string>

/** What a way takes, in a sentence below the choice. */
export const wayHints = {
  browser: 'The browser opens at the sign-in of Azure, and comes back to this computer when you are done.',
  deviceCode: 'You get a code to enter at a page of Azure. Policies of a tenant often do not allow it.',
  cli: 'Runs az account get-access-token, once you have seen the program and approved it.',
  secret: 'The secret goes to the keychain and is not shown again.',
  certificate: 'You choose a PEM file with the certificate and its private key; it goes to the keychain.',
  workload:
    'You choose the file in which somebody else keeps a token fresh. It is read at each sign-in, and not copied.'
} as const satisfies Record<AzureWay, string>

export const cloudWords = {
  public: 'Azure',
  china: 'Azure in China',
  usGov: 'Azure US Government',
  drill: 'the drill’s Azure'
} as const satisfies Record<AzureCloudId, string>

/** Ways in which an application signs in as itself, and has to be named. */
export function isApplication(way: AzureWay): boolean {
  return way === 'secret' || way === 'certificate' || way === 'workload'
}

/** An account in one line, to choose it by. */
export function accountLine({ who, client, tenant, cloud }: AzureAccountView): string {
  return `${who || client}, tenant ${tenant}, ${cloudWords[cloud]}`
}
