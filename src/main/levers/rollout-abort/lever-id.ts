export const leverId = 'rolloutAbort'
