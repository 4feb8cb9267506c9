export { findPrometheus, type FindPrometheusOptions } from './find-prometheus.ts'
export { createPrometheus, type Prometheus, type RangeSeries, type VectorSample } from './prometheus.ts'
export {
  createMeasurements,
  createPastErrors,
  createServiceMetrics,
  type ServiceMetricsOptions
} from './service-metrics.ts'
