interface PolicyFactory {
  createPolicy(name: string, rules: Readonly<Record<string, (text: string) => string>>): unknown
}

/** Takes the one policy name that the page allows and makes it throw, so that no text ever becomes markup or script. */
export function refuseMarkup(): void {
  const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes
  const refuse = (text: string): string => {
    throw new TypeError(`Text may not become markup or script here: ${text.slice(0, 80)}`)
  }
  factory?.createPolicy('default', { createHTML: refuse, createScript: refuse, createScriptURL: refuse })
}
