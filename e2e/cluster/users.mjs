import { randomBytes } from 'node:crypto'

/**
 * Who may talk to the cluster; the first one may do everything, the last one nothing. Rights of the others are in
 * base.yaml: the operator may patch Deployments, the reader sees the same and may not, the viewer has the role `view`.
 */
export const users = [
  { name: 'admin', group: 'system:masters' },
  { name: 'operator', group: '' },
  { name: 'viewer', group: '' },
  { name: 'reader', group: '' },
  { name: 'stranger', group: '' }
].map((user) => ({ ...user, token: randomBytes(16).toString('hex') }))

/**
 * @param {string} name of a user
 * @throws Error when there is none of that name
 */
export function tokenOf(name) {
  const user = users.find((one) => one.name === name)
  if (user === undefined) throw new Error(`there is no user ${name}`)
  return user.token
}

/** Of each user, by name. */
export function tokens() {
  return {
    admin: tokenOf('admin'),
    operator: tokenOf('operator'),
    viewer: tokenOf('viewer'),
    reader: tokenOf('reader'),
    stranger: tokenOf('stranger')
  }
}
