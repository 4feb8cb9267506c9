/**
 * Scrapes what Flagger's and Backout's queries read: the mesh every 2 s, Flagger's own metrics. The mesh's page already
 * has the labels of each pod's target, as a page of a federating Prometheus has.
 *
 * @param {{ mesh: number, flagger: number }} port
 * @param {string} [others] jobs in place of the mesh's
 */
export function prometheusConfiguration(port, others) {
  const mesh = `  - job_name: mesh
    honor_labels: true
    static_configs:
      - targets: ['127.0.0.1:${port.mesh}']
`
  return `global:
  scrape_interval: 2s
scrape_configs:
${others ?? mesh}  - job_name: flagger
    static_configs:
      - targets: ['127.0.0.1:${port.flagger}']
`
}
