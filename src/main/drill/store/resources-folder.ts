import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder `resources/kubernetes`, found upwards of this module, so that it is the same from the sources, from the
 * bundle and from a package. Throws when there is none: the installation is broken.
 */
export function kubernetesResources(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'resources', 'kubernetes')
    if (existsSync(join(candidate, 'openapi'))) return candidate
    if (dirname(folder) === folder) throw new Error(`resources/kubernetes is missing above ${from}; reinstall Backout`)
  }
}
