/** How records name this lever. */
export const leverId = 'configRestore'
