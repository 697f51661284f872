/** A pin has one alt text: those of its pictures, one after the other; a video's own, not its cover's. Null: none. */
export function altTextOf(
  media: readonly { kind: string; altText?: string | null | undefined }[],
): string | null {
  const video = media.find((file) => file.kind === 'video')
  const texts = (video === undefined ? media : [video]).flatMap(({ altText }) =>
    altText === null || altText === undefined || altText === '' ? [] : [altText],
  )
  return texts.length === 0 ? null : [...new Set(texts)].join('; ')
}
