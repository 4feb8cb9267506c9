import type { Failure } from './failure.ts'

/** The ways in which an account of Azure can prove who it is. */
export const azureWays = ['browser', 'deviceCode', 'cli', 'secret', 'certificate', 'workload'] as const
export type AzureWay = (typeof azureWays)[number]

/** Clouds that an account can be of; that of the drill only while one with an Azure is open. */
export const azureClouds = ['public', 'china', 'usGov', 'drill'] as const
export type AzureCloudId = (typeof azureClouds)[number]

/** An account that can sign in to Azure. Whatever it signs in with stays in main. */
export interface AzureAccountView {
  readonly id: string
  readonly way: AzureWay
  readonly cloud: AzureCloudId
  /** Id or domain of the tenant. */
  readonly tenant: string
  /** Id of the application: of the one that signs in as itself, or of the one through which a person does. */
  readonly client: string
  /** The name of the person, as Azure knows it; the application where it is none; empty while it is not known. */
  readonly who: string
  /** Where what it signs in with is kept; `elsewhere` for a file or a program that has it. */
  readonly stored: 'keychain' | 'memory' | 'elsewhere'
  /** When its token ends, ISO, by the computer's clock; null while none was had in this run. */
  readonly expiresAt: string | null
  /** Why it was not let in the last time it tried; null where it was, or has not tried. */
  readonly failure: Failure | null
  /** Only a person can go on: they have to sign in again. */
  readonly wantsPerson: boolean
}

/** A sign-in that waits for a person, or for a program; null when none does. */
export interface AzureSignInView {
  readonly way: AzureWay
  readonly cloud: AzureCloudId
  /** Of the account that signs in again; null for a new one. */
  readonly accountId: string | null
  /** What is to be entered at the link; null for a browser. */
  readonly code: string | null
  /** Page of the cloud's sign-in. */
  readonly link: string | null
  /** When the code, or the patience of the listener, ends, ISO, by the computer's clock; null where nothing ends. */
  readonly endsAt: string | null
}
