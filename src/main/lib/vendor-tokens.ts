/**
 * Forms of tokens as those who give them out describe them, for scanners of secrets, besides those in `secret-forms.ts`: of
 * Atlassian, Docker, Hugging Face, Pulumi, HCP Terraform, PlanetScale, Supabase, Notion, Airtable, Figma, Postman, Sentry,
 * Heroku, Fly.io, Tailscale, SonarQube, CircleCI, Buildkite, LaunchDarkly, Honeycomb, RubyGems, NuGet, Artifactory, PayPal,
 * Mapbox, Firebase, Mailchimp, Telegram, Meta, k3s, Google's OAuth clients.
 */
export const vendorToken =
  /(?<![\w.-])()(ATBB[A-Za-z0-9]{30,}|dckr_(?:pat|oat)_[\w-]{20,}|hf_[A-Za-z0-9]{30,}|pul-[0-9a-f]{40}|\w{14}\.atlasv1\.[\w-]{40,}|pscale_(?:pw|tkn|oauth)_[\w.-]{30,}|sb[ps]_(?:v0_)?[0-9a-f]{40}|secret_[A-Za-z0-9]{40,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|fig[dor]_[\w-]{30,}|PMAK-[0-9a-f]{24}-[0-9a-f]{30,}|sntry[su]_[\w+/=-]{40,}|HRKU-[\w-]{20,}|fo1_[\w-]{30,}|fm2_[\w+/=-]{40,}|tskey-(?:[a-z]{2,10}-)?[\w-]{20,}|sq[pua]_[0-9a-f]{40}|CCI(?:PAT|PRJ)_\w{20,}|bk[ua]a?_[0-9a-f]{40}|(?:sdk|mob|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|hca?(?:ik|xik|blk|lk|mk)_\w{40,}|rubygems_[0-9a-f]{48}|oy2[a-z0-9]{43}|AKC[a-z][A-Za-z0-9]{60,}|cmVmdGtu[A-Za-z0-9]{40,}|access_token\$production\$\w{16}\$[0-9a-f]{32}|[sp]k\.eyJ[\w-]{20,}\.[\w-]{20,}|AAAA[\w-]{7}:APA91b[\w-]{100,}|[0-9a-f]{32}-us\d{1,2}|\d{8,10}:AA[\w-]{33}|EAA[A-Za-z0-9]{60,}|GOCSPX-[\w-]{28}|K10[0-9a-f]{64}::\w{1,32}:[\w.]{6,})(?![\w-])/g
