import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { say } from '../../stores/view.ts'
import { leaveService } from '../shell/leave-service.ts'

/**
 * From the list of one namespace to that of all of them, and back; from a service to that of all. Where there is none it
 * says so. Returns false before anything is open.
 */
export function toggleEverywhere(): boolean {
  const { shell, services, service, run } = feedStore.getState().values
  if (shell?.record) say('No cluster is open: there are no services to list')
  else if (!shell?.environment || !services) return false
  else if (service) leaveService(run ?? null, { key: '0', to: 'all namespaces', onList: listEverywhere })
  else void ask('environment.listEverywhere', { on: services.everywhere === null })
  return true
}

function listEverywhere(): void {
  if (feedStore.getState().values.services?.everywhere === null) void ask('environment.listEverywhere', { on: true })
}
