import { ApiError } from '../../contract/errors.js'
import type { PostsCaller } from './deps.js'

type Restricted = Pick<PostsCaller, 'allowedPlatforms'>

/** Whether the workspace may post there. Its owner says so; what is scheduled already goes out. */
export function isAllowed({ allowedPlatforms }: Restricted, platform: string): boolean {
  return allowedPlatforms == null || allowedPlatforms.includes(platform)
}

/** Refuses accounts of platforms that the workspace does not allow. */
export function refuseRestricted(caller: Restricted, accounts: readonly { platform: string }[]): void {
  const restricted = accounts.find(({ platform }) => !isAllowed(caller, platform))
  if (restricted !== undefined)
    throw new ApiError('PLATFORM_RESTRICTED', restrictedWords(restricted.platform), {
      platform: restricted.platform,
      allowedPlatforms: caller.allowedPlatforms,
    })
}

export function restrictedWords(platform: string): string {
  return `This workspace does not allow ${platform.toUpperCase()}. An owner changes that in its settings.`
}
