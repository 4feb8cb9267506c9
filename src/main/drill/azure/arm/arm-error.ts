/** A refusal as Azure Resource Manager answers it. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }

  /** `{error: {code, message}}`. */
  get body(): unknown {
    return { error: { code: this.code, message: this.message } }
  }
}

export const badRequest = (message: string, code = 'BadRequest'): ArmError => new ArmError(400, code, message)

/** `type` as in `Microsoft.Network/trafficManagerProfiles`, `name` of it and of what is below it. */
export const noSuchResource = (type: string, name: string, group: string): ArmError =>
  new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`
  )

/** A 401 with the challenge that names the authority (RFC 6750). */
export const unauthorized = (code: string, message: string, authority: string, challenge = ''): ArmError =>
  new ArmError(401, code, message, {
    'www-authenticate': `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message}"${challenge}`
  })
