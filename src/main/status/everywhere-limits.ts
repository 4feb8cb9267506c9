/** What a list of all namespaces may cost the cluster and this computer. */
export const everywhereLimits = {
  /** Objects of the whole cluster up to which one watch a kind is opened for all of them together. */
  together: { deployments: 1_000, replicasets: 10_000, pods: 5_000 },
  /** Namespaces whose services are shown where all are watched together: metrics are asked for each. */
  namespacesTogether: 60,
  /** Namespaces with a watch of their own, which is eight requests that stay open. */
  namespacesApart: 8,
  /** Namespaces that are asked whether they have Deployments that may be read. */
  namespacesAsked: 100,
  /** Requests at once while they are asked, and while metrics are. */
  atOnce: 4
} as const
