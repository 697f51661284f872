import { z } from 'zod'

/** `platformMetadata.TEMPLATE` */
export const options = z.strictObject({
  audience: z.enum(['everyone', 'followers']).optional().describe('Who sees it; absent: everyone'),
})
