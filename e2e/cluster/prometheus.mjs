/** Scrapes what Flagger's and Backout's queries read: the mesh every 2 s, Flagger's own metrics. */
export function prometheusConfiguration(port) {
  return `global:
  scrape_interval: 2s
scrape_configs:
  - job_name: mesh
    static_configs:
      - targets: ['127.0.0.1:${port.mesh}']
  - job_name: flagger
    static_configs:
      - targets: ['127.0.0.1:${port.flagger}']
`
}
