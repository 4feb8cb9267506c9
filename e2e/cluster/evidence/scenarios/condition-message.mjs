import { procedure } from '../commands.mjs'
import { startGate } from '../gate.mjs'
import { hasFailed, isInitialized } from '../samples.mjs'

/** fluxcd/flagger pkg/canary/status.go MakeStatusConditions: one text for every failure. */
const constantMessage = 'Canary analysis failed, Deployment scaled to zero.'

/**
 * T13: procedures read why a run failed from the message of the condition `Promoted`. It is one constant text. The cause
 * is in the events, which are gone after an hour, and in Flagger's own metric of the last value of each check.
 *
 * @type {readonly import('../play.mjs').Scenario[]}
 */
export const conditionMessage = [
  failure({
    id: 'errors',
    cause: 'success rate under its limit',
    version: '1.1.0-bad',
    says: /success rate 70\.00% < 99%/
  }),
  failure({
    id: 'latency',
    cause: 'P99 latency over its limit',
    version: '1.1.0-slow',
    analysis: { metrics: [{ name: 'request-duration', interval: '10s', thresholdRange: { max: 500 } }] },
    says: /request duration .+ > 500ms/
  }),
  failure({
    id: 'webhook',
    cause: 'an acceptance test that fails',
    version: '1.1.0',
    async prepare() {
      const gate = await startGate()
      return { gate, analysis: { webhooks: [{ name: 'acceptance-test', type: 'rollout', url: gate.url }] } }
    },
    says: /external check acceptance-test failed/
  }),
  failure({
    id: 'never-ready',
    cause: 'pods that never get ready',
    version: '1.1.0-crash',
    spec: { progressDeadlineSeconds: 30 },
    says: /not ready: waiting for rollout to finish|exceeded its progress deadline/
  })
]

/**
 * @param {object} what
 * @param {string} what.id
 * @param {string} what.cause
 * @param {string} what.version
 * @param {object} [what.analysis]
 * @param {object} [what.spec]
 * @param {import('../play.mjs').Scenario['prepare']} [what.prepare]
 * @param {RegExp} what.says what the events say of the cause
 * @returns {import('../play.mjs').Scenario}
 */
function failure({ id, cause, version, analysis, spec, prepare, says }) {
  return {
    id: `T13-message-${id}`,
    family: 'T13-condition-message',
    title: `What the condition says when the cause is: ${cause}`,
    look: `It says “${constantMessage}” The cause is in the events.`,
    kind: 'automatic',
    during: 'trial',
    parameters: { cause },
    ...(analysis ? { analysis } : {}),
    ...(spec ? { spec } : {}),
    ...(prepare ? { prepare } : {}),
    async play(world) {
      await world.until('primary', isInitialized)
      await world.release(version)
      await world.until('new run', ({ phase }) => phase === 'Progressing')
      world.begin('the run begins')
      await world.until('failure', hasFailed, 240)
      await world.watch(4)
      world.noted.answer = await world.run('the procedure’s question', procedure.reason(world))
      world.noted.lastValues = await lastValues(world)
    },
    async verdict({ world }) {
      const { answer = '', lastValues: values } = world.noted
      const warnings = (await world.events()).filter(({ type }) => type === 'Warning')
      const causes = warnings.map(({ message }) => message).filter((message) => says.test(message))
      return {
        claims: {
          messageIsTheConstant: answer === constantMessage,
          messageNamesNoCause: !says.test(answer),
          causeIsInTheEvents: causes.length > 0
        },
        measured: { cause, message: answer, causeInEvents: causes.at(-1) ?? null, lastValues: values }
      }
    }
  }
}

/**
 * Flagger's `flagger_canary_metric_analysis` by check, as Prometheus has it (pkg/metrics/recorder.go).
 *
 * @param {Pick<import('../play.mjs').World, 'cluster' | 'namespace' | 'name'>} world
 * @returns {Promise<Record<string, number>>}
 */
async function lastValues({ cluster, namespace, name }) {
  const query = `flagger_canary_metric_analysis{name="${name}",namespace="${namespace}"}`
  const response = await fetch(`${cluster.metricsUrl}/api/v1/query?${new URLSearchParams({ query })}`)
  /** @type {{ data: { result: readonly { metric: { metric: string }, value: [number, string] }[] } }} */
  const { data } = await response.json()
  return Object.fromEntries(data.result.map(({ metric, value: [, text] }) => [metric.metric, Number(text)]))
}
