import { shell } from 'electron'
import type { ConsolePorts } from '../ports/console.ts'

/** How long the system may take to open an editor before it counts as having none, milliseconds. */
const openWithinMs = 5_000

/** The profile on disk, and the system's ways to look at it. Both paths are absolute. */
export function createProfilePort(dir: string, preferencesFile: string): NonNullable<ConsolePorts['profile']> {
  return {
    dir,
    preferencesFile,
    async open(path) {
      const late = new Promise<string>((resolve) => setTimeout(resolve, openWithinMs, 'late'))
      return (await Promise.race([shell.openPath(path), late])) === ''
    },
    show(path) {
      shell.showItemInFolder(path)
    }
  }
}
