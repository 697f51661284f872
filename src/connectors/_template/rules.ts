import type { Rules } from '../connector.js'

/** Source: README.md, "Limits". */
export const rules: Rules = {
  limits: {
    text: { max: 280, unit: 'characters', optionalWithMedia: true },
    media: {
      required: false,
      max: 4,
      mixed: false,
      image: { max: 4, maxBytes: 10_000_000, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] },
    },
    altText: { max: 1_000 },
    thread: null,
    firstComment: false,
    contentTypes: ['TEXT', 'IMAGE', 'CAROUSEL'],
  },
  measure: (text) => [...text].length,
}
