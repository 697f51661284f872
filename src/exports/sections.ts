/** One file of JSON Lines in an export: what it holds, and the statements that give its lines, a page at a time. */
export type Section = {
  file: string
  about: string
  /** `key` and `line` for the workspace $1 in mode $2, after the key $3 (null: from the start), $4 at most. */
  pages: readonly string[]
}

const upwards = (table: string, line: string, more = ''): string =>
  `select t.id as key, ${line} as line from ${table} t
   where t.workspace_id = $1 and $2::text is not null ${more} and t.id > coalesce($3, '') order by t.id limit $4`

const ofMode = 'and t.mode = $2'

const post = `jsonb_build_object(
  'externalId', t.id, 'content', t.content, 'contentType', t.content_type, 'status', t.status, 'scheduledFor', vb_iso(t.scheduled_for),
  'saveAsDraft', t.kept_as_draft, 'media', t.media, 'overrides', t.platform_overrides, 'platformMetadata', t.platform_metadata,
  'threadPosts', t.thread_posts, 'firstComment', t.first_comment, 'firstCommentDelay', t.first_comment_delay, 'tags', t.tags,
  'metadata', t.metadata,
  'accounts', (select coalesce(jsonb_agg(jsonb_build_object('platform', a.platform, 'username', a.username, 'remoteId', a.remote_id, 'id', a.id)
      order by g.position), '[]') from targets g join accounts a on a.id = g.account_id where g.post_id = t.id),
  'record', jsonb_build_object('createdAt', vb_iso(t.created_at), 'updatedAt', vb_iso(t.updated_at), 'publishedAt', vb_iso(t.published_at),
    'createdBy', t.created_by, 'personaId', t.persona_id, 'warnings', t.warnings, 'history', t.history,
    'targets', (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'accountId', g.account_id, 'platform', g.platform, 'status', g.status,
        'remoteId', g.remote_id, 'url', g.url, 'publishedAt', vb_iso(g.published_at), 'error', g.error, 'failures', g.failures, 'warnings', g.warnings, 'retryCount', g.retry_count,
        'items', (select coalesce(jsonb_agg(jsonb_build_object('sequence', i.sequence, 'remoteId', i.remote_id, 'url', i.url,
            'publishedAt', vb_iso(i.published_at)) order by i.sequence), '[]') from target_items i where i.target_id = g.id),
        'attempts', (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'startedAt', vb_iso(n.started_at), 'endedAt', vb_iso(n.ended_at),
            'outcome', n.outcome, 'error', n.error) order by n.number), '[]') from attempts n where n.target_id = g.id),
        'firstComment', (select jsonb_build_object('content', c.content, 'status', c.status, 'remoteId', c.remote_id, 'url', c.url, 'error', c.error)
          from comments c where c.target_id = g.id)) order by g.position), '[]')
      from targets g where g.post_id = t.id)))`

const posts = (only: string): string =>
  `select t.id as key, ${post} as line from posts t where t.workspace_id = $1 and t.mode = $2 and ${only}
   and t.id collate "C" < coalesce($3, '~') order by t.id collate "C" desc limit $4`

