/** Named in plans and records. */
export const leverId = 'heldRollback'
