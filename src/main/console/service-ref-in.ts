import { otherKinds, type ServiceRef } from '../../contract/index.ts'

/** The service that a journal record is about; null when it names none. */
export function serviceRefIn(body: Readonly<Record<string, unknown>> | undefined): ServiceRef | null {
  const ref = body?.['ref']
  if (typeof ref !== 'object' || ref === null || !('namespace' in ref) || !('name' in ref)) return null
  const { namespace, name } = ref
  if (typeof namespace !== 'string' || typeof name !== 'string') return null
  const kind = 'kind' in ref ? otherKinds.find((one) => one === ref.kind) : undefined
  return kind === undefined ? { namespace, name } : { namespace, name, kind }
}

export function isSame(a: ServiceRef | null | undefined, b: ServiceRef): boolean {
  return a?.namespace === b.namespace && a.name === b.name && a.kind === b.kind
}
