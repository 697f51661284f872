import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { kindOfType, mediaTypes, plainType } from '../../../contract/media.js'
import { client } from '../../api.js'
import { useErrorMessage } from '../../components/asked.js'
import { useTexts } from '../../texts/texts.js'
import type { Media } from '../../../sdk/index.js'
import { newKey } from './draft.js'
import { texts } from './media.texts.js'

/** A file on its way to the server, or one that did not get there. */
export type Upload = {
  key: string
  file: File
  altText: string | undefined
  /** How much has left, from 0 to 1; 1 while the server looks into it. */
  share: number
  error: string | null
}

export type Uploads = {
  uploads: readonly Upload[]
  add: (files: Iterable<File>) => void
  retry: (key: string) => void
  /** Takes it off the list, and ends it where it is under way. */
  dismiss: (key: string) => void
}

/** Uploads files beside each other; what is on its way when the page goes is lost, what has arrived is not. */
export function useUploads(onDone: (media: Media) => void): Uploads {
  const queries = useQueryClient()
  const t = useTexts(texts)
  const message = useErrorMessage()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const [ends] = useState(() => new Map<string, AbortController>())
  const patch = (key: string, change: Partial<Upload>): void =>
    setUploads((now) => now.map((each) => (each.key === key ? { ...each, ...change } : each)))
  const drop = (key: string): void => setUploads((now) => now.filter((each) => each.key !== key))
  const refusal = (file: File): string | null => {
    const kind = kindOfType(plainType(file.type))
    if (kind === undefined) return t('typeRefused', { name: file.name })
    const { maxBytes } = mediaTypes[kind]
    return file.size > maxBytes ? t('tooLarge', { max: maxBytes / 1_000_000 }) : null
  }
  const run = async ({ key, file, altText }: Upload): Promise<void> => {
    const end = new AbortController()
    ends.set(key, end)
    try {
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
      drop(key)
      onDone(media)
    } catch (error) {
      if (!end.signal.aborted) patch(key, { error: message(error) })
    } finally {
      ends.delete(key)
    }
  }
  return {
    uploads,
    add: (files) => {
      const added = [...files].map((file) => ({
        key: newKey(),
        file,
        altText: undefined,
        share: 0,
        error: refusal(file),
      }))
      setUploads((now) => [...now, ...added])
      for (const upload of added) if (upload.error === null) void run(upload)
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
    },
  }
}
