import { isHarmless, isHarmlessArgument } from './harmless-value.ts'
import { isNotShown } from './is-not-shown.ts'
import { isSecretName, standsForSecret } from './secret-name.ts'

/** Annotations whose values are of Kubernetes and of Backout itself, and JSON in which each value is looked at. */
const plainAnnotation =
  /^(?:deployment\.kubernetes\.io\/(?:revision|revision-history|desired-replicas|max-replicas)|kubectl\.kubernetes\.io\/(?:last-applied-configuration|restartedAt|default-container)|kubernetes\.io\/change-cause)$/

/** Whether it stands in the place of a value already. */
function isHidden(value: string): boolean {
  return value.startsWith('[redacted ') || isNotShown(value)
}

/** Whether the value of a variable, or of a header, is kept out of records and off the screen. */
export function holdsBackVariable(name: string, value: string): boolean {
  if (isHidden(value)) return false
  return isSecretName(name) ? !standsForSecret(value) && !isSwitch(value) : !isHarmless(name, value)
}

/** @param before the argument in front of it; empty for none */
export function holdsBackArgument(argument: string, before: string): boolean {
  return !isHidden(argument) && !isHarmlessArgument(argument, before)
}

export function holdsBackAnnotation(key: string, value: string): boolean {
  return (
    !isHidden(value) &&
    !plainAnnotation.test(key) &&
    (isSecretName(key) ? value !== '' : !isHarmless(ownName(key), value))
  )
}

/** Without the domain of whoever reads it, which says nothing of the value. */
function ownName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

function isSwitch(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|)$/i.test(value)
}
