import envoy from '../../../../../resources/metrics/envoy-gateway.json' with { type: 'json' }
import grpc from '../../../../../resources/metrics/grpc.json' with { type: 'json' }
import http from '../../../../../resources/metrics/http-requests.json' with { type: 'json' }
import istio from '../../../../../resources/metrics/istio.json' with { type: 'json' }
import linkerd from '../../../../../resources/metrics/linkerd.json' with { type: 'json' }
import nginx from '../../../../../resources/metrics/nginx-ingress.json' with { type: 'json' }
import { meterSchema, type MeterFile } from './meter-schema.ts'
import { meterOf } from './meter.ts'

/** What `resources/metrics/` has, in the order in which it is looked for: a mesh sees more than an ingress, and that more than an app. */
export const shippedMeters: readonly MeterFile[] = [istio, linkerd, nginx, envoy, grpc, http].map((file) =>
  meterSchema.parse(file)
)

export const istioMeter = meterOf(meterSchema.parse(istio))
