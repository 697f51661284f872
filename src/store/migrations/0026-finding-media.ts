/** Files by name and by size, and the posts that carry a file, each read from an index. */
export const findingMedia = {
  number: 26,
  name: 'finding media',
  sql: `
create index media_by_name on media (workspace_id, (lower(filename) collate "C"), id) where deleted_at is null;
create index media_by_size on media (workspace_id, (coalesce(size_bytes, 0)), id) where deleted_at is null;

-- Every file that a post names: its own, those for one network, and those of the parts of its thread.
create function media_of_post(media jsonb, platform_overrides jsonb, thread_posts jsonb) returns text[]
language sql immutable parallel safe as $$
  select array(
    select item ->> 'id' from jsonb_array_elements(media) as item
    union select file from jsonb_each(platform_overrides) as override, jsonb_array_elements_text(override.value -> 'media') as file
    union select item ->> 'id' from jsonb_array_elements(thread_posts) as part, jsonb_array_elements(part -> 'media') as item)
$$;
-- Posts of text alone, which are most, are not in it and cost nothing.
create index posts_media on posts using gin (media_of_post(media, platform_overrides, thread_posts))
  where media <> '[]' or platform_overrides <> '{}' or thread_posts <> '[]';
create index targets_media on targets using gin (media_fix jsonb_path_ops) where media_fix is not null;
`,
} as const
