import { spawnSync } from 'node:child_process'

/** Processes whose command line names a folder, each with its id. */
export function processesOf(folder: string): readonly string[] {
  return spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(folder))
}
