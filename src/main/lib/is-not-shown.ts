const form = /^not shown, \d+ characters?, digest [0-9a-f]{8}$/

/** Whether a text stands in the place of a value that is not shown, as `notShown` makes it. */
export function isNotShown(value: string): boolean {
  return form.test(value)
}
