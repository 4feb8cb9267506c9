import { StatusError } from '../store/status-error.ts'

/** The form in which an answer is wanted. */
export type AnswerForm = 'json' | 'table' | 'partial' | 'partialList' | 'yaml' | 'discovery'

/** No form of the answer could be agreed on. */
export class TransformError extends StatusError {}

interface MediaRange {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const FORMS: Readonly<Record<string, AnswerForm>> = {
  Table: 'table',
  PartialObjectMetadata: 'partial',
  PartialObjectMetadataList: 'partialList',
  APIGroupDiscoveryList: 'discovery'
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Table: ['meta.k8s.io/v1'],
  PartialObjectMetadata: ['meta.k8s.io/v1'],
  PartialObjectMetadataList: ['meta.k8s.io/v1'],
  APIGroupDiscoveryList: ['apidiscovery.k8s.io/v2']
}

/** The first media type of an Accept header that this server writes. Throws StatusError 406 when there is none. */
export function negotiate(accept: string | undefined, forms: readonly AnswerForm[]): AnswerForm {
  const ranges = parseAccept(accept ?? '*/*')
  for (const range of ranges) {
    const form = formOf(range)
    if (form !== undefined && forms.includes(form)) return form
  }
  throw new TransformError(406, 'NotAcceptable', NOT_ACCEPTABLE, {})
}

/** What kube-apiserver can write; the drill leaves out protobuf (kubernetes/apiserver pkg/endpoints/handlers/negotiation/errors.go). */
const NOT_ACCEPTABLE =
  '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ' +
  'application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch'

function formOf({ type, parameters }: MediaRange): AnswerForm | undefined {
  if (type === 'application/yaml') return 'yaml'
  if (type !== 'application/json' && type !== '*/*' && type !== 'application/*') return undefined
  const as = parameters.get('as')
  if (as === undefined) return 'json'
  const wanted = `${parameters.get('g') ?? ''}/${parameters.get('v') ?? ''}`
  return Object.hasOwn(GROUPS, as) && GROUPS[as]?.includes(wanted) === true ? FORMS[as] : undefined
}

function parseAccept(accept: string): readonly MediaRange[] {
  const ranges = accept.split(',').map((part) => {
    const [type = '', ...rest] = part.split(';').map((text) => text.trim())
    const pairs = rest.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const)
    return { type: type.toLowerCase(), parameters: new Map(pairs) }
  })
  const weight = (range: MediaRange): number => Number(range.parameters.get('q') ?? 1)
  return ranges.toSorted((a, b) => weight(b) - weight(a))
}
