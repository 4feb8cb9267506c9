import { canaryShare, isInitialized, usersSee } from '../samples.mjs'

/**
 * Open in the source: an annotation on the routes that Flagger made is a difference like any other (fluxcd/flagger
 * pkg/router/istio.go reconcileVirtualService compares annotations), and the whole spec is written anew.
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const annotatedRoutes = [
  {
    id: 'open-annotated-routes',
    title: 'An annotation on Flagger’s VirtualService during a run',
    look: 'The next tick replaces the whole spec: the annotation is gone and the run begins again at its first step.',
    kind: 'open',
    during: 'trial',
    async play(world) {
      const { namespace, name } = world
      await world.until('primary', isInitialized)
      await world.release('1.1.0')
      await world.until('third step', (sample) => (canaryShare(sample) ?? 0) >= 0.3)
      world.begin('annotated')
      await world.run('annotate', ['-n', namespace, 'annotate', 'virtualservice', name, 'audit=seen'])
      await world.until('first step again', (sample) => isFirstStep(sample), 30)
      await world.watch(4)
    },
    async verdict({ world: { cluster, namespace, name }, after }) {
      const path = `/apis/networking.istio.io/v1beta1/namespaces/${namespace}/virtualservices/${name}`
      /** @type {import('../../objects.ts').VirtualService | undefined} */
      const found = await cluster.api.get(path)
      return {
        claims: {
          runBeganAgain: after.some((sample) => isFirstStep(sample)),
          annotationIsGone: found?.metadata.annotations?.['audit'] === undefined
        },
        measured: { usersSawErrors: after.some((sample) => usersSee(sample)) }
      }
    }
  }
]

const isFirstStep = (/** @type {import('../samples.mjs').Sample} */ sample) => (canaryShare(sample) ?? 0) <= 0.1
