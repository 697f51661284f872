import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'

const maxLength = 63_206

/** Counted in UTF-16; the documents do not say in what. */
export function checkMessage(message: string): void {
  if (message.length > maxLength) invalid('Name parameter too long')
}

/** A link that a post shows as a card. */
export function checkLink(link: string): void {
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link) || !new URL(link).hostname.includes('.'))
    refuse(1_500, '(#1500) The url you supplied is invalid')
  if (/(^|\.)(facebook\.com|fb\.com|fb\.me)$/i.test(new URL(link).hostname))
    invalid('Invalid parameter', 'You can’t post links to Facebook here.', 1_609_008)
}
