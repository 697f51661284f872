import type { Json, JsonObject } from '../kit/json.js'

/** Names under which networks send what nobody else may know, in bodies, forms, queries and headers. */
const secretName =
  /^(access_?token|refresh_?token|id_?token|bot_?token|verify_?token|input_token|upload_(?:token|id)|fb_exchange_token|page_access_token|oauth_token|oauth_token_secret|oauth_verifier|oauth_signature|token|accessjwt|refreshjwt|password|app_?password|client_?secret|consumer_?secret|code_?verifier|client_assertion|assertion|appsecret_proof|api_?key|secret|dpop|cookie|set-cookie|x-amz-(?:security-token|signature))$/i
/** An authorization code; in answers `code` is the name of an error. */
const codeName = /^(code|device_code)$/i

/** What a file was encrypted with. A `key` by itself is many things. */
const cipherName = /^(key|iv)$/

function isKeyAndIv(value: JsonObject): boolean {
  return typeof value['key'] === 'string' && typeof value['iv'] === 'string'
}

/** Masks the secrets of one exchange, and every other place where the same values stand. */
export class Masker {
  readonly #seen = new Set<string>()

  secret(value: string): string {
    if (value.length >= 8) this.#seen.add(value)
    return masked(value)
  }

  /** An authorization header keeps its scheme. */
  headers(headers: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => {
        if (name === 'authorization' || name === 'proxy-authorization') {
          const split = value.indexOf(' ')
          return [name, `${value.slice(0, split + 1)}${this.secret(value.slice(split + 1))}`]
        }
        return [name, secretName.test(name) ? this.secret(value) : this.text(value)]
      }),
    )
  }

  request(value: Json): Json {
    return this.#members(value, (name) => secretName.test(name) || codeName.test(name))
  }

  response(value: Json): Json {
    return this.#members(value, (name) => secretName.test(name))
  }

  /** Keeps an address as it was sent, but for secrets in its query and bot tokens in its path. */
  url(url: string): string {
    return url
      .replace(/\/bot(\d+(?::|%3A)[\w-]+)/i, (_whole, token: string) => `/bot${this.secret(token)}`)
      .replace(/([?&#])([^=&?#]+)=([^&#]*)/g, (whole, mark: string, name: string, value: string) =>
        secretName.test(name) || codeName.test(name)
          ? `${mark}${name}=${value === '' ? '' : this.secret(value)}`
          : whole,
      )
  }

  /** A value that is an address and nothing else; words around one are somebody's text, and stay as they are. */
  text(value: string): string {
    return /^https?:\/\/\S+$/.test(value) ? this.url(value) : value
  }

  /** The second look: values that were seen under a telling name, wherever else they are. */
  everywhere<T extends Json>(value: T): T {
    const secrets = [...this.#seen].flatMap((secret) => [secret, encodeURIComponent(secret)])
    return secrets.length === 0 ? value : (replaced(value, secrets) as T)
  }

  #members(value: Json, isSecret: (name: string) => boolean): Json {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((each) => this.#members(each, isSecret))
    if (typeof value !== 'object' || value === null) return value
    const isOfCipher = isKeyAndIv(value)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (!isSecret(name) && !(isOfCipher && cipherName.test(name)))
          return [name, this.#members(member ?? null, isSecret)]
        if (typeof member === 'string') return [name, member === '' ? '' : this.secret(member)]
        if (Array.isArray(member))
          return [name, member.map((each) => (typeof each === 'string' ? this.secret(each) : each))]
        return [name, this.#members(member ?? null, isSecret)]
      }),
    )
  }
}

function masked(secret: string): string {
  return `***${secret.slice(-4)}`
}

function replaced(value: Json, secrets: readonly string[]): Json {
  if (typeof value === 'string')
    return secrets.reduce(
      (text, secret) => (text.includes(secret) ? text.replaceAll(secret, masked(secret)) : text),
      value,
    )
  if (Array.isArray(value)) return value.map((each) => replaced(each, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaced(member ?? null, secrets)]),
  )
}
