import { fileTypeFromBuffer } from 'file-type'
import { kindOfType, plainType } from '../../contract/media.js'
import { NotAcceptable } from './bytes.js'

/** What the first bytes of a file say it is. Text has no marks, so that captions and HTML are told by looking. */
export async function typeOf(head: Buffer, declared: string): Promise<string> {
  const found = (await fileTypeFromBuffer(head))?.mime
  if (found === undefined) {
    if (kindOfType(declared) === 'captions' && isCaptionText(head)) return declared
    throw notAsAnnounced(declared, isPage(head) ? 'a page or a drawing in text' : 'of no kind that we know')
  }
  const type = plainType(found)
  const isSameFamily =
    kindOfType(type) === kindOfType(declared) || (type.startsWith('image/') && declared.startsWith('image/'))
  if (!isSameFamily) throw notAsAnnounced(declared, type === 'application/xml' ? 'a drawing in text' : type)
  return type
}

function notAsAnnounced(declared: string, what: string): NotAcceptable {
  return new NotAcceptable(
    'TYPE_MISMATCH',
    `The file was announced as ${declared}, but is ${what}. Send it with the type that it has, or save it again as ${declared}.`,
  )
}

function isPage(head: Buffer): boolean {
  return /^\s*<(!doctype|html|head|body|svg|\?xml|script|!--)/i.test(textOf(head))
}

function isCaptionText(head: Buffer): boolean {
  return !head.includes(0) && !isPage(head)
}

function textOf(head: Buffer): string {
  return head.toString('utf8').replace(/^\uFEFF/, '')
}
