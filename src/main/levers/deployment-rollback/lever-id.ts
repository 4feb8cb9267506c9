/** In journals and scripts since the first version. */
export const leverId = 'deploymentRollback'
