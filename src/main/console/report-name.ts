/** The file that a report is saved as. Of what a cluster calls a service, only letters and digits get into its name. */
export function reportName(now: Date, service = ''): string {
  const words =
    service
      .toLowerCase()
      .slice(0, 63)
      .match(/[a-z0-9]+/g) ?? []
  const at = now.toISOString().slice(0, 16).replaceAll(':', '').replace('T', '-')
  return `${['incident', at, ...words].join('-')}.md`
}
