import { setTimeout as delay } from 'node:timers/promises'

/** How often all worlds are looked at, milliseconds. */
const everyMs = 1_000

/** The bulk baseline's namespace is as large as all worlds together. */
const worlds = 'fieldSelector=metadata.namespace!=bulk'

/**
 * Looks at the namespaces of all worlds at once, with three lists a second: a look of its own for each would keep the API
 * server busier than what is measured.
 *
 * @param {{ api: ReturnType<typeof import('../api.mjs').createApi> }} cluster
 */
export function startObserver({ api }) {
  /** @type {Map<string, (seen: Seen) => Promise<void>>} by namespace */
  const watchers = new Map()
  let isOpen = true

  async function look() {
    /** @type {[readonly Deployment[], readonly Canary[], readonly VirtualService[]]} */
    const [deployments, canaries, virtualServices] = await Promise.all([
      api.list(`/apis/apps/v1/deployments?${worlds}`),
      api.list('/apis/flagger.app/v1beta1/canaries'),
      api.list('/apis/networking.istio.io/v1beta1/virtualservices')
    ])
    const inside = (/** @type {string} */ namespace) => (/** @type {Pick<Canary, 'metadata'>} */ object) =>
      object.metadata.namespace === namespace
    await Promise.all(
      [...watchers].map(([namespace, report]) =>
        report({
          deployments: deployments.filter(inside(namespace)),
          canary: canaries.find(inside(namespace)) ?? null,
          virtualService: virtualServices.find(inside(namespace)) ?? null
        })
      )
    )
  }

  const looking = (async () => {
    while (isOpen) {
      const startedAt = Date.now()
      // A look that the API server does not answer leaves a gap.
      await look().catch(() => undefined)
      await delay(Math.max(0, everyMs - (Date.now() - startedAt)))
    }
  })()

  return {
    /**
     * @param {string} namespace
     * @param {(seen: Seen) => Promise<void>} report
     * @returns {() => void} ends it
     */
    watch(namespace, report) {
      watchers.set(namespace, report)
      return () => watchers.delete(namespace)
    },
    async close() {
      isOpen = false
      await looking
    }
  }
}

/**
 * @typedef {import('../objects.ts').Deployment} Deployment
 * @typedef {import('../objects.ts').Canary} Canary
 * @typedef {import('../objects.ts').VirtualService} VirtualService
 *
 * @typedef {{ deployments: readonly Deployment[], canary: Canary | null, virtualService: VirtualService | null }} Seen raw JSON
 */
