import { numberOf, plainName } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { businessByPhone, issueToken, keepBusiness, kinds, type Business } from './businesses.js'
import { plantGroup } from './group-table.js'
import { plantTemplates } from './template-table.js'

const allScopes = ['whatsapp_business_messaging', 'whatsapp_business_management', 'business_management']

/** One name is one business. `accountType` is one of `kinds`; `scopes` what its tokens may do. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const name = plainName(input.username ?? '') || `lola${String(world.nextNumber('business'))}`
  const number = numberOf(name.toLowerCase())
  const phoneId = String(100_000_000_000_000n + (number % 100_000_000_000_000n))
  const known = businessByPhone(phoneId, world)
  const kind = kinds.find((each) => each === input.accountType)
  const business: Business = {
    ...(known ?? {
      businessId: String(500_000_000_000_000n + (number % 99_999_999_999_999n)),
      wabaId: String(300_000_000_000_000n + (number % 99_999_999_999_989n)),
      phoneId,
      // 555 with any but 0100 to 0199 behind it: those are people here.
      phone: `1555${String(2_000_000n + (number % 7_999_993n))}`,
      username: name,
      displayName: `Lola’s ${name}`,
      kind: 'business',
      isLocked: false,
      scopes: allScopes,
    }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(kind === undefined ? {} : { kind }),
    ...(input.suspended === undefined ? {} : { isLocked: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { tokenSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  keepBusiness(business, world)
  if (known === undefined) {
    plantTemplates(business.wabaId, world)
    plantGroup(business, world)
  }
  return { id: phoneId, username: name, displayName: business.displayName }
}

/** What an admin would copy from the app's page: a token of a system user, made for it there. */
export function connectAnswers({ id }: SimUser, world: SimWorld): Record<string, string> {
  const business = businessByPhone(id, world)
  if (business === undefined) return {}
  return {
    accessToken: issueToken(business, world),
    phoneNumberId: business.phoneId,
    businessAccountId: business.wabaId,
  }
}
