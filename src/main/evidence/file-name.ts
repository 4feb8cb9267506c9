/** A name that a manifest takes, whatever the cluster calls it: it begins with a letter or a digit. */
export function fileName(name: string): string {
  const safe = name.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')
  return (/^[a-z0-9]/.test(safe) ? safe : `x${safe}`).slice(0, 100)
}
