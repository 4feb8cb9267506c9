export { buildServiceView } from './build-service-view.ts'
export { failureIn, lastValue, type Observation } from './observation.ts'
export { watchService, type RecordsByReplicaSet, type WatchServiceOptions } from './watch-service.ts'
export { watchServices, type WatchServicesOptions } from './watch-services.ts'
