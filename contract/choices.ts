/**
 * What the documents of the API leave open, or say in two ways, and what this server does. The reference page
 * docs/reference/choices.md is made from this list.
 */
export const choices: readonly { about: string; choices: readonly string[] }[] = [
  {
    about: 'Spelling',
    choices: [
      'Platforms, statuses and other enumerations are taken in any case. Replies have them in lower case, webhooks in upper case.',
      'Where a field has two names, both are taken and both come back. If both are sent, the newer one counts and a warning names the other; null beside a value counts for nothing.',
      'A name that comes several times in a query is a list, as if its values came with commas.',
      'Ids are a prefix and 24 lower-case characters of base 36: a `c`, nine of time, the rest random.',
      'An id in a path that is neither a prefix with something behind it (`post_…`) nor a bare cuid is 400 `BAD_REQUEST`; one that could be is looked up, and 404 where it is not there.',
      'Dates in replies are ISO 8601 in UTC with milliseconds.',
      'Lists carry `data` and the noun (`posts`, `accounts`, `media`, `webhooks`, `members`), and every known spelling of pagination.',
      'Every 2xx has a JSON body. An empty body with a JSON content type is no body.',
      'A member that comes twice in a body counts as its last. A body that is not UTF-8 is refused: read leniently, its letters would be published as question marks.',
    ],
  },
  {
    about: 'Repeats',
    choices: [
      'An `Idempotency-Key` belongs to the workspace, the method and the path. Compared is the parsed body, so that spacing and order do not matter; no body and `{}` are the same.',
      'Only successes are kept, for 24 hours, in the transaction of the change. A refused request may be sent again with the same key.',
      'While the first request runs, the second is 409 `IDEMPOTENCY_IN_PROGRESS`. A reply that was kept carries `Idempotency-Replayed: true`.',
      'Items of `POST /v1/posts/bulk` are kept one by one, as `key:index`.',
      'Replies that show a secret are kept sealed.',
    ],
  },
  {
    about: 'Keys and limits',
    choices: [
      'A write scope includes the read scope of the same noun. Reading and testing accounts is `accounts:read`; testing a webhook is `webhooks:write`.',
      '`GET /v1/health` answers 401 to a bad key, 200 to a good one or none.',
      'Requests are counted per key and minute, without a key per address (120), in each web process by itself. `X-RateLimit-Reset` is in Unix seconds. `/v1/health` is counted and never refused.',
      'An unknown account in a body is 400 `ACCOUNT_NOT_FOUND`; an unknown id in a path is 404, whoever it belongs to.',
    ],
  },
  {
    about: 'Time',
    choices: [
      'A `scheduledFor` of up to five minutes past is due at once; an older one is 400 `VALIDATION_ERROR`.',
      'A time without a zone is UTC in `scheduledAt` (`YYYY-MM-DD HH:mm`), and 400 `INVALID_DATE` in `scheduledFor`.',
      '`firstCommentDelay` is 0 to 3,600 seconds.',
      'What came due while the server was down leaves at once if it is less than `missedAfterMinutes` late (360 unless the workspace says otherwise); else it fails with `MISSED`.',
    ],
  },
  {
    about: 'Posts',
    choices: [
      '`platforms` without `accountIds` selects the workspace’s active accounts of these platforms. With them, the two must agree.',
      '`threadPosts`: `content` is part one, the items follow by `sequence`. Where a network has no threads, part one goes out alone, with the warning `THREAD_NOT_SUPPORTED`.',
      'Items of `media` are ids or `{id, altText}`; the latter is for this post only.',
      'Texts take no control characters but tabs and line ends: no network shows them. A text in which nothing can be seen is none.',
      'Numbers, booleans and objects in `metadata` are free within the documented limits, ten levels deep and 64 KB in all.',
      '`contentType` is a hint, inferred from the media when absent. It has no value for documents: networks that take them infer it.',
      'A post needs no text beside media, nor beside an option of a network that is something to post by itself: a place, a card, a poll. `platforms.md` names these options.',
      'PATCH `scheduledFor` schedules a draft unless it was saved with `saveAsDraft`; `saveAsDraft: false` frees it. `scheduledFor: null` makes a draft.',
      'PATCH `status` takes `archived` only, on a post that went its way. A field that is given replaces the whole old value.',
      'DELETE takes draft, scheduled and cancelled posts, and failed ones of which nothing is out; else 409. Unpublish takes published and partial posts, and marks them here only.',
      'A setting that will be ignored comes back as a warning: `{code, message, field, platform?}`.',
      'An account without room in its network’s quota is no error but a warning of create, PATCH and validate: `QUOTA_EXCEEDED` where the quota is used up at the time of the post, `QUOTA_SHORT` where what is scheduled in its window will use it.',
      'Rules of a network are checked at create. With `saveAsDraft` what is broken is a warning until the post is scheduled or published.',
      '`queue` and `personaId` are not offered and answer 400 naming the field. So do preflight and approvals, with the part of the path as `details.field`.',
    ],
  },
  {
    about: 'Publishing',
    choices: [
      'A request whose answer was lost is repeated only where the network guarantees that no second post comes of it, and only for as long. Else the network is looked at; what nobody can tell fails with `OUTCOME_UNKNOWN`.',
      '`/retry` skips `OUTCOME_UNKNOWN` with the reason `outcome_unknown`; only `/fix` sends it again, after one more look.',
      '`/retry` waits 2, 4 and 8 minutes for the first, second and third time. If every failed target is skipped, it answers 200 with the status unchanged.',
      'Where a network says when to come back, a target waits if that is 15 minutes or less; longer, it fails with `RATE_LIMITED` or `QUOTA_EXCEEDED` and `details.retryAt`.',
      'While all unfinished targets of a post only wait, `/fix` is accepted for them, and `/cancel` ends the wait.',
      'A name that `/fix` does not know is 400: what it was to mend would go out as it is. Elsewhere names that are not known, in bodies and queries, are left out and come back in `warnings`.',
      '`/fix` with `mediaUrl` answers at once; a dead address fails the target with `MEDIA_REJECTED`.',
      'A failed first comment is a warning on its target and never fails it.',
      'Where a network is sent a post by recipient, whoever is refused, or whose answer is lost, does not keep it from the others: the target fails with `PARTIAL_DELIVERY`, `details` counts and names them, and `/retry` sends it to those who surely have not got it.',
      'A thread that stops half-way fails with `PARTIAL_THREAD` and `details.publishedItems`; retry goes on after the last part that is out.',
      '`attempts[]` are the newest 100, each `{number, startedAt, endedAt, outcome, error, networkCode, networkMessage, httpStatus}`. An upload that the network refuses is one of them.',
    ],
  },
  {
    about: 'Accounts',
    choices: [
      '`status=ERROR` lists `error` and `expired`, `INACTIVE` lists `suspended`, `EXPIRED` and `SUSPENDED` just these, `DISCONNECTED` the disconnected; `all` leaves these out unless `includeArchived=true`.',
      'Connecting an account that is connected already updates it in place.',
      'Where people and pages can post alike, `pageMode` connects the latter: a single page is chosen at once, else creating a post answers `PAGE_NOT_SELECTED` until one is. An empty `pageId` takes the choice back, and posts are the person’s. Connecting again with `pageMode` keeps the page, without it drops it. A post goes to the page that was chosen when it was scheduled, whatever is chosen later; a draft to the one that is chosen when it is scheduled or published, and what failed whole to the one that is chosen when a person retries it.',
      'Where a network has no consent page, or something must be asked first, `authorizationUrl` is a page of this server that ends in the same redirect. A program may give the answers in `credentials`; where no page is needed any more, the reply carries `account`. Tokens that are held already for the same app come there too, beside the answers.',
      'Accounts carry `quotas` when they are read or listed: what their network lets them publish, by its own word where it tells, else by our count over all workspaces that connect the account.',
      'Numbers of an account and its posts are read from its network by themselves, often in a post’s first hours and for 90 days, and the 90 days before it was connected are filled in. What a network does not tell is left out, never zero.',
      'The audio search of a network that this server leaves off answers 503 `FEATURE_DISABLED` whatever else is asked; on, an account of another network is 404. Its scope, `read:posts` in the documents, is `posts:read`.',
      'A connection that dies is told once, as `account.error`. Posts that come due meanwhile fail with `ACCOUNT_DISCONNECTED`; later ones stay scheduled and go out if it is connected again.',
    ],
  },
  {
    about: 'Analytics',
    choices: [
      'Numbers of posts are totals since they are out, as the network last told them. What a network does not tell is 0 in `metrics` and missing in `reportedMetrics`.',
      'Engagements are likes, comments, shares, clicks and saves together. Rates are engagements in percent of impressions, made of those posts alone whose network tells both.',
      'Totals of an account, of platforms and of the workspace are those of the posts that went out in the period, those past us among them (`postId` null); a post to three accounts is three. Where posts tell nothing of a metric, what the network told of the account’s days stands for it.',
      '`startDate` and `endDate` are times, or days in UTC that belong to the period whole; `since` (`7d`, `4w`, `1y`) may take the place of `startDate`. FREE and STARTER see 30 days, others 365: what lies before is cut off, and `periodStart` says so.',
      'Rows of a post are the hours, days, weeks (from Monday) and months in UTC in which its numbers changed, at least one for each platform; those of an account are all of the period, by the day where hours are asked.',
      'Platforms are in upper case here.',
    ],
  },
  {
    about: 'Batch and hashtag sets',
    choices: [
      'Operations of `/v1/batch` run below `/v1/posts`, `/v1/accounts`, `/v1/media` and `/v1/webhooks`. Results keep the order of the operations; what was skipped is 424 with the code `SKIPPED`, and counts as neither succeeded nor failed.',
      'With an `Idempotency-Key`, operation `n` (from 0) has the key `key:n`: a batch that was cut off is sent again whole and goes on where it stopped.',
      'Deleting by an operation answers 200 and `{"success": true}`, as it does alone.',
      'Tags of a hashtag set are letters, digits, emoji and `_`, 1 to 100 of up to 100 characters. Names are compared without case; one that is taken is 409 `CONFLICT`.',
    ],
  },
  {
    about: 'Media',
    choices: [
      'An upload address holds for 15 minutes, works once, and is bound to the type and the size that were announced.',
      '`media/register` is READY at once and looked into in the background; until then the rules about its contents are warnings (`MEDIA_NOT_PROBED`).',
      'A registered address is fetched once, with up to three redirects, and served by this server from then on; one that does not answer is tried five times, then the file is FAILED.',
      'Types are known by their other names too (`image/jpg`); an address with a user name or password is refused.',
      '1 MB is 1,000,000 bytes. A type or size that is not taken is `VALIDATION_ERROR`; what the bytes say counts more than the announced type, and another kind than the announced one is FAILED.',
      'PNG, WebP and pictures taken sideways become upright JPEGs; GIF and video stay as they are. `thumbnailUrl` is there for pictures; posters of videos are not made.',
      'A file that a post still has to send cannot be deleted (409 with `details.postIds`); an upload that never comes is forgotten after a day.',
    ],
  },
  {
    about: 'Webhooks and events',
    choices: [
      'A secret is `whsec_` and base64. `v2` is signed with the whole string, the Standard Webhooks signature with the decoded part.',
      '`webhook-id` is the event’s id, `X-VoxBurst-Delivery-Id` the delivery’s. A replay is a new delivery of the same event; one replay of a time sends at most 10,000.',
      'For a day after a secret was changed both sign. Verifiers that read one `v2` take the last; the two take turns there from try to try.',
      'A test is sent once, whatever the receiver answers. A workspace has 100 webhooks at most; an address with a user name or password is refused.',
      'Tried again after 5 s, 30 s, 2 min, 10 min, 30 min, 1, 2, 4, 8, 12, 24 and 24 h, with jitter; `Retry-After` holds where it is later, up to an hour or twice the plan; 410 switches the webhook off, and so do five days of failures.',
      'No order is promised. `sequence` in the data of a post’s events rises, so that receivers can order them.',
      '`GET /v1/events` never skips an event that commits late.',
      'The signature’s time is real time, also when the sandbox’s clock was moved.',
      'Some networks tell after the end of a run what became of a message. One that turns out to be out corrects its target and is told as a late answer is; the first of a target that was taken and not delivered is told by one more `post.published`, whose `warnings` have `DELIVERY_FAILED` with whom and why.',
      '`post.partial` is taken in a subscription and never sent: `post.published` says PARTIAL in `data.status`.',
    ],
  },
  {
    about: 'Workspaces and members',
    choices: [
      'Roles are owner, admin, editor, approver and viewer. A workspace keeps at least one owner.',
      'Plans limit accounts: FREE 3, STARTER 10, PRO 50, AGENCY (the default) none.',
      '`POST /v1/workspaces` makes the caller its owner and shows its first API key, once.',
      'A member without a password is invited: the reply carries the address at which the person chooses one; it holds for 7 days.',
      'Making a key needs one with full write access. An owner may make keys for another member. Nobody gives scopes that their own key lacks, nor more time than it has.',
      'A viewer’s keys read, whatever their scopes.',
    ],
  },
]
