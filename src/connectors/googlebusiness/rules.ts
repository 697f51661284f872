import type { Draft, Issue, Limits } from '../../domain/rules.js'
import type { Rules } from '../connector.js'
import { lengthOf, topicOf } from './options.js'

export const largestPhoto = 5_000_000
const smallestPhoto = 10_240

/** Source: README.md, "Limits". */
const limits: Limits = {
  text: { max: 1_500, unit: 'characters', optionalWithMedia: true },
  media: {
    required: false,
    max: 1,
    mixed: false,
    image: {
      max: 1,
      maxBytes: largestPhoto,
      reencoded: true,
      mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
      minWidth: 250,
      minHeight: 250,
    },
  },
  altText: null,
  thread: null,
  firstComment: false,
  contentTypes: ['TEXT', 'IMAGE'],
}

export const rules: Rules = { limits, measure: lengthOf, check }

function check(draft: Draft): Issue[] {
  return [...checkTopic(draft), ...checkPhoto(draft), ...checkText(draft)]
}

const option = (name: string): string => `platformMetadata.GOOGLEBUSINESS.${name}`

function error(code: Issue['code'], field: string, message: string): Issue {
  return { severity: 'error', code, field, message }
}

function checkTopic({ options }: Draft): Issue[] {
  const topic = topicOf(options)
  const { event, offer, callToAction } = options
  const issues: Issue[] = []
  if (topic !== 'STANDARD' && event === undefined)
    issues.push(
      error(
        'EVENT_REQUIRED',
        option('event'),
        topic === 'OFFER'
          ? 'An offer has a title and says from when until when it is valid: give an event.'
          : 'Give an event: its title, when it begins and when it ends.',
      ),
    )
  if (topic === 'STANDARD' && event !== undefined)
    issues.push(error('OPTIONS_NOT_TOGETHER', option('event'), 'A STANDARD post has no event.'))
  if (topic !== 'OFFER' && offer !== undefined)
    issues.push(error('OPTIONS_NOT_TOGETHER', option('offer'), `A post of the type ${topic} has no offer.`))
  if (topic === 'OFFER' && callToAction !== undefined)
    issues.push({
      severity: 'warning',
      code: 'SETTING_IGNORED',
      field: option('callToAction'),
      message: 'Google shows no button of yours under an offer: it is left out.',
      suggestion: 'Give offer.redeemOnlineUrl.',
    })
  return issues
}

function checkPhoto({ media }: Draft): Issue[] {
  return media.flatMap(({ kind, contentType, sizeBytes, width, height }, index): Issue[] => {
    if (kind !== 'image') return []
    const field = `media.${String(index)}`
    // A WebP is given as a JPEG, of another size.
    if (sizeBytes !== null && sizeBytes < smallestPhoto && contentType !== 'image/webp')
      return [error('FILE_TOO_SMALL', field, 'Google takes photos of 10 KB and more.')]
    const isSmall = width !== null && height !== null && (width < 400 || height < 300)
    return isSmall
      ? [
          {
            severity: 'warning',
            code: 'IMAGE_SMALL',
            field,
            message: 'Google advises photos of 400 × 300 pixels and more for posts.',
            suggestion: 'Use one of 1200 × 900 pixels (4:3).',
          },
        ]
      : []
  })
}

/** As people write telephone numbers: with a +, or in groups; years, prices and dates are none. */
const telephone = /(?<![\w.,/-])(?:\+\d[\d ().-]{6,}\d|\(?0?\d{2,5}\)?[ .-]\d{3,4}[ .-]?\d{3,5})(?![\w/-])/

function checkText({ text }: Draft): Issue[] {
  if (!telephone.test(text)) return []
  return [
    {
      severity: 'warning',
      code: 'PHONE_NUMBER_IN_TEXT',
      field: 'content',
      message: 'Google rejects posts with a telephone number in their text.',
      suggestion: 'Use callToAction with CALL, which calls the location.',
    },
  ]
}
