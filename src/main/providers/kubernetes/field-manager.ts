/** The field manager that marks our writes, in the metadata of what is written. */
export const fieldManager = 'backout'
