/** Namespaces by who is likely to be looked for: the one that was chosen, then by name, the system's own last. */
export function namespaceOrder(names: readonly string[], home: string): readonly string[] {
  return [...new Set(names)].toSorted((a, b) => place(a, home) - place(b, home) || (a < b ? -1 : 1))
}

/** The prefix is kept for Kubernetes itself (kubernetes/website content/en/docs/concepts/overview/working-with-objects/namespaces.md). */
function place(name: string, home: string): number {
  if (name === home) return 0
  return name.startsWith('kube-') ? 2 : 1
}