/** Everything that a workspace owns, in the order of the archive. Secrets have no place here. */
export const sections: readonly Section[] = [
  {
    file: 'workspace.jsonl',
    about: 'the workspace and its settings',
    pages: [
      `select t.id as key, jsonb_build_object('id', t.id, 'name', t.name, 'plan', t.plan, 'settings', t.settings, 'createdAt', vb_iso(t.created_at)) as line
       from workspaces t where t.id = $1 and $2::text is not null and t.id > coalesce($3, '') limit $4`,
    ],
  },
  {
    file: 'members.jsonl',
    about: 'members with their roles',
    pages: [
      `select t.user_id as key, jsonb_build_object('userId', t.user_id, 'email', u.email, 'name', u.name, 'role', t.role, 'createdAt', vb_iso(t.created_at)) as line
       from members t join users u on u.id = t.user_id
       where t.workspace_id = $1 and $2::text is not null and t.user_id > coalesce($3, '') order by t.user_id limit $4`,
    ],
  },
  {
    file: 'api-keys.jsonl',
    about: 'API keys by name, without the keys',
    pages: [
      upwards(
        'api_keys',
        `jsonb_build_object('id', t.id, 'name', t.name, 'userId', t.user_id, 'scopes', t.scopes, 'expiresAt', vb_iso(t.expires_at),
          'revokedAt', vb_iso(t.revoked_at), 'createdAt', vb_iso(t.created_at))`,
      ),
    ],
  },
  {
    file: 'accounts.jsonl',
    about: 'connected accounts, without their tokens; each has to be connected again elsewhere',
    pages: [
      upwards(
        'accounts',
        `jsonb_build_object('id', t.id, 'platform', t.platform, 'remoteId', t.remote_id, 'username', t.username, 'displayName', t.display_name,
          'accountType', t.account_type, 'status', t.status, 'scopes', t.scopes, 'page', t.platform_data->'page'->'id', 'connectedAt', vb_iso(t.connected_at))`,
        ofMode,
      ),
    ],
  },
  {
    file: 'posts.jsonl',
    about:
      'posts, in the form that an import takes; under record what became of them: targets with attempts and comments',
    pages: [posts(`t.status <> 'archived'`), posts(`t.status = 'archived'`)],
  },
  {
    file: 'media.jsonl',
    about: 'files; file names the one in the archive',
    pages: [
      upwards(
        'media',
        `jsonb_build_object('id', t.id, 'filename', t.filename, 'contentType', t.content_type, 'kind', t.kind, 'status', t.status, 'altText', t.alt_text,
          'sourceUrl', t.source_url, 'sizeBytes', t.size_bytes, 'width', t.width, 'height', t.height, 'durationMs', t.duration_ms, 'sha256', t.sha256,
          'createdAt', vb_iso(t.created_at))`,
        'and t.deleted_at is null',
      ),
    ],
  },
  {
    file: 'webhooks.jsonl',
    about: 'webhooks, without their secrets',
    pages: [
      upwards(
        'webhooks',
        `jsonb_build_object('id', t.id, 'url', t.url, 'events', t.events, 'enabled', t.enabled, 'disabledReason', t.disabled_reason, 'createdAt', vb_iso(t.created_at))`,
      ),
    ],
  },
  {
    file: 'hashtag-sets.jsonl',
    about: 'sets of hashtags',
    pages: [upwards('hashtag_sets', `jsonb_build_object('id', t.id, 'name', t.name, 'tags', t.tags)`)],
  },
  {
    file: 'personas.jsonl',
    about: 'personas with their versions',
    pages: [
      upwards(
        'personas',
        `jsonb_build_object('id', t.id, 'name', t.name, 'description', t.description, 'primaryPlatform', t.primary_platform, 'platforms', t.platforms,
          'avatarUrl', t.avatar_url, 'linkedAccountIds', t.linked_account_ids, 'isWorkspaceDefault', t.is_workspace_default, 'activeVersionId', t.active_version_id,
          'createdAt', vb_iso(t.created_at), 'versions', (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number, 'modules', v.modules,
            'note', v.note, 'createdAt', vb_iso(v.created_at)) order by v.number), '[]') from persona_versions v where v.persona_id = t.id))`,
      ),
    ],
  },
  {
    file: 'approval-workflows.jsonl',
    about: 'approval workflows',
    pages: [
      upwards(
        'approval_workflows',
        `jsonb_build_object('id', t.id, 'name', t.name, 'steps', t.steps, 'deletedAt', vb_iso(t.deleted_at))`,
      ),
    ],
  },
  {
    file: 'approval-rounds.jsonl',
    about: 'posts’ ways through approval',
    pages: [
      upwards(
        'approval_rounds',
        `jsonb_build_object('id', t.id, 'postId', t.post_id, 'workflowId', t.workflow_id, 'workflowName', t.workflow_name, 'number', t.number, 'status', t.status,
          'steps', t.steps, 'shown', t.shown, 'startedBy', t.started_by, 'startedAt', vb_iso(t.started_at), 'endedAt', vb_iso(t.ended_at))`,
        ofMode,
      ),
    ],
  },
  {
    file: 'queue-slots.jsonl',
    about: 'the weekly grid of the queue; day 0 is Sunday',
    pages: [upwards('queue_slots', `jsonb_build_object('id', t.id, 'day', t.day, 'time', t.time)`)],
  },
  {
    file: 'recurrences.jsonl',
    about: 'posts that recur',
    pages: [
      upwards(
        'recurrences',
        `jsonb_build_object('id', t.id, 'name', t.name, 'post', t.post, 'rule', t.rule, 'startsOn', t.starts_on, 'endsOn', t.ends_on, 'paused', t.paused)`,
        ofMode,
      ),
    ],
  },
  {
    file: 'imports.jsonl',
    about: 'imports of the last 90 days, with their rows',
    pages: [
      upwards(
        'imports',
        `jsonb_build_object('id', t.id, 'format', t.format, 'dryRun', t.dry_run, 'status', t.status, 'createdAt', vb_iso(t.created_at),
          'rows', (select coalesce(jsonb_object_agg(by.status, by.count), '{}') from (select status, count(*) from import_rows r where r.import_id = t.id group by 1) as by))`,
        ofMode,
      ),
    ],
  },
  {
    file: 'audit-log.jsonl',
    about: 'who changed what over the API in the last 365 days',
    pages: [
      `select vb_iso(t.at) || ' ' || t.id as key, jsonb_build_object('id', t.id, 'at', vb_iso(t.at), 'userId', t.user_id, 'keyId', t.key_id, 'action', t.action,
         'subjectId', t.subject_id, 'fields', t.fields, 'completed', t.completed) as line
       from audit_log t where t.workspace_id = $1 and $2::text is not null
         and (t.at, t.id) > (coalesce(split_part($3, ' ', 1)::timestamptz, '-infinity'), coalesce(split_part($3, ' ', 2), ''))
       order by t.at, t.id limit $4`,
    ],
  },
  {
    file: 'events.jsonl',
    about: 'events of the last 30 days',
    pages: [
      upwards(
        'events',
        `jsonb_build_object('id', t.id, 'type', t.type, 'data', t.data, 'createdAt', vb_iso(t.created_at))`,
      ),
    ],
  },
  {
    file: 'post-numbers.jsonl',
    about: 'what networks tell of posts, those that went out past us among them, as it changed',
    pages: [
      `select t.id::text as key, jsonb_build_object('accountId', t.account_id, 'remoteId', t.remote_id, 'targetId', t.target_id, 'publishedAt', vb_iso(t.published_at),
         'text', t.text, 'url', t.url, 'numbers', t.numbers,
         'points', (select coalesce(jsonb_agg(jsonb_build_object('at', vb_iso(p.at), 'numbers', p.numbers) order by p.at), '[]')
           from post_points p where p.workspace_id = t.workspace_id and p.post_id = t.id)) as line
       from measured_posts t join accounts a on a.id = t.account_id and a.mode = $2
       where t.workspace_id = $1 and t.id > coalesce($3, '0')::bigint order by t.id limit $4`,
    ],
  },
  {
    file: 'account-numbers.jsonl',
    about: 'what networks tell of accounts, by the day',
    pages: [
      upwards(
        'accounts',
        `jsonb_build_object('accountId', t.id, 'days', (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'numbers', d.numbers) order by d.day), '[]')
          from account_days d where d.workspace_id = t.workspace_id and d.account_id = t.id))`,
        ofMode,
      ),
    ],
  },
]

/** Tables of a tenant that are in no file of their own, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  targets: 'in posts.jsonl, under record',
  target_items: 'in posts.jsonl, under record',
  target_recipients: 'in posts.jsonl: the attempts of each target',
  attempts: 'in posts.jsonl, under record',
  comments: 'in posts.jsonl, under record',
  persona_versions: 'in personas.jsonl',
  post_points: 'in post-numbers.jsonl',
  account_days: 'in account-numbers.jsonl',
  import_rows: 'counted in imports.jsonl; what they made is in posts.jsonl',
  import_files: 'files of imports are in media.jsonl',
  imported_posts: 'which rows were imported counts only where they were',
  exports: 'exports are no part of themselves',
  deliveries: 'a copy of events by webhook, kept for 30 days',
  idempotency_keys: 'replies kept for a day',
  oauth_states: 'secrets of connections under way',
  sessions: 'secrets of who is signed in',
  mails: 'mails that were sent, kept for 30 days',
  measurements: 'when numbers are read next',
  backfills: 'how far the past is read',
  ga4_feeds: 'how far Google Analytics was told',
}
