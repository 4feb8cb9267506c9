/**
 * Azure's own packages, loaded when they are first used: they are larger than all of Backout, and most starts need none
 * of them. What builds requests:
 */
export async function loadSdk() {
  const [trafficManager, pipeline] = await Promise.all([import('@azure/arm-trafficmanager'), loadPipeline()])
  return { TrafficManagerManagementClient: trafficManager.TrafficManagerManagementClient, ...pipeline }
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>

/** The form that requests and answers of all of Azure's packages have. */
export async function loadPipeline() {
  const { createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline')
  return { createHttpHeaders, createPipelineRequest }
}

export type Pipeline = Awaited<ReturnType<typeof loadPipeline>>

/** How an application proves who it is. */
export async function loadIdentity() {
  const { ClientSecretCredential, ClientCertificateCredential, ClientAssertionCredential } =
    await import('@azure/identity')
  return { ClientSecretCredential, ClientCertificateCredential, ClientAssertionCredential }
}

export type Identity = Awaited<ReturnType<typeof loadIdentity>>

/**
 * How a person does: the package below @azure/identity, whose own ways of asking a person open a browser by themselves, and
 * share one entry of the keychain with every other program.
 */
export async function loadMsal() {
  const { PublicClientApplication, CryptoProvider } = await import('@azure/msal-node')
  return { PublicClientApplication, CryptoProvider }
}

export type Msal = Awaited<ReturnType<typeof loadMsal>>
