/** In journals and scripts. */
export const leverId = 'manyServices'
