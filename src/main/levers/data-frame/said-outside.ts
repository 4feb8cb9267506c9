import type { Plan } from '../../../contract/index.ts'

/** What users of the service may be told when data is written in another place: `mayLose` where the last writes may be gone. */
export function dataOutside(mayLose: boolean): NonNullable<Plan['words']['outside']> {
  const lost = mayLose ? ' Changes made shortly before it may be lost.' : ''
  return {
    doing: 'Data is being moved to be written in another region.',
    done: `Data is written in another region.${lost}`
  }
}
