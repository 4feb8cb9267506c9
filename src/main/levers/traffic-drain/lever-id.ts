/** In journals and scripts. */
export const leverId = 'trafficDrain'
