/**
 * Azure's own packages, loaded when they are first used: they are larger than all of Backout, and most starts need none
 * of them.
 */
export async function loadSdk() {
  const [identity, trafficManager, pipeline] = await Promise.all([
    import('@azure/identity'),
    import('@azure/arm-trafficmanager'),
    import('@azure/core-rest-pipeline')
  ])
  return {
    ClientSecretCredential: identity.ClientSecretCredential,
    TrafficManagerManagementClient: trafficManager.TrafficManagerManagementClient,
    createHttpHeaders: pipeline.createHttpHeaders,
    createPipelineRequest: pipeline.createPipelineRequest
  }
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>
