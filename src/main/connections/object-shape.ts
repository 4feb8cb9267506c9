import { isJsonObject } from '../lib/json-access.ts'

/**
 * What a value has to be where Kubernetes' Go types declare it, as far as Backout reads it. `count` is a whole number from 0
 * to 2^31-1, which is what validation leaves of an int32; `version` and `number` are whole and such as JavaScript carries
 * exactly, the first not below 0. Members that are not named may be anything; null is as good as absent, as for
 * encoding/json.
 */
export type Shape =
  | 'text'
  | 'name'
  | 'texts'
  | 'flag'
  | 'count'
  | 'version'
  | 'number'
  | 'time'
  | 'countOrPercent'
  | { readonly list: Shape }
  | { readonly members: Readonly<Record<string, Shape>> }

/** RFC 3339 with a year of four digits (kubernetes/apimachinery pkg/apis/meta/v1/time.go, micro_time.go). */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const percent = /^\d{1,9}%$/
const mostCount = 2_147_483_647

/** Where a value is not of a shape and what belongs there, such as `spec.replicas is no count`; null when it is. */
export function misshapen(value: unknown, shape: Shape, path = ''): string | null {
  if (value === undefined || value === null) return null
  if (typeof shape === 'string') return scalars[shape](value) ? null : `${path} is no ${words[shape]}`
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${path} is no list`
    const items: readonly unknown[] = value
    return first(items.entries(), ([index, item]) =>
      item === null ? `${path}[${index}] is null` : misshapen(item, shape.list, `${path}[${index}]`)
    )
  }
  if (!isJsonObject(value)) return `${path || 'it'} is no object`
  return first(Object.entries(shape.members), ([key, member]) =>
    misshapen(Object.hasOwn(value, key) ? value[key] : undefined, member, path === '' ? key : `${path}.${key}`)
  )
}

type Scalar = Extract<Shape, string>

const words: Readonly<Record<Scalar, string>> = {
  text: 'text',
  name: 'name',
  texts: 'map of texts',
  flag: 'true or false',
  count: 'count',
  version: 'whole number',
  number: 'number',
  time: 'time',
  countOrPercent: 'count or percentage'
}

const scalars: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  // In a command line it would be a flag: `--kubeconfig=…`. What is read here is named as DNS labels, which no dash begins.
  name: (value) => typeof value === 'string' && !value.startsWith('-'),
  texts: (value) => isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string'),
  flag: (value) => typeof value === 'boolean',
  count: isCount,
  version: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  number: (value) => Number.isSafeInteger(value),
  time: (value) => typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value)),
  countOrPercent: (value) => (typeof value === 'string' ? percent.test(value) : isCount(value))
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostCount
}

function first<T>(all: Iterable<T>, problemOf: (one: T) => string | null): string | null {
  for (const one of all) {
    const problem = problemOf(one)
    if (problem !== null) return problem
  }
  return null
}
