/** Names and versions of the recording and what they are called on the stage, learnt from each pair of answers. */
export class Translation {
  readonly #known = new Map<string, string>()
  readonly #versions = new Map<string, string>()

  /** Learns from two answers to the same request. */
  learn(recorded: unknown, actual: unknown, key = ''): void {
    if (typeof recorded === 'string' && typeof actual === 'string') {
      if (key === 'resourceVersion') this.#versions.set(recorded, actual)
      else if (key === 'uid' || key === 'continue' || key === 'pod-template-hash') this.#known.set(recorded, actual)
      else if (key === 'name' && recorded.startsWith('checkout-')) this.#known.set(recorded, actual)
      return
    }
    if (typeof recorded !== 'object' || typeof actual !== 'object' || recorded === null || actual === null) return
    for (const [name, child] of Object.entries(recorded)) {
      this.learn(child, (actual as Readonly<Record<string, unknown>>)[name], name)
    }
  }

  /** A recorded URL or body as the stage would have seen it. */
  apply = (text: string): string => {
    let result = text
    for (const [recorded, actual] of [...this.#known].toSorted(([a], [b]) => b.length - a.length)) {
      result = result.replaceAll(recorded, actual)
    }
    return result
      .replaceAll(
        /(\\?"resourceVersion\\?":\\?")(\d+)(\\?")/g,
        (_all, before: string, version: string, after: string) =>
          `${before}${this.#versions.get(version) ?? version}${after}`
      )
      .replaceAll(
        /(resourceVersion=)(\d+)/g,
        (_all, before: string, version: string) => `${before}${this.#versions.get(version) ?? version}`
      )
  }
}
