import { fileTypeFromBuffer } from 'file-type'
import { largestShown } from '../../../sandbox/kept-files.js'
import { filmSize, wholePictureFacts } from '../../../sandbox/picture-facts.js'

/** What processing finds out about a file, and why it fails where it does. */
export type Judged = {
  kind: 'image' | 'gif' | 'video' | 'document'
  width: number | null
  height: number | null
  problem: string | null
}

const pictures = ['image/jpeg', 'image/png', 'image/gif']
/** A picture has fewer. */
const pixels = 36_152_320
const frames = 250
const film = { minBytes: 75_000, maxBytes: 500_000_000, minSeconds: 3, maxSeconds: 1_800, ratio: 2.4 }
const documents = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  // What PPT and DOC are inside.
  'application/x-cfb',
]
const pages = 300

export async function judge(
  kind: 'image' | 'video' | 'document',
  bytes: Buffer,
  totalBytes: number,
): Promise<Judged> {
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  switch (kind) {
    case 'image':
      return judgePicture(bytes, type)
    case 'video':
      return judgeFilm(bytes, totalBytes, type)
    case 'document':
      return { kind, width: null, height: null, problem: documentProblem(bytes, type) }
  }
}

async function judgePicture(bytes: Buffer, type: string): Promise<Judged> {
  const kind = type === 'image/gif' ? 'gif' : 'image'
  const facts = pictures.includes(type) ? await wholePictureFacts(bytes) : undefined
  if (facts === undefined)
    return { kind, width: null, height: null, problem: 'The image is no JPG, PNG or GIF that can be read' }
  const { width } = facts
  const height = facts.pageHeight ?? facts.height
  const problem =
    width * height >= pixels
      ? `The image has more than ${String(pixels)} pixels`
      : (facts.pages ?? 1) > frames
        ? `The GIF has more than ${String(frames)} frames`
        : null
  return { kind, width, height, problem }
}

async function judgeFilm(bytes: Buffer, totalBytes: number, type: string): Promise<Judged> {
  const isKnown = totalBytes <= largestShown
  const size = isKnown ? await filmSize(bytes) : null
  const { width, height } = size ?? { width: null, height: null }
  return { kind: 'video', width, height, problem: filmProblem() }

  function filmProblem(): string | null {
    if (totalBytes < film.minBytes || totalBytes > film.maxBytes)
      return 'The video has to have between 75 KB and 500 MB'
    // Of a large one the first part is all that is looked at, and it is not kept.
    if (!isKnown) return null
    if (type !== 'video/mp4' || size === null) return 'The video is no MP4 that can be read'
    if (size.seconds < film.minSeconds || size.seconds > film.maxSeconds)
      return 'The video has to last between 3 seconds and 30 minutes'
    const ratio = size.width / size.height
    return ratio > film.ratio || ratio < 1 / film.ratio
      ? 'The video has to have an aspect ratio between 1:2.4 and 2.4:1'
      : null
  }
}

function documentProblem(bytes: Buffer, type: string): string | null {
  if (!documents.includes(type)) return 'The document is no PDF, PPT, PPTX, DOC or DOCX'
  const count = type === 'application/pdf' ? bytes.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length : 0
  return (count ?? 0) > pages ? `The document has more than ${String(pages)} pages` : null
}
