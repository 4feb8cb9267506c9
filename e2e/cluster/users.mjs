import { randomBytes } from 'node:crypto'

/** Who may talk to the cluster; the first one may do everything. Rights of the others are in base.yaml. */
export const users = [
  { name: 'admin', group: 'system:masters' },
  { name: 'operator', group: '' },
  { name: 'viewer', group: '' }
].map((user) => ({ ...user, token: randomBytes(16).toString('hex') }))
