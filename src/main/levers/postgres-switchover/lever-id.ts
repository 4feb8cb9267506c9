/** In plans, records and the registry. */
export const leverId = 'postgresSwitchover'
