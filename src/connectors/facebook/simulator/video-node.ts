import type { Json } from '../../../kit/json.js'
import { timestamp } from '../../../sandbox/graph-api/list.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { Node } from './fields.js'
import { findPage } from './people.js'
import { mediaUrl } from './photos.js'
import { countsOf, findPost } from './posts.js'
import { isLive, statusOf, type Video } from './video-table.js'

export function videoNode(video: Video, world: SimWorld): Node {
  const page = findPage(video.pageId, world)
  const isOut = isLive(video, world)
  const post = findPost(video.postId ?? '', world)
  const fields = {
    id: video.id,
    title: video.title === '' ? undefined : video.title,
    description: video.description === '' ? undefined : video.description,
    created_time: timestamp(video.createdAt),
    updated_time: timestamp(video.liveAt ?? video.createdAt),
    from: new Node('Page', { id: video.pageId, name: page?.name }, ['name', 'id']),
    length: video.file?.seconds,
    // Without the host, as the network gives it.
    permalink_url: `/reel/${video.id}/`,
    picture: mediaUrl(video.id),
    source: mediaUrl(video.id),
    post_id: isOut ? (video.postId ?? undefined) : undefined,
    published: isOut,
    status: statusNode(video, world),
    views: post === undefined ? 0 : countsOf(post, world).views,
  }
  return new Node('Video', fields, ['updated_time', 'description', 'id'])
}

type Phase = { [name: string]: Json | undefined }

function statusNode(video: Video, world: SimWorld): Json {
  const status = statusOf(video, world)
  return {
    video_status: status === 'uploading' ? 'processing' : status,
    uploading_phase: uploading(video),
    processing_phase: processing(video, status),
    publishing_phase: publishing(video, status === 'error', world),
  }
}

function uploading({ uploadedAt, received, fileSize }: Video): Phase {
  const status = uploadedAt !== null ? 'complete' : received > 0 ? 'in_progress' : 'not_started'
  // Spelled as the network spells it.
  return { status, bytes_transfered: received, ...(fileSize > 0 ? { source_file_size: fileSize } : {}) }
}

function processing({ uploadedAt, error }: Video, status: ReturnType<typeof statusOf>): Phase {
  if (uploadedAt === null) return { status: 'not_started' }
  if (status === 'error' && error !== null) return { status: 'error', errors: [error] }
  return { status: status === 'ready' ? 'complete' : 'in_progress' }
}

function publishing({ state, liveAt, error }: Video, isBroken: boolean, world: SimWorld): Phase {
  if (state === 'draft') return { status: 'complete', publish_status: 'draft' }
  if (state !== 'published') return { status: 'not_started', publish_status: 'not_published' }
  if (isBroken && error !== null) return { status: 'error', publish_status: 'not_published', errors: [error] }
  if (liveAt === null || liveAt > world.now().toISOString())
    return { status: 'in_progress', publish_status: 'not_published' }
  return {
    status: 'complete',
    publish_status: 'published',
    publish_time: Math.floor(Date.parse(liveAt) / 1_000),
  }
}
