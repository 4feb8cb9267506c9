/** The one place that the window may show. No address on any network has this scheme. */
export const appScheme = 'app'
export const appHost = 'backout'
export const appOrigin = `${appScheme}://${appHost}`
export const startUrl = `${appOrigin}/index.html`
/** What is shown in the view of its own in which a plan is approved; the console's page cannot go there. */
export const approvalPage = 'approval.html'
