import type { ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { usePlatforms } from '../../components/account.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './accounts.texts.js'

/** How long the network lets us in, and whether somebody has to do something about it. */
export function TokenLife({ account }: { account: Account }): ReactNode {
  const t = useTexts(texts)
  const { ago } = useMoments()
  const { status, platform, tokenExpiresAt } = account
  const isRenewed = usePlatforms().find(platform)?.capabilities.includes('refresh') === true
  if (status === 'disconnected') return null
  if (tokenExpiresAt === null) return t('noEnd')
  const when = ago(tokenExpiresAt)
  if (status === 'expired') return t('ended', { when })
  return t(isRenewed && status === 'active' ? 'renews' : 'ends', { when })
}
