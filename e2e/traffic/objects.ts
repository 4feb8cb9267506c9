import type { Admin } from '../cluster/admin.ts'
import type { VirtualService } from '../cluster/objects.ts'

/** The weights of a rule of a VirtualService, in their order. @param rule the last one when left out */
export async function weightsOf(admin: Admin, namespace: string, name: string, rule = -1): Promise<readonly number[]> {
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${name}`
  const { spec } = await admin.get<VirtualService>(path)
  return spec.http?.at(rule)?.route?.map(({ weight = 0 }) => weight) ?? []
}
