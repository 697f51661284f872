import { invalid, noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { accountOf, api, type Call } from './call.js'
import { allMedia, findMedia, keepMedia, type Media } from './media-table.js'
import { ownMedia } from './own-media.js'
import { findUser } from './people.js'

/** Who is named as a collaborator is asked, and may say no: the post is out meanwhile. */
export const collaborationRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/collaborators', operation: 'other', only: 'facebook' }, (call) =>
    ok({
      data: ownMedia(call).collaborators.map(({ id, username, status }) => ({
        ...(id === null ? {} : { id }),
        username,
        invite_status: status,
      })),
    }),
  ),
  ...api(
    { method: 'GET', path: '/:id/collaboration_invites', operation: 'other', only: 'facebook' },
    invites,
  ),
  ...api(
    {
      method: 'POST',
      path: '/:id/collaboration_invites',
      operation: 'other',
      only: 'facebook',
      need: 'publish',
    },
    answer,
  ),
]

function invites(call: Call): SimReply {
  const { id } = accountOf(call)
  const open = allMedia(call.world).filter(({ collaborators }) =>
    collaborators.some((each) => each.id === id && each.status === 'Pending'),
  )
  return ok({
    data: open.map((media) => ({
      media_id: media.id,
      caption: media.caption,
      media_owner_username: findUser(media.userId, call.world)?.username ?? '',
    })),
  })
}

function answer(call: Call): SimReply {
  const { given, request, world } = call
  const { id } = accountOf(call)
  const mediaId = given.text('media_id')
  const media = findMedia(mediaId, world)
  const isAsked = media?.collaborators.some((each) => each.id === id) === true
  if (media === undefined || !isAsked) return noSuchObject(request.method, mediaId)
  if (!given.has('accept')) invalid('The parameter accept is required')
  const status: Media['collaborators'][number]['status'] = given.flag('accept') ? 'Accepted' : 'Declined'
  const collaborators = media.collaborators.map((each) => (each.id === id ? { ...each, status } : each))
  keepMedia({ ...media, collaborators }, world)
  return ok({ success: true })
}
