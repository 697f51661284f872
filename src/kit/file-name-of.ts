const typesByEnding: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  webm: 'video/webm',
  pdf: 'application/pdf',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  txt: 'text/plain',
}

export function typeByEnding(name: string): string | undefined {
  return typesByEnding[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '']
}

/** What a file behind an address is called: the last part of its path, as text that can be stored and shown. */
export function fileNameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  const name = decoded(last)
    .replace(/[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
  return name === '' || name === '.' || name === '..' ? 'file' : name.slice(0, 255).toWellFormed()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray % in a path is no reason to refuse the file.
    return text
  }
}
