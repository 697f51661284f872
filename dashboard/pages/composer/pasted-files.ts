import type { ClipboardEvent } from 'react'

/** The files of what is pasted; a picture is then not pasted as text too. */
export function pastedFiles(event: ClipboardEvent): File[] {
  const files = [...event.clipboardData.files]
  if (files.length > 0) event.preventDefault()
  return files
}
