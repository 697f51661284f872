import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { kindOfType, mediaTypes, plainType } from '../../../contract/media.js'
import { client } from '../../api.js'
import { useTexts } from '../../texts/texts.js'
import { useErrorMessage } from '../asked.js'
import type { Media } from '../../../sdk/index.js'
import { keptFiles } from './kept-files.js'
import { texts } from './uploads.texts.js'

/** A file on its way to the server, or one that did not get there. */
export type Upload = {
  key: string
  file: File
  /** What it is for, where a page has several places. */
  place: string
  altText: string | undefined
  /** How much has left, from 0 to 1; 1 while the server looks into it. */
  share: number
  error: string | null
}

export type Uploads = {
  uploads: readonly Upload[]
  add: (files: Iterable<File>, place?: string) => void
  retry: (key: string) => void
  /** Takes it off the list, and ends it where it is under way. */
  dismiss: (key: string) => void
}

type Options = {
  onDone?: (media: Media, place: string) => void
  /** Files that are under way when the page goes are kept under this name, and go on when it is back. */
  keptAs?: string
}

/** Uploads files beside each other, and hands them on in the order in which they were chosen. */
export function useUploads({ onDone, keptAs }: Options = {}): Uploads {
  const queries = useQueryClient()
  const t = useTexts(texts)
  const message = useErrorMessage()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const [ends] = useState(() => new Map<string, AbortController>())
  // In the order in which they were chosen: so they are handed on, whichever arrives first.
  const [line] = useState(() => new Map<string, { place: string; state: 'under way' | 'failed' | Media }>())
  const patch = (key: string, change: Partial<Upload>): void =>
    setUploads((now) => now.map((each) => (each.key === key ? { ...each, ...change } : each)))
  const drop = (key: string): void => {
    setUploads((now) => now.filter((each) => each.key !== key))
    line.delete(key)
    if (keptAs !== undefined) void keptFiles.forget(key)
  }
  /** Hands on what has arrived, as far as nothing that was chosen before it is still under way. */
  const handOn = (): void => {
    const waiting = new Set<string>()
    for (const [key, { place, state }] of line) {
      if (state === 'under way') waiting.add(place)
      if (typeof state === 'string' || waiting.has(place)) continue
      onDone?.(state, place)
      drop(key)
    }
  }
  const refusal = (file: File): string | null => {
    const kind = kindOfType(plainType(file.type))
    if (kind === undefined) return t('typeRefused', { name: file.name })
    const { maxBytes } = mediaTypes[kind]
    return file.size > maxBytes ? t('tooLarge', { max: maxBytes / 1_000_000 }) : null
  }
  const run = async ({ key, file, place, altText }: Upload): Promise<void> => {
    const end = new AbortController()
    ends.set(key, end)
    line.set(key, { place, state: 'under way' })
    try {
      // Before anything leaves: a page that goes while a file leaves has it when it is back.
      if (keptAs !== undefined) await keptFiles.keep({ key, owner: keptAs, place, file, altText })
      const media = await client.media.uploadFile(
        {
          data: file,
          filename: file.name,
          contentType: plainType(file.type),
          altText,
          onProgress: (share) => patch(key, { share }),
        },
        { signal: end.signal, intervalMs: 400 },
      )
      queries.setQueryData(['media', media.id], media)
      void queries.invalidateQueries({ queryKey: ['media', 'list'] })
      line.set(key, { place, state: media })
    } catch (error) {
      if (end.signal.aborted) return
      line.set(key, { place, state: 'failed' })
      patch(key, { error: message(error) })
    } finally {
      ends.delete(key)
    }
    handOn()
  }
  const begin = (added: readonly Upload[]): void => {
    setUploads((now) => [...now, ...added])
    for (const upload of added) if (upload.error === null) void run(upload)
  }
  useEffect(() => {
    if (keptAs === undefined) return
    let isHere = true
    void keptFiles.of(keptAs).then((kept) => {
      if (isHere) begin(kept.map((each) => ({ ...each, share: 0, error: null })))
    })
    return () => {
      isHere = false
      // What is kept goes on when the page is back.
      for (const end of ends.values()) end.abort()
    }
    // Asked once for each name: what is added later is here already.
  }, [keptAs])
  // The same as long as nothing happens: fields that show it are not drawn again for each letter of a text.
  return useMemo(
    () => ({
      uploads,
      add: (files, place = '') => {
        const added = [...files].map((file) => ({
          key: crypto.randomUUID(),
          file,
          place,
          altText: undefined,
          share: 0,
          error: refusal(file),
        }))
        begin(added)
      },
      retry: (key) => {
        const upload = uploads.find((each) => each.key === key)
        if (upload === undefined) return
        patch(key, { error: null, share: 0 })
        void run(upload)
      },
      dismiss: (key) => {
        ends.get(key)?.abort()
        drop(key)
        handOn()
      },
    }),
    [uploads],
  )
}
