import { expect, it } from 'vitest'
import type { PrometheusTarget } from '../../../contract/index.ts'
import { chartCommand } from './chart-readings.ts'
import type { Prometheus } from './prometheus.ts'

const range = { fromAt: '2026-03-01T00:00:00Z', toAt: '2026-03-01T01:00:00Z', stepSeconds: 30 }
const at = (target: PrometheusTarget) =>
  chartCommand({ target } as Prometheus, "sum(rate(x{a='b'}[1m]))", range, 'prod-eu')

it('goes through the service proxy', () => {
  expect(at({ namespace: 'monitoring', service: 'prometheus', port: '9090', scheme: 'http', foundBy: 'name' })).toMatch(
    /^kubectl --context prod-eu get --raw '\/api\/v1\/namespaces\/monitoring\/services\/http:prometheus:9090\/proxy\/api\/v1\/query_range\?query=sum/
  )
})

it('goes to the address, and names no secret', () => {
  const url = 'https://mimir.example.com/prometheus'
  const bearer = at({ url, signIn: 'bearer', tenant: 'shop', foundBy: 'operator' })
  expect(bearer).toContain(`--header 'X-Scope-OrgID: shop' ${url}/api/v1/query_range`)
  expect(bearer).toMatch(/ --header "Authorization: Bearer \$PROMETHEUS_TOKEN"$/)
  expect(at({ url, signIn: 'basic', user: 'ann', foundBy: 'operator' })).toContain(' --user ann ')
  const managed = 'https://shop-a1b2.chinanorth3.prometheus.monitor.azure.cn'
  expect(at({ url: managed, signIn: 'azure', account: 'ann', foundBy: 'operator' })).toContain(
    '--header "Authorization: Bearer $(az account get-access-token --scope https://prometheus.monitor.azure.cn/.default '
  )
})
