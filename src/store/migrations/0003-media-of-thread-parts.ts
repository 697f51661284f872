/** Alt text for one post only is kept beside each file of a thread part, as it is beside the files of the post. */
export const mediaOfThreadParts = {
  number: 3,
  name: 'media of thread parts',
  sql: `
-- A part of a thread has media as the post has them, [{id, altText}], where it had mediaIds, [id].
update posts set thread_posts = (
  select jsonb_agg(
    case when part ? 'mediaIds'
      then part - 'mediaIds' || jsonb_build_object('media', (
        select coalesce(jsonb_agg(jsonb_build_object('id', file.id) order by file.place), '[]')
        from jsonb_array_elements_text(part->'mediaIds') with ordinality as file(id, place)))
      else part end
    order by parts.place)
  from jsonb_array_elements(thread_posts) with ordinality as parts(part, place))
where thread_posts::text like '%"mediaIds"%';
`,
} as const
