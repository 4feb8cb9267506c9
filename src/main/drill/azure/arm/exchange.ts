import type { AzureRequest } from '../http.ts'

/** Where in a subscription a request goes: the segments of its path by what they name, in lower case where case is free. */
export interface ArmPath {
  readonly subscription: string
  readonly group: string | undefined
  /** For example `microsoft.network`; undefined for a path that names no provider. */
  readonly provider: string | undefined
  /** Type and name by turns, after the provider: `['trafficmanagerprofiles', 'NAME', …]`; types in lower case. */
  readonly rest: readonly string[]
  /** What is asked of Microsoft.Authorization about a scope: an id without what is asked. */
  readonly about: { readonly scope: string; readonly what: string } | undefined
}

/** A request of somebody who is signed in. */
export interface ArmExchange {
  readonly request: AzureRequest
  readonly path: ArmPath
}

const part = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Reads a path below `/subscriptions/`; undefined for any other. Letter case of everything but names is free. */
export function readArmPath(path: string): ArmPath | undefined {
  // `az lock list` writes a double slash where a resource has no parent.
  const segments = path
    .split('/')
    .filter((one) => one !== '')
    .map(part)
  if (segments[0]?.toLowerCase() !== 'subscriptions' || segments[1] === undefined) return undefined
  const authorization = segments.findIndex((one) => one.toLowerCase() === 'microsoft.authorization')
  const what = segments[authorization + 1]?.toLowerCase()
  const about =
    authorization < 0 || what === undefined
      ? undefined
      : { scope: `/${segments.slice(0, authorization - 1).join('/')}`, what }
  const below = segments.slice(2)
  const hasGroup = below[0]?.toLowerCase() === 'resourcegroups'
  const after = hasGroup ? below.slice(2) : below
  const hasProvider = after[0]?.toLowerCase() === 'providers'
  const rest = hasProvider ? after.slice(2) : after
  return {
    subscription: segments[1].toLowerCase(),
    group: hasGroup ? (below[1] ?? '') : undefined,
    provider: hasProvider ? (after[1] ?? '').toLowerCase() : undefined,
    // Types and names by turns; what follows an account is a type as well.
    rest: rest.map((segment, index) => (index % 2 === 0 ? segment.toLowerCase() : segment)),
    about
  }
}
