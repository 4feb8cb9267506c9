import { duplicate, invalidValue, notFoundField, notNegative, notSupported, required } from './field-errors.ts'
import { listOf, numberOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { labelNameProblems } from './name-rules.ts'
import { parseQuantity } from './quantity.ts'
import type { FieldError } from './status-error.ts'

/** kubernetes pkg/apis/core/validation/validation.go validateContainers, as far as people get containers wrong. */
export function containerErrors(
  field: string,
  containers: readonly JsonObject[],
  volumes: ReadonlySet<string>
): readonly FieldError[] {
  if (containers.length === 0) return [required(field)]
  const names = new Set<string>()
  return containers.flatMap((container, index) => {
    const path = `${field}[${index}]`
    const name = textOf(container['name'])
    const repeated = names.has(name) ? [duplicate(`${path}.name`, name)] : []
    names.add(name)
    return [...errorsOf(path, container, volumes), ...repeated]
  })
}

function errorsOf(path: string, container: JsonObject, volumes: ReadonlySet<string>): readonly FieldError[] {
  return [
    ...labelNameErrors(`${path}.name`, textOf(container['name'])),
    ...(textOf(container['image']) === '' ? [required(`${path}.image`)] : []),
    ...portErrors(`${path}.ports`, listOf(container['ports']).map(objectOf)),
    ...envErrors(`${path}.env`, listOf(container['env']).map(objectOf)),
    ...mountErrors(`${path}.volumeMounts`, listOf(container['volumeMounts']).map(objectOf), volumes),
    ...oneOf(`${path}.imagePullPolicy`, container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never']),
    ...resourceErrors(`${path}.resources`, objectOf(container['resources']))
  ]
}

/** A name that has to be a DNS label. */
export function labelNameErrors(field: string, name: string): readonly FieldError[] {
  if (name === '') return [required(field)]
  return labelNameProblems(name).map((message) => invalidValue(field, name, message))
}

/** A text that upstream's defaults never leave empty. */
export function oneOf(field: string, value: unknown, supported: readonly string[]): readonly FieldError[] {
  if (value === undefined || supported.includes(textOf(value))) return []
  return [textOf(value) === '' ? required(field) : notSupported(field, value, supported)]
}

/** kubernetes pkg/apis/core/validation/validation.go validateContainerPorts. */
function portErrors(field: string, ports: readonly JsonObject[]): readonly FieldError[] {
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const path = `${field}[${index}]`
    const name = textOf(port['name'])
    const wrong = name === '' ? [] : portNameProblems(name)
    const repeated = wrong.length === 0 && names.has(name) ? [duplicate(`${path}.name`, name)] : []
    if (name !== '' && wrong.length === 0) names.add(name)
    const number = numberOf(port['containerPort'])
    return [
      ...wrong.map((message) => invalidValue(`${path}.name`, name, message)),
      ...repeated,
      ...(number === 0 ? [required(`${path}.containerPort`)] : portNumberErrors(`${path}.containerPort`, number)),
      ...(numberOf(port['hostPort']) === 0 ? [] : portNumberErrors(`${path}.hostPort`, numberOf(port['hostPort']))),
      ...oneOf(`${path}.protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP'])
    ]
  })
}

/** kubernetes/apimachinery pkg/util/validation/validation.go IsValidPortName. */
function portNameProblems(name: string): readonly string[] {
  return [
    ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : [])
  ]
}

function portNumberErrors(field: string, value: number): readonly FieldError[] {
  return value >= 1 && value <= 65_535 ? [] : [invalidValue(field, value, 'must be between 1 and 65535, inclusive')]
}

/** Names only; kubernetes/apimachinery pkg/util/validation/validation.go IsRelaxedEnvVarName. */
function envErrors(field: string, variables: readonly JsonObject[]): readonly FieldError[] {
  return variables.flatMap((variable, index) => {
    const path = `${field}[${index}].name`
    const name = textOf(variable['name'])
    if (name === '') return [required(path)]
    if (/^[ -<>-~]*$/.test(name)) return []
    const message = "a valid environment variable name must consist only of printable ASCII characters other than '='"
    return [invalidValue(path, name, message)]
  })
}

function mountErrors(
  field: string,
  mounts: readonly JsonObject[],
  volumes: ReadonlySet<string>
): readonly FieldError[] {
  const paths = new Set<string>()
  return mounts.flatMap((mount, index) => {
    const [name, place] = [textOf(mount['name']), textOf(mount['mountPath'])]
    const path = `${field}[${index}]`
    const repeated = paths.has(place) ? [invalidValue(`${path}.mountPath`, place, 'must be unique')] : []
    paths.add(place)
    return [
      ...(name === '' ? [required(`${path}.name`)] : []),
      ...(volumes.has(name) ? [] : [notFoundField(`${path}.name`, name)]),
      ...(place === '' ? [required(`${path}.mountPath`)] : []),
      ...repeated
    ]
  })
}

/** kubernetes pkg/apis/core/validation/validation.go validateResourceRequirements, for cpu, memory and their like. */
function resourceErrors(field: string, resources: JsonObject): readonly FieldError[] {
  const limits = objectOf(resources['limits'])
  const requests = objectOf(resources['requests'])
  const above = Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name]
    if (limit === undefined || parseQuantity(textOf(request)).nanos <= parseQuantity(textOf(limit)).nanos) return []
    return [
      invalidValue(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${textOf(limit)}`)
    ]
  })
  return [...amountErrors(`${field}.limits`, limits), ...amountErrors(`${field}.requests`, requests), ...above]
}

function amountErrors(field: string, amounts: JsonObject): readonly FieldError[] {
  return Object.entries(amounts).flatMap(([name, amount]) =>
    notNegative(`${field}[${name}]`, Number(parseQuantity(textOf(amount)).nanos)).map(() =>
      invalidValue(`${field}[${name}]`, amount, 'must be greater than or equal to 0')
    )
  )
}
