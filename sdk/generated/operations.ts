// Made by `npm run generate` from the contract. Change what it is made from.

import type { Pages } from '../pages.js'
import type { Operation, RequestOptions } from '../request.js'
import type {
  AcceptInvitationBody,
  AcceptInvitationReply,
  Account,
  AccountAnalytics,
  ActivatePersonaVersionReply,
  AddMemberBody,
  AddMemberReply,
  AddQueueSlotBody,
  AggregateAnalytics,
  AnalyticsOverview,
  Approval,
  ApprovalWorkflow,
  ApprovePostBody,
  AskPasswordResetBody,
  AssemblePersonaBody,
  AssemblePersonaReply,
  Backfill,
  BatchCreatePostsBody,
  BatchCreatePostsReply,
  BatchDeletePostsBody,
  BatchDeletePostsReply,
  BulkCreatePostsBody,
  BulkCreatePostsReply,
  ChangeMemberBody,
  ChangePasswordBody,
  ConnectAccountBody,
  ConnectAccountByBodyBody,
  ConnectAccountByBodyReply,
  ConnectAccountReply,
  CountApprovalQueueReply,
  CreateApiKeyBody,
  CreateApiKeyReply,
  CreateApprovalWorkflowBody,
  CreateExportBody,
  CreateHashtagSetBody,
  CreateHashtagSetReply,
  CreateImportBody,
  CreatePersonaBody,
  CreatePersonaByWizardBody,
  CreatePersonaByWizardReply,
  CreatePersonaReply,
  CreatePersonaVersionBody,
  CreatePostBody,
  CreateRecurrenceBody,
  CreateWebhookBody,
  CreateWebhookReply,
  CreateWorkspaceBody,
  CreateWorkspaceReply,
  EndOtherSessionsReply,
  Export,
  FinishConnectBody,
  FinishConnectReply,
  FixPostPlatformBody,
  FixPostPlatformReply,
  GetApprovalHistoryReply,
  GetHashtagSetReply,
  GetPersonaReply,
  GetRecurrenceReply,
  HealthReply,
  Import,
  ListAccountsReply,
  ListApiKeysReply,
  ListApprovalQueueReply,
  ListApprovalWorkflowsReply,
  ListAuditLogReply,
  ListDeliveriesReply,
  ListEventsReply,
  ListExportsReply,
  ListHashtagSetsReply,
  ListImportRowsReply,
  ListImportsReply,
  ListMediaReply,
  ListMembersReply,
  ListOptimalTimesReply,
  ListPagesReply,
  ListPersonaVersionsReply,
  ListPersonasReply,
  ListPlatformsReply,
  ListPlaylistsReply,
  ListPostsReply,
  ListQueuePlacesReply,
  ListQueueSlotsReply,
  ListQuotasReply,
  ListRecurrencesReply,
  ListSessionsReply,
  ListSignInWaysReply,
  ListWebhooksReply,
  ListWorkspacesReply,
  MeReply,
  Media,
  Member,
  OpenStreamReply,
  OpenTunnelReply,
  OptimalTimes,
  PersonaVersion,
  Post,
  PostAnalytics,
  PostInApproval,
  PreflightPostsReply,
  QueueSlot,
  Recurrence,
  RefreshAccountAnalyticsReply,
  RefreshPostAnalyticsReply,
  RefreshPresignReply,
  RegisterMediaBody,
  RejectPostBody,
  ReplaceApprovalWorkflowBody,
  ReplaceHashtagSetBody,
  ReplaceHashtagSetReply,
  ReplaceQueueSlotsBody,
  ReplaceQueueSlotsReply,
  ReplayDeliveryReply,
  ReplayRangeBody,
  ReplayRangeReply,
  ResetPasswordBody,
  ResetPasswordReply,
  RetryPostReply,
  RotateSecretReply,
  RunBatchBody,
  RunBatchReply,
  SearchAudioReply,
  SelectPageBody,
  SetGa4ClientIdBody,
  SetGa4ClientIdReply,
  SignInBody,
  SignedIn,
  StartApprovalBody,
  StartBackfillReply,
  Success,
  SwitchWorkspaceBody,
  SwitchWorkspaceReply,
  TestAccountReply,
  TestWebhookBody,
  TestWebhookReply,
  UpdateHashtagSetBody,
  UpdateHashtagSetReply,
  UpdateMeBody,
  UpdateMeReply,
  UpdateMediaBody,
  UpdatePersonaBody,
  UpdatePersonaReply,
  UpdatePostBody,
  UpdateRecurrenceBody,
  UpdateWebhookBody,
  UpdateWorkspaceBody,
  UploadMediaBody,
  UploadMediaReply,
  ValidatePostBody,
  ValidatePostReply,
  Webhook,
  Workspace,
} from './types.js'

export type ListPostsQuery = {
  /** One or several (comma), in any case; `all` for every status. */
  status?: string | undefined
  /** One or several (comma), in any case. */
  platform?: string | undefined
  /** Those for this account. */
  accountId?: string | undefined
  /** Those that carry this file: the post, a part of its thread, its version for one network, or a fix. */
  mediaId?: string | undefined
  /** ISO 8601 with a zone, or a day (UTC). */
  from?: string | undefined
  /** Like from. */
  to?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
  /** How many to skip; a cursor does not slip when posts are added. */
  offset?: number | undefined
}

export type PreflightPostsQuery = {
  /** Ids, separated by commas; 100 at most */
  accountIds: string
  /** When it is to go out, ISO 8601 with a zone; now when absent */
  scheduledFor?: string | undefined
  /** What the post will say */
  content?: string | undefined
  /** Its kind: some quotas count posts of one kind alone, and are looked at where it is named */
  contentType?: string | undefined
}

export type ListApprovalQueueQuery = {
  /** true: only posts of which an open step names the member behind the key */
  mine?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type CountApprovalQueueQuery = {
  /** true: only posts of which an open step names the member behind the key */
  mine?: string | undefined
}

export type ListAccountsQuery = {
  /** In any case: ACTIVE, INACTIVE, ERROR, EXPIRED, SUSPENDED, DISCONNECTED, ALL */
  status?: string | undefined
  /** One or several (comma), in any case. */
  platform?: string | undefined
  /** Disconnected ones too */
  includeArchived?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListQuotasQuery = {
  /** One or several (comma), in any case. */
  platform?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type SearchAudioQuery = {
  /** The account that the post is for; one of this platform */
  accountId: string
  /** Words of a title or an artist */
  q?: string | undefined
  /** 1 to 50 */
  limit?: number | undefined
}

export type GetOptimalTimesQuery = {
  /** An IANA name */
  timezone?: string | undefined
  /** 1 to 10 */
  limit?: number | undefined
}

export type ListOptimalTimesQuery = {
  /** One or several (comma); all that are not disconnected */
  accountIds?: string | undefined
  /** One or several (comma), in any case; all */
  platforms?: string | undefined
  /** An IANA name; the workspace’s own */
  timezone?: string | undefined
  /** How many times of each account, 1 to 10 */
  limit?: number | undefined
}

export type GetPostAnalyticsQuery = {
  /** ISO 8601 with a zone, or a day (UTC); 30 days before the end. What the plan does not see is cut off. */
  startDate?: string | undefined
  /** ISO 8601 with a zone, or a day (UTC) that belongs to it; now. */
  endDate?: string | undefined
  /** In the place of startDate: so long before the end, e.g. 7d, 4w, 1y */
  since?: string | undefined
  /** In any case: HOURLY, DAILY, WEEKLY, MONTHLY */
  granularity?: string | undefined
  /** One or several (comma), in any case; all */
  metrics?: string | undefined
}

export type GetAccountAnalyticsQuery = {
  /** ISO 8601 with a zone, or a day (UTC); 30 days before the end. What the plan does not see is cut off. */
  startDate?: string | undefined
  /** ISO 8601 with a zone, or a day (UTC) that belongs to it; now. */
  endDate?: string | undefined
  /** In the place of startDate: so long before the end, e.g. 7d, 4w, 1y */
  since?: string | undefined
  /** In any case: HOURLY, DAILY, WEEKLY, MONTHLY */
  granularity?: string | undefined
}

export type GetAggregateAnalyticsQuery = {
  /** ISO 8601 with a zone, or a day (UTC); 30 days before the end. What the plan does not see is cut off. */
  startDate?: string | undefined
  /** ISO 8601 with a zone, or a day (UTC) that belongs to it; now. */
  endDate?: string | undefined
  /** In the place of startDate: so long before the end, e.g. 7d, 4w, 1y */
  since?: string | undefined
  /** One or several (comma); all */
  accountIds?: string | undefined
  /** One or several (comma), in any case; all */
  platforms?: string | undefined
  /** How many of the best posts are named */
  limit?: number | undefined
}

export type GetAnalyticsOverviewQuery = {
  /** ISO 8601 with a zone, or a day (UTC); 30 days before the end. What the plan does not see is cut off. */
  startDate?: string | undefined
  /** ISO 8601 with a zone, or a day (UTC) that belongs to it; now. */
  endDate?: string | undefined
  /** In the place of startDate: so long before the end, e.g. 7d, 4w, 1y */
  since?: string | undefined
  /** One or several (comma); all */
  accountIds?: string | undefined
  /** One or several (comma), in any case; all */
  platforms?: string | undefined
  /** How many of the best posts are named */
  limit?: number | undefined
}

export type ListMediaQuery = {
  /** PENDING, PROCESSING, READY or FAILED, in any case */
  status?: string | undefined
  /** In any case: image, gif, video, document, captions */
  type?: string | undefined
  /** Words that all stand in the file name or the alt text, or are part of a word there; in any case */
  search?: string | undefined
  /** In any case: newest, oldest, name, largest */
  sort?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListWebhooksQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListDeliveriesQuery = {
  /** In any case: pending, succeeded, failed */
  status?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListEventsQuery = {
  /** In any case: post.created, post.scheduled, post.published, post.failed, post.approval.requested, post.draft.approved, account.connected, account.disconnected, account.error, media.uploaded, webhook.disabled, webhook.test */
  type?: string | undefined
  /** Those of this post */
  postId?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type OpenStreamQuery = {
  /** Where to go on, for what cannot send the header `Last-Event-ID`, which comes first */
  lastEventId?: string | undefined
}

export type ListHashtagSetsQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListQueuePlacesQuery = {
  /** How many places */
  limit?: number | undefined
}

export type ListRecurrencesQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListImportsQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListImportRowsQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
  /** In any case: waiting, valid, created, skipped, failed */
  status?: string | undefined
}

export type ListExportsQuery = {
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

export type ListAuditLogQuery = {
  /** The id of a user or of an API key */
  actor?: string | undefined
  /** As in an entry */
  action?: string | undefined
  /** The id of what was made or changed */
  subject?: string | undefined
  /** ISO 8601; what is older is left out */
  from?: string | undefined
  /** ISO 8601; what is from then on is left out */
  to?: string | undefined
  /** How many to a page */
  limit?: number | undefined
  /** next_cursor of the page before */
  cursor?: string | undefined
}

/** Every endpoint as a method. */
export type Resources = {
  posts: {
    /**
     * Create a post.
     *
     * With scheduledFor the post is scheduled, without it is a draft. The rules of every network are checked now: the first broken one is the error, all are in details.errors. With saveAsDraft they are warnings until the post is scheduled or published. A scheduledFor of up to five minutes past is due at once.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts`
     */
    create(body: CreatePostBody, options?: RequestOptions): Promise<Post>
    /**
     * List posts, newest first.
     *
     * Archived posts are hidden unless status says archived or all. from and to bound scheduledFor, or createdAt where a post has no scheduledFor; both ends count.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/posts`
     */
    list(query?: ListPostsQuery, options?: RequestOptions): Pages<ListPostsReply>
    /**
     * Check a post against the rules of networks; nothing is stored.
     *
     * Answers 200 whatever the verdict. Each platform is answered under its upper-case and its lower-case name.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * `POST /v1/posts/validate`
     */
    validate(body: ValidatePostBody, options?: RequestOptions): Promise<ValidatePostReply>
    /**
     * Create up to 50 posts, each by itself.
     *
     * Answers 200 with one result per item. dryRun checks everything and creates nothing.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/bulk`
     */
    bulkCreate(body: BulkCreatePostsBody, options?: RequestOptions): Promise<BulkCreatePostsReply>
    /**
     * Read a post.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/posts/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Post>
    /**
     * Change a post.
     *
     * Draft and scheduled posts, and what is not yet out of failed and partial ones. A field given replaces the whole old value. scheduledFor schedules a draft (not one saved with saveAsDraft, which saveAsDraft: false frees); scheduledFor: null makes a draft. status: "archived" hides a post that went its way.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/posts/:id`
     */
    update(id: string, body?: UpdatePostBody, options?: RequestOptions): Promise<Post>
    /**
     * Delete a post here; never on a network.
     *
     * Drafts, posts that are scheduled, approved or in approval, cancelled ones, and failed ones of which nothing is out.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/posts/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Publish now.
     *
     * Where the post needs approval first, it becomes pending_approval instead: see the workspace’s approvalWorkflowId.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/publish`
     */
    publish(id: string, options?: RequestOptions): Promise<Post>
    /**
     * Cancel a post, or end its wait.
     *
     * A post that is a draft, scheduled, approved or in approval becomes cancelled; its approval ends. A publishing one of which every unfinished part only waits for its next try goes back to failed or partial, with the last error.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/cancel`
     */
    cancel(id: string, options?: RequestOptions): Promise<Post>
    /**
     * Copy a post to a new draft.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/clone`
     */
    clone(id: string, options?: RequestOptions): Promise<Post>
    /**
     * Mark as unpublished.
     *
     * Published and partial posts. What is out on the networks stays there.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/unpublish`
     */
    unpublish(id: string, options?: RequestOptions): Promise<Post>
    /**
     * Try the failed accounts again.
     *
     * After 2, 4 and 8 minutes for the first, second and third retry of an account. Skipped: `max_retries_exceeded`, `outcome_unknown` (it may be out: look, then use fix) and `platform_restricted`. When all are skipped, the status stays as it is.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/retry`
     */
    retry(id: string, options?: RequestOptions): Promise<RetryPostReply>
    /**
     * Mend one failed account of a post and send it at once.
     *
     * Without a body it is sent unchanged; a name that is not known is refused, because what it was to change would go out unchanged. mediaId, a file of the workspace, replaces the picture that was refused; so does mediaUrl (https), fetched afterwards: a dead address fails the account with MEDIA_REJECTED. refreshMedia makes a fresh JPEG of the first picture. Where the last answer was lost, the network is looked at once more before anything is sent.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor, approver. Approvers send again what failed as it is. What was approved is changed by an approver of its last step alone, else 403 `NOT_AUTHORIZED`.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/platforms/:platformId/fix`
     */
    fixPlatform(
      id: string,
      platformId: string,
      body?: FixPostPlatformBody,
      options?: RequestOptions,
    ): Promise<FixPostPlatformReply>
    /**
     * See what speaks against posting to accounts.
     *
     * Looks at the accounts, not at the rules of their networks (POST /v1/posts/validate does): whether they can post, what is left of their quotas, what they were refused lately, how close other posts are, whether the hour is a good one for them, and, with content, whether they said the same lately. Nothing is stored.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/posts/preflight`
     */
    preflight(query: PreflightPostsQuery, options?: RequestOptions): Promise<PreflightPostsReply>
  }
  approvals: {
    /**
     * List approval workflows.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/workspaces/:workspaceId/approval-workflows`
     */
    listWorkflows(workspaceId: string, options?: RequestOptions): Promise<ListApprovalWorkflowsReply>
    /**
     * Create an approval workflow.
     *
     * Steps are asked in their order; one approver decides a step. Approvers are members who may write: viewers are refused.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/workspaces/:workspaceId/approval-workflows`
     */
    createWorkflow(
      workspaceId: string,
      body: CreateApprovalWorkflowBody,
      options?: RequestOptions,
    ): Promise<ApprovalWorkflow>
    /**
     * Replace an approval workflow.
     *
     * The whole definition is replaced. Posts that are in approval keep the steps they began with.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PUT /v1/workspaces/:workspaceId/approval-workflows/:workflowId`
     */
    replaceWorkflow(
      workspaceId: string,
      workflowId: string,
      body: ReplaceApprovalWorkflowBody,
      options?: RequestOptions,
    ): Promise<ApprovalWorkflow>
    /**
     * Delete an approval workflow.
     *
     * No post begins it any more. Posts that are in it go on by the steps that they began with, and one that was sent back goes through it again. 409 while it is the workspace’s `approvalWorkflowId`: choose another one, or none, first.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/workspaces/:workspaceId/approval-workflows/:workflowId`
     */
    deleteWorkflow(workspaceId: string, workflowId: string, options?: RequestOptions): Promise<Success>
    /**
     * Start the approval of a post.
     *
     * A draft or scheduled post becomes pending_approval and does not leave before its last approval. It has to keep the rules of its networks, as for publishing. Approvers are told by post.approval.requested, and by mail where the server sends mails.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/start-approval`
     */
    start(id: string, body: StartApprovalBody, options?: RequestOptions): Promise<PostInApproval>
    /**
     * Where the approval of a post stands.
     *
     * The newest round. A post that never was in a workflow has none: approvalStatus is null.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/posts/:id/approval-status`
     */
    getStatus(id: string, options?: RequestOptions): Promise<Approval>
    /**
     * Approve the current step.
     *
     * The last approval makes the post approved, then scheduled where it has a time; one whose time has passed leaves at once. Where two decide at the same moment, one wins and the other is 409.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor, approver. Only an approver of the current step, else 403 `NOT_AUTHORIZED`.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/approve`
     */
    approvePost(id: string, body?: ApprovePostBody, options?: RequestOptions): Promise<PostInApproval>
    /**
     * Reject the current step.
     *
     * The post is a draft again and keeps its time.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor, approver. Only an approver of the current step, else 403 `NOT_AUTHORIZED`.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/posts/:id/reject`
     */
    rejectPost(id: string, body: RejectPostBody, options?: RequestOptions): Promise<PostInApproval>
    /**
     * What happened to a post, in order.
     *
     * Oldest first: changes of its status (the newest 500), rounds and decisions, attempts (the newest 100 of each account) and what became of each account.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/posts/:id/approval-history`
     */
    getHistory(id: string, options?: RequestOptions): Promise<GetApprovalHistoryReply>
    /**
     * Posts that wait for approval.
     *
     * Those that have waited longest first.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/approval-queue/items`
     */
    listQueue(query?: ListApprovalQueueQuery, options?: RequestOptions): Pages<ListApprovalQueueReply>
    /**
     * How many posts wait for approval.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/approval-queue/pending-count`
     */
    countQueue(query?: CountApprovalQueueQuery, options?: RequestOptions): Promise<CountApprovalQueueReply>
  }
  accounts: {
    /**
     * List connected accounts.
     *
     * ERROR lists accounts whose access has expired or fails (EXPIRED the former alone), INACTIVE or SUSPENDED those that the network suspended. Disconnected accounts are listed for DISCONNECTED, or with includeArchived=true.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts`
     */
    list(query?: ListAccountsQuery, options?: RequestOptions): Pages<ListAccountsReply>
    /**
     * Read an account.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Account>
    /**
     * List what is left of the networks’ quotas.
     *
     * Of every active account, newest first. Workspaces that connect the same account use one quota (isSharedAccount). An account whose network has no quota that is known has none here.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/quotas`
     */
    listQuotas(query?: ListQuotasQuery, options?: RequestOptions): Pages<ListQuotasReply>
    /**
     * Begin to connect an account.
     *
     * Send the person to authorizationUrl. The state holds for 10 minutes and works once.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/connect/:platform`
     */
    connect(
      platform: string,
      body?: ConnectAccountBody,
      options?: RequestOptions,
    ): Promise<ConnectAccountReply>
    /**
     * Begin to connect an account (platform in the body).
     *
     * Send the person to authorizationUrl. The state holds for 10 minutes and works once.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/connect`
     */
    connectByBody(
      body: ConnectAccountByBodyBody,
      options?: RequestOptions,
    ): Promise<ConnectAccountByBodyReply>
    /**
     * Finish connecting with the code that came back.
     *
     * An account that is connected already is updated in place: new tokens, active, no duplicate.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/callback/:platform`
     */
    finishConnect(
      platform: string,
      body: FinishConnectBody,
      options?: RequestOptions,
    ): Promise<FinishConnectReply>
    /**
     * Disconnect an account.
     *
     * It stays listed with includeArchived=true; what it published stays on the network.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/accounts/:id`
     */
    disconnect(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Refresh an account’s tokens now.
     *
     * Happens by itself ahead of expiry. An expired account lives again when the network takes its tokens after all. 409 CONFLICT when it does not: connect the account again. 503 when the network cannot be reached; the old tokens stay.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/:id/refresh`
     */
    refresh(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Test an account with one cheap call.
     *
     * An account that does not work is a 200 with success: false.
     *
     * Needs the scope `accounts:read`.
     *
     * `POST /v1/accounts/:id/test`
     */
    test(id: string, options?: RequestOptions): Promise<TestAccountReply>
    /**
     * List the pages an account can post to.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts/:id/pages`
     */
    listPages(id: string, options?: RequestOptions): Promise<ListPagesReply>
    /**
     * Choose the page an account posts to.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/:id/select-page`
     */
    selectPage(id: string, body: SelectPageBody, options?: RequestOptions): Promise<Success>
    /**
     * List the playlists that an account’s posts can be put into.
     *
     * The platform is that of the account. requiresReauth: the person has not allowed us to read playlists; the account has to be connected again.
     *
     * Served for YouTube: `GET /v1/accounts/:id/youtube/playlists`.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts/:id/:platform/playlists`
     */
    listPlaylists(id: string, platform: string, options?: RequestOptions): Promise<ListPlaylistsReply>
    /**
     * Search for music and sounds that a post can be given.
     *
     * Without q, what is trending; as far as the network tells, what is not told of a track is left out. Off until the server’s settings switch it on. An account that was connected in a way that does not let it search is 400, and has to be connected again; GRAPH_API_ERROR has the network’s words in its message.
     *
     * Served for Instagram: `GET /v1/instagram/audio/search`.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/:platform/audio/search`
     */
    searchAudio(
      platform: string,
      query: SearchAudioQuery,
      options?: RequestOptions,
    ): Promise<SearchAudioReply>
    /**
     * How far the past of an account is read.
     *
     * What an account posted in the 90 days before is read by itself once it is connected.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts/:id/backfill`
     */
    getBackfill(id: string, options?: RequestOptions): Promise<Backfill>
    /**
     * Read the last 90 days of an account again.
     *
     * One that is under way goes on, and one that ended within the last hour (a day, where the network charges for reading) is not begun anew: started is false. 409 where the account is not active, or its network tells nothing of what was posted.
     *
     * Needs the scope `accounts:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/accounts/:id/backfill`
     */
    startBackfill(id: string, options?: RequestOptions): Promise<StartBackfillReply>
    /**
     * When posts of an account find most engagement.
     *
     * Drawn from the account’s posts of the last 90 days that are two days old or more, each at the hour its followers’ clocks showed in the time zone then, before and after a change to daylight saving. With fewer than 20 of them, or none that anything is told of, basis is general: common advice that says nothing of this account.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/accounts/:id/optimal-times`
     */
    getOptimalTimes(id: string, query?: GetOptimalTimesQuery, options?: RequestOptions): Promise<OptimalTimes>
  }
  analytics: {
    /**
     * When posts of several accounts find most engagement.
     *
     * What GET /v1/accounts/:id/optimal-times tells of each account, in one request. Where there are many accounts, fewer posts of each are looked at.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/analytics/optimal-times`
     */
    listOptimalTimes(query?: ListOptimalTimesQuery, options?: RequestOptions): Promise<ListOptimalTimesReply>
    /**
     * Read the numbers of a post over time.
     *
     * data has a row for each platform and hour, day, week or month in which numbers were told that differ from those before, the first one for what was known when the period begins; a platform whose numbers did not change in it has one row. Numbers are totals since the post is out. They are read by themselves, most often while the post is young; refresh has them read at once.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/analytics/posts/:postId`
     */
    getPost(postId: string, query?: GetPostAnalyticsQuery, options?: RequestOptions): Promise<PostAnalytics>
    /**
     * Have the numbers of a post read now.
     *
     * Answers at once, with what is known so far; refresh says of each account what happens next. Read the numbers again a moment later.
     *
     * Needs the scope `posts:read`.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/analytics/posts/:postId/refresh`
     */
    refreshPost(postId: string, options?: RequestOptions): Promise<RefreshPostAnalyticsReply>
    /**
     * Read the numbers of an account over time.
     *
     * timeseries has each day, week or month of the period, with the posts that went out in it and what they have by now; a post that went out past us counts as well.
     *
     * Needs the scope `accounts:read`.
     *
     * `GET /v1/analytics/accounts/:accountId`
     */
    getAccount(
      accountId: string,
      query?: GetAccountAnalyticsQuery,
      options?: RequestOptions,
    ): Promise<AccountAnalytics>
    /**
     * Have the numbers of an account read now.
     *
     * Answers at once, with what is known so far; refresh says what happens next.
     *
     * Needs the scope `accounts:read`.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/analytics/accounts/:accountId/refresh`
     */
    refreshAccount(accountId: string, options?: RequestOptions): Promise<RefreshAccountAnalyticsReply>
    /**
     * Add up what went out in a time.
     *
     * Posts that went out in the period, with what they have by now, those past us among them.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/analytics/aggregate`
     */
    getAggregate(query?: GetAggregateAnalyticsQuery, options?: RequestOptions): Promise<AggregateAnalytics>
    /**
     * See how everything goes, in one look.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/analytics/overview`
     */
    getOverview(query?: GetAnalyticsOverviewQuery, options?: RequestOptions): Promise<AnalyticsOverview>
  }
  media: {
    /**
     * Get an address to upload a file to.
     *
     * PUT the bytes to uploadUrl within 15 minutes, with uploadHeaders and without Authorization. Processing starts by itself; poll the media until READY or FAILED.
     *
     * Needs the scope `media:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/media/upload`
     */
    upload(body: UploadMediaBody, options?: RequestOptions): Promise<UploadMediaReply>
    /**
     * Use a file that is on the web already.
     *
     * READY at once; the file is fetched and looked into in the background.
     *
     * Needs the scope `media:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/media/register`
     */
    register(body: RegisterMediaBody, options?: RequestOptions): Promise<Media>
    /**
     * List media, newest first.
     *
     * Where the files are used tells GET /v1/posts?mediaId=. A cursor holds for the sort and the filters that it came with.
     *
     * Needs the scope `media:read`.
     *
     * `GET /v1/media`
     */
    list(query?: ListMediaQuery, options?: RequestOptions): Pages<ListMediaReply>
    /**
     * Read the state of a file.
     *
     * Needs the scope `media:read`.
     *
     * `GET /v1/media/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Media>
    /**
     * Change the alt text.
     *
     * While a post that shows the file waits for approval or has it, owners and admins alone: anybody else changes the post’s own `media[].altText`, which sends it back.
     *
     * Needs the scope `media:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/media/:id`
     */
    update(id: string, body?: UpdateMediaBody, options?: RequestOptions): Promise<Media>
    /**
     * Delete a file.
     *
     * 409 while a post that is still to go out uses it. What is published keeps its copy on the network.
     *
     * Needs the scope `media:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/media/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Get a new upload address when the 15 minutes ran out.
     *
     * Needs the scope `media:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/media/:id/refresh-presign`
     */
    refreshPresign(id: string, options?: RequestOptions): Promise<RefreshPresignReply>
  }
  webhooks: {
    /**
     * Subscribe to events.
     *
     * The reply carries the signing secret, once.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/webhooks`
     */
    create(body: CreateWebhookBody, options?: RequestOptions): Promise<CreateWebhookReply>
    /**
     * List webhooks.
     *
     * Needs the scope `webhooks:read`.
     *
     * `GET /v1/webhooks`
     */
    list(query?: ListWebhooksQuery, options?: RequestOptions): Pages<ListWebhooksReply>
    /**
     * Send a test event now.
     *
     * Answers after the receiver did. A receiver that refuses is still a successful call, and is not tried again.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/webhooks/test`
     */
    test(body: TestWebhookBody, options?: RequestOptions): Promise<TestWebhookReply>
    /**
     * Open a tunnel, or read its address.
     *
     * With `Upgrade: websocket` it answers 101 and opens the tunnel of the key that is sent: the first frame is `{"type": "tunnel_ready", "url": …}`. Every delivery to that address comes as `{"type": "webhook", "payload": …}`, the payload being the body that a webhook is sent, without signatures. The address stays the same for the key, and is of use in webhooks of its workspace only. A delivery counts as made when it was handed to an open tunnel; while none is open it fails, and is tried again as all are. Without an upgrade the reply is the address. A key has up to five tunnels in each process.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * `GET /v1/webhooks/tunnel`
     */
    openTunnel(options?: RequestOptions): Promise<OpenTunnelReply>
    /**
     * Read a webhook.
     *
     * Needs the scope `webhooks:read`.
     *
     * `GET /v1/webhooks/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Webhook>
    /**
     * Change a webhook.
     *
     * enabled: true switches one on again that failed for days.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/webhooks/:id`
     */
    update(id: string, body?: UpdateWebhookBody, options?: RequestOptions): Promise<Webhook>
    /**
     * Unsubscribe.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/webhooks/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Get a new signing secret.
     *
     * For 24 hours deliveries carry signatures of both, so that receivers can change over. A verifier that reads one v2 takes the last: the two take turns there from try to try.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/webhooks/:id/rotate-secret`
     */
    rotateSecret(id: string, options?: RequestOptions): Promise<RotateSecretReply>
    /**
     * List deliveries, newest first, 30 days back.
     *
     * Needs the scope `webhooks:read`.
     *
     * `GET /v1/webhooks/:id/deliveries`
     */
    listDeliveries(
      id: string,
      query?: ListDeliveriesQuery,
      options?: RequestOptions,
    ): Pages<ListDeliveriesReply>
    /**
     * Send an event again.
     *
     * A new delivery of the same event: webhook-id stays, the delivery id is another.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/webhooks/:id/deliveries/:deliveryId/replay`
     */
    replayDelivery(id: string, deliveryId: string, options?: RequestOptions): Promise<ReplayDeliveryReply>
    /**
     * Send all events of a time again.
     *
     * One new delivery for every event that the webhook subscribes to, delivered before or not; tests apart. At most 10,000 at once.
     *
     * Needs the scope `webhooks:write`.
     *
     * For members with the role owner, admin.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/webhooks/:id/replay`
     */
    replayRange(id: string, body: ReplayRangeBody, options?: RequestOptions): Promise<ReplayRangeReply>
    /**
     * Read events in order, 30 days back.
     *
     * Oldest first; sequence in data orders the events of one post. Keep next_cursor, the last page has one too, and come back with it: no event is skipped, also none that was written late.
     *
     * Needs the scope `webhooks:read`.
     *
     * `GET /v1/events`
     */
    listEvents(query?: ListEventsQuery, options?: RequestOptions): Pages<ListEventsReply>
    /**
     * Follow the workspace as it changes.
     *
     * Server-sent events, one request that stays open. Messages without a name are events, as `GET /v1/events` has them, in order and each once; `id` is the event’s. Who comes back with `Last-Event-ID` (browsers do so by themselves), or `lastEventId`, goes on after that event, without a gap or a repeat, for 30 days.
     *
     * Messages with the name `change` say what may look different now, so that it is read again: `{"changed": {"posts": ["post_…"]}}`, by the noun of its path; null in place of the ids is more than can be named, `{"changed": null}` is anything. They have no id and are not repeated: after a break there is one for anything. `reset` says that the event to go on from is not known any more.
     *
     * A comment comes every 15 seconds. The stream ends when its key or session does; a reader that takes nothing for 15 to 30 seconds is cut off. A workspace has up to 100 streams in each process. With `Accept: application/json` the reply is where a stream that is opened now begins: read it, then what you show, then follow from there.
     *
     * Needs the scope `webhooks:read`.
     *
     * `GET /v1/stream`
     */
    openStream(query?: OpenStreamQuery, options?: RequestOptions): Promise<OpenStreamReply>
  }
  batch: {
    /**
     * Send up to 100 requests in one.
     *
     * Each runs by itself, with the key of the batch and the scope that it needs, and counts as one request of the rate limit. Results come in the order of the operations. With continueOnError false, what follows the first failure is skipped; so is what could not begin within 60 seconds.
     *
     * Takes any valid API key.
     *
     * Each operation is asked for the role that its own endpoint needs.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/batch`
     */
    run(body: RunBatchBody, options?: RequestOptions): Promise<RunBatchReply>
    /**
     * Create up to 100 posts, as an old revision of the API did.
     *
     * POST /v1/posts/bulk says more of what went wrong.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/batch/posts`
     */
    createPosts(body: BatchCreatePostsBody, options?: RequestOptions): Promise<BatchCreatePostsReply>
    /**
     * Delete up to 100 posts, as an old revision of the API did.
     *
     * Each by itself: what cannot be deleted does not keep the others.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/batch/posts`
     */
    deletePosts(body: BatchDeletePostsBody, options?: RequestOptions): Promise<BatchDeletePostsReply>
  }
  hashtagSets: {
    /**
     * List hashtag sets, last changed first.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/hashtag-sets`
     */
    list(query?: ListHashtagSetsQuery, options?: RequestOptions): Pages<ListHashtagSetsReply>
    /**
     * Read a hashtag set.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/hashtag-sets/:id`
     */
    get(id: string, options?: RequestOptions): Promise<GetHashtagSetReply>
    /**
     * Keep a set of hashtags.
     *
     * A workspace has each name once, however it is written, and 1,000 sets at most.
     *
     * Needs the scope `hashtag-sets:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/hashtag-sets`
     */
    create(body: CreateHashtagSetBody, options?: RequestOptions): Promise<CreateHashtagSetReply>
    /**
     * Change a hashtag set.
     *
     * tags, where given, replace all.
     *
     * Needs the scope `hashtag-sets:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/hashtag-sets/:id`
     */
    update(id: string, body?: UpdateHashtagSetBody, options?: RequestOptions): Promise<UpdateHashtagSetReply>
    /**
     * Replace a hashtag set.
     *
     * Needs the scope `hashtag-sets:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PUT /v1/hashtag-sets/:id`
     */
    replace(
      id: string,
      body: ReplaceHashtagSetBody,
      options?: RequestOptions,
    ): Promise<ReplaceHashtagSetReply>
    /**
     * Delete a hashtag set.
     *
     * Needs the scope `hashtag-sets:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/hashtag-sets/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
  }
  personas: {
    /**
     * List personas.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/personas`
     */
    list(options?: RequestOptions): Promise<ListPersonasReply>
    /**
     * Make a persona.
     *
     * The profile and its first version, which is the active one. Needs the feature brand_voice (PRO, AGENCY).
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/personas`
     */
    create(body: CreatePersonaBody, options?: RequestOptions): Promise<CreatePersonaReply>
    /**
     * Make a persona, as the wizard of the hosted service does.
     *
     * The profile and its first version, which is the active one. Needs the feature brand_voice (PRO, AGENCY).
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/personas/wizard`
     */
    createByWizard(
      body: CreatePersonaByWizardBody,
      options?: RequestOptions,
    ): Promise<CreatePersonaByWizardReply>
    /**
     * Read a persona with its active modules.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/personas/:id`
     */
    get(id: string, options?: RequestOptions): Promise<GetPersonaReply>
    /**
     * Change the profile of a persona.
     *
     * Modules are changed by a new version.
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/personas/:id`
     */
    update(id: string, body?: UpdatePersonaBody, options?: RequestOptions): Promise<UpdatePersonaReply>
    /**
     * Delete a persona.
     *
     * With all its versions. Refused while posts refer to it, with `linkedPostCount`; PATCH their `personaId` to null first.
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/personas/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
    /**
     * List the versions of a persona, newest first.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/personas/:id/versions`
     */
    listVersions(id: string, options?: RequestOptions): Promise<ListPersonaVersionsReply>
    /**
     * Write a new version of a persona’s modules.
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/personas/:id/versions`
     */
    createVersion(
      id: string,
      body: CreatePersonaVersionBody,
      options?: RequestOptions,
    ): Promise<PersonaVersion>
    /**
     * Make a version the active one.
     *
     * Needs the scope `personas:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/personas/:id/versions/:versionId/activate`
     */
    activateVersion(
      id: string,
      versionId: string,
      options?: RequestOptions,
    ): Promise<ActivatePersonaVersionReply>
    /**
     * Build prompts that make a model write like a persona.
     *
     * From the profile, the modules of the active version and the task. The same input gives the same text; nothing is sent anywhere.
     *
     * Needs the scope `posts:read`.
     *
     * `POST /v1/personas/:id/runtime/assemble`
     */
    assemble(id: string, body?: AssemblePersonaBody, options?: RequestOptions): Promise<AssemblePersonaReply>
  }
  queueSlots: {
    /**
     * Read the weekly grid.
     *
     * The times at which posts with queue: true go out, from Monday on.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/queue-slots`
     */
    list(options?: RequestOptions): Promise<ListQueueSlotsReply>
    /**
     * See what the next slots hold.
     *
     * A slot is taken by whatever post of the workspace is to go out at its time.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/queue-slots/upcoming`
     */
    listQueuePlaces(query?: ListQueuePlacesQuery, options?: RequestOptions): Promise<ListQueuePlacesReply>
    /**
     * Add a slot to the grid.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/queue-slots`
     */
    add(body: AddQueueSlotBody, options?: RequestOptions): Promise<QueueSlot>
    /**
     * Replace the whole grid.
     *
     * Posts that are scheduled stay where they are. An empty list switches the queue off.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PUT /v1/queue-slots`
     */
    replace(body: ReplaceQueueSlotsBody, options?: RequestOptions): Promise<ReplaceQueueSlotsReply>
    /**
     * Take a slot out of the grid.
     *
     * A post that holds its next place stays scheduled.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/queue-slots/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
  }
  recurrences: {
    /**
     * List posts that recur.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/recurrences`
     */
    list(query?: ListRecurrencesQuery, options?: RequestOptions): Pages<ListRecurrencesReply>
    /**
     * Read a post that recurs.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/recurrences/:id`
     */
    get(id: string, options?: RequestOptions): Promise<GetRecurrenceReply>
    /**
     * Let a post recur.
     *
     * Its next post always exists, scheduled like any other; when its time comes, the one after it is made. Times are those of clocks in the workspace’s time zone, on both sides of daylight saving. Posts are made on behalf of whoever created the recurrence or changed it last.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/recurrences`
     */
    create(body: CreateRecurrenceBody, options?: RequestOptions): Promise<Recurrence>
    /**
     * Change, pause or resume a post that recurs.
     *
     * Its next post is made anew, and deleted while it is paused. What is out stays.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/recurrences/:id`
     */
    update(id: string, body?: UpdateRecurrenceBody, options?: RequestOptions): Promise<Recurrence>
    /**
     * End a post that recurs.
     *
     * Its next post is deleted. What is out, or on its way, stays.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/recurrences/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
  }
  imports: {
    /**
     * Import posts from CSV, JSON or another system.
     *
     * Rows are in `rows` (JSON) or in the text `data`, or come as an archive: with `sizeBytes` the reply says where to PUT a zip of up to 5 GB. CSV may also be the body itself, with Content-Type text/csv and the options in the query. Up to 5,000 rows and 10 MB in a request, 100,000 rows in an archive. Good rows become posts as POST /v1/posts would make them, bad ones are reported; a row that was imported before is skipped, so that a mended file can be sent again whole. Columns are listed in the guide to moving in.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/imports`
     */
    create(body: CreateImportBody, options?: RequestOptions): Promise<Import>
    /**
     * List imports, newest first.
     *
     * Imports and the reports of their rows are kept for 90 days.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/imports`
     */
    list(query?: ListImportsQuery, options?: RequestOptions): Pages<ListImportsReply>
    /**
     * See how far an import is.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/imports/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Import>
    /**
     * Read what became of each row.
     *
     * Needs the scope `posts:read`.
     *
     * `GET /v1/imports/:id/rows`
     */
    listRows(id: string, query?: ListImportRowsQuery, options?: RequestOptions): Pages<ListImportRowsReply>
    /**
     * Stop an import.
     *
     * Posts that were made stay. 409 where it is over.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin, editor.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/imports/:id/cancel`
     */
    cancel(id: string, options?: RequestOptions): Promise<Import>
  }
  exports: {
    /**
     * Export everything that the workspace owns.
     *
     * A zip with a README, one JSON Lines file per kind (posts with targets, attempts and comments, accounts, media, webhooks, hashtag sets, approval workflows and rounds, queue slots, recurrences, members, API keys, events, numbers) and the bytes of media. Secrets are left out: tokens, keys, signing secrets. Owners and admins only, with a key that reads posts, accounts, media and webhooks. POST /v1/imports with format voxburst reads its posts.
     *
     * Needs the scope `posts:read`.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/exports`
     */
    create(body?: CreateExportBody, options?: RequestOptions): Promise<Export>
    /**
     * List exports, newest first.
     *
     * Needs the scope `posts:read`.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * `GET /v1/exports`
     */
    list(query?: ListExportsQuery, options?: RequestOptions): Pages<ListExportsReply>
    /**
     * See how far an export is, and where it can be had.
     *
     * Needs the scope `posts:read`.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * `GET /v1/exports/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Export>
    /**
     * Delete an archive before its time.
     *
     * Needs the scope `posts:write`.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/exports/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
  }
  workspaces: {
    /**
     * The workspaces you are a member of.
     *
     * Takes any valid API key.
     *
     * `GET /v1/workspaces`
     */
    list(options?: RequestOptions): Promise<ListWorkspacesReply>
    /**
     * Make a workspace.
     *
     * You become its owner. The reply carries its first API key, with all scopes; it is not shown again.
     *
     * Takes any valid API key.
     *
     * A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/workspaces`
     */
    create(body: CreateWorkspaceBody, options?: RequestOptions): Promise<CreateWorkspaceReply>
    /**
     * Read the workspace of your key.
     *
     * Takes any valid API key.
     *
     * `GET /v1/workspaces/:id`
     */
    get(id: string, options?: RequestOptions): Promise<Workspace>
    /**
     * Change the workspace of your key.
     *
     * Takes any valid API key.
     *
     * For members with the role owner, admin. Plan and allowedPlatforms by owners alone. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/workspaces/:id`
     */
    update(id: string, body?: UpdateWorkspaceBody, options?: RequestOptions): Promise<Workspace>
  }
  members: {
    /**
     * Keep the Google Analytics client id of your browser.
     *
     * Kept with your user, in all workspaces; the last one counts. Where the operator has set GA4_MEASUREMENT_ID, Google Analytics is told from now on when your posts are created, scheduled, published or failed; elsewhere nothing is sent to Google. Send it again after you join another workspace.
     *
     * Takes any valid API key.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/users/me/ga4-client-id`
     */
    setGa4ClientId(body: SetGa4ClientIdBody, options?: RequestOptions): Promise<SetGa4ClientIdReply>
    /**
     * List the members of the workspace.
     *
     * Takes any valid API key.
     *
     * `GET /v1/members`
     */
    list(options?: RequestOptions): Promise<ListMembersReply>
    /**
     * Add a member.
     *
     * Without a password it is an invitation: the reply carries the address at which the person chooses one, and a server that sends mails sends them theirs. Who was invited and has not signed in is so invited again, with this role. Who has a user already keeps the password.
     *
     * Takes any valid API key.
     *
     * For members with the role owner, admin. Only owners make owners. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/members`
     */
    add(body: AddMemberBody, options?: RequestOptions): Promise<AddMemberReply>
    /**
     * Change a member’s role.
     *
     * A workspace keeps at least one owner.
     *
     * Takes any valid API key.
     *
     * For members with the role owner, admin. Owners are made and changed by owners alone. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/members/:id`
     */
    change(id: string, body: ChangeMemberBody, options?: RequestOptions): Promise<Member>
    /**
     * Remove a member.
     *
     * Their API keys of this workspace, and sessions that act in it, end at once. A workspace keeps at least one owner.
     *
     * Takes any valid API key.
     *
     * Anybody leaves; others are removed by owners and admins, owners by owners. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/members/:id`
     */
    remove(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Accept an invitation by choosing a password.
     *
     * Takes no key. An invitation holds for 7 days and works once.
     *
     * Takes no API key.
     *
     * `POST /v1/invitations/accept`
     */
    acceptInvitation(body: AcceptInvitationBody, options?: RequestOptions): Promise<AcceptInvitationReply>
  }
  apiKeys: {
    /**
     * List API keys.
     *
     * Takes any valid API key.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * `GET /v1/api-keys`
     */
    list(options?: RequestOptions): Promise<ListApiKeysReply>
    /**
     * Make an API key.
     *
     * It acts as you, or as the member whom an owner names. Nobody gives scopes that their own key lacks, nor more time than it has. The key is shown once.
     *
     * Takes any valid API key.
     *
     * For yourself; an owner also for other members. A key of full write access.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `POST /v1/api-keys`
     */
    create(body: CreateApiKeyBody, options?: RequestOptions): Promise<CreateApiKeyReply>
    /**
     * Revoke an API key.
     *
     * Takes any valid API key.
     *
     * A key may end itself; others are ended by owners and admins with a key of full write access, those of owners by owners alone.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `DELETE /v1/api-keys/:id`
     */
    delete(id: string, options?: RequestOptions): Promise<Success>
  }
  auditLog: {
    /**
     * Who changed what, newest first.
     *
     * Every change made over the API, written together with it and kept for 365 days. Sessions that begin and end are in it, and wrong passwords of members. What else was refused changed nothing and is not; nor is what the server does by itself.
     *
     * Takes any valid API key.
     *
     * For members with the role owner, admin. A key of full write access.
     *
     * `GET /v1/audit-log`
     */
    list(query?: ListAuditLogQuery, options?: RequestOptions): Pages<ListAuditLogReply>
  }
  signIn: {
    /**
     * Sign in with e-mail and password.
     *
     * Takes no key. The reply’s `accessToken` works as `Authorization: Bearer …` everywhere, with all scopes, within your role. Pages ask for `cookie: true`: the token then comes in an HttpOnly cookie alone. Ten wrong passwords for an e-mail address, or fifty from one place, within 15 minutes are followed by 429. Failures also carry `message` beside `error`.
     *
     * Takes no API key.
     *
     * `POST /v1/auth/login`
     */
    signIn(body: SignInBody, options?: RequestOptions): Promise<SignedIn>
    /**
     * End this session.
     *
     * For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `POST /v1/auth/logout`
     */
    signOut(options?: RequestOptions): Promise<Success>
    /**
     * How one can sign in here.
     *
     * Takes no key. A browser goes to `oidc.url`, with `?returnTo=/path` where it wants to come back to.
     *
     * Takes no API key.
     *
     * `GET /v1/auth/methods`
     */
    listWays(options?: RequestOptions): Promise<ListSignInWaysReply>
    /**
     * Act in another of your workspaces.
     *
     * The session acts there from now on. For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `POST /v1/auth/workspace`
     */
    switchWorkspace(body: SwitchWorkspaceBody, options?: RequestOptions): Promise<SwitchWorkspaceReply>
    /**
     * List your sessions.
     *
     * For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `GET /v1/auth/sessions`
     */
    listSessions(options?: RequestOptions): Promise<ListSessionsReply>
    /**
     * End all your sessions but this one.
     *
     * For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `DELETE /v1/auth/sessions`
     */
    endOtherSessions(options?: RequestOptions): Promise<EndOtherSessionsReply>
    /**
     * End one of your sessions.
     *
     * For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `DELETE /v1/auth/sessions/:id`
     */
    endSession(id: string, options?: RequestOptions): Promise<Success>
    /**
     * Change your password.
     *
     * All your sessions end, this one included; the reply has a new one, in the way that this one came. For sessions: an API key stands for one workspace, and ends by DELETE /v1/api-keys/:id.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * `POST /v1/auth/password`
     */
    changePassword(body: ChangePasswordBody, options?: RequestOptions): Promise<SignedIn>
    /**
     * Ask for a link to choose a new password.
     *
     * Takes no key. The link is mailed, holds for an hour and works once. The answer is the same whether there is such a user. 503 where the server sends no mails: its operator has `npm run reset-owner`.
     *
     * Takes no API key.
     *
     * `POST /v1/auth/password/forgot`
     */
    askPasswordReset(body: AskPasswordResetBody, options?: RequestOptions): Promise<Success>
    /**
     * Choose a new password by a mailed link.
     *
     * Takes no key. All sessions of the user end.
     *
     * Takes no API key.
     *
     * `POST /v1/auth/password/reset`
     */
    resetPassword(body: ResetPasswordBody, options?: RequestOptions): Promise<ResetPasswordReply>
  }
  system: {
    /**
     * Whether the server runs.
     *
     * Answers without a key; a key that is sent is checked.
     *
     * An API key is checked only when one is sent.
     *
     * `GET /v1/health`
     */
    health(options?: RequestOptions): Promise<HealthReply>
    /**
     * Who a key stands for.
     *
     * Takes any valid API key.
     *
     * `GET /v1/auth/me`
     */
    me(options?: RequestOptions): Promise<MeReply>
    /**
     * Change what you are called.
     *
     * In all your workspaces. For sessions: an API key stands for one workspace, and a name is shown in all.
     *
     * Takes any valid API key.
     *
     * Sessions, not API keys.
     *
     * With an `Idempotency-Key` a repeat is answered with the first reply, for 24 hours.
     *
     * `PATCH /v1/auth/me`
     */
    updateMe(body?: UpdateMeBody, options?: RequestOptions): Promise<UpdateMeReply>
    /**
     * What each network takes.
     *
     * Limits, what connecting asks for, the options of platformMetadata as JSON Schema, each with a title, and `enumNames` beside `enum`, for forms, its sign, and how a post looks.
     *
     * Takes any valid API key.
     *
     * `GET /v1/platforms`
     */
    listPlatforms(options?: RequestOptions): Promise<ListPlatformsReply>
  }
}

export const operations: { readonly [noun: string]: { readonly [verb: string]: Operation } } = {
  posts: {
    create: { method: 'POST', path: '/v1/posts', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/posts', input: 'query', isList: true },
    validate: { method: 'POST', path: '/v1/posts/validate', input: 'body' },
    bulkCreate: { method: 'POST', path: '/v1/posts/bulk', input: 'body', takesKey: true },
    get: { method: 'GET', path: '/v1/posts/:id' },
    update: { method: 'PATCH', path: '/v1/posts/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/posts/:id', takesKey: true },
    publish: { method: 'POST', path: '/v1/posts/:id/publish', takesKey: true },
    cancel: { method: 'POST', path: '/v1/posts/:id/cancel', takesKey: true },
    clone: { method: 'POST', path: '/v1/posts/:id/clone', takesKey: true },
    unpublish: { method: 'POST', path: '/v1/posts/:id/unpublish', takesKey: true },
    retry: { method: 'POST', path: '/v1/posts/:id/retry', takesKey: true },
    fixPlatform: {
      method: 'POST',
      path: '/v1/posts/:id/platforms/:platformId/fix',
      input: 'body',
      takesKey: true,
    },
    preflight: { method: 'GET', path: '/v1/posts/preflight', input: 'query' },
  },
  approvals: {
    listWorkflows: { method: 'GET', path: '/v1/workspaces/:workspaceId/approval-workflows' },
    createWorkflow: {
      method: 'POST',
      path: '/v1/workspaces/:workspaceId/approval-workflows',
      input: 'body',
      takesKey: true,
    },
    replaceWorkflow: {
      method: 'PUT',
      path: '/v1/workspaces/:workspaceId/approval-workflows/:workflowId',
      input: 'body',
      takesKey: true,
    },
    deleteWorkflow: {
      method: 'DELETE',
      path: '/v1/workspaces/:workspaceId/approval-workflows/:workflowId',
      takesKey: true,
    },
    start: { method: 'POST', path: '/v1/posts/:id/start-approval', input: 'body', takesKey: true },
    getStatus: { method: 'GET', path: '/v1/posts/:id/approval-status' },
    approvePost: { method: 'POST', path: '/v1/posts/:id/approve', input: 'body', takesKey: true },
    rejectPost: { method: 'POST', path: '/v1/posts/:id/reject', input: 'body', takesKey: true },
    getHistory: { method: 'GET', path: '/v1/posts/:id/approval-history' },
    listQueue: { method: 'GET', path: '/v1/approval-queue/items', input: 'query', isList: true },
    countQueue: { method: 'GET', path: '/v1/approval-queue/pending-count', input: 'query' },
  },
  accounts: {
    list: { method: 'GET', path: '/v1/accounts', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/accounts/:id' },
    listQuotas: { method: 'GET', path: '/v1/quotas', input: 'query', isList: true },
    connect: { method: 'POST', path: '/v1/accounts/connect/:platform', input: 'body', takesKey: true },
    connectByBody: { method: 'POST', path: '/v1/accounts/connect', input: 'body', takesKey: true },
    finishConnect: { method: 'POST', path: '/v1/accounts/callback/:platform', input: 'body', takesKey: true },
    disconnect: { method: 'DELETE', path: '/v1/accounts/:id', takesKey: true },
    refresh: { method: 'POST', path: '/v1/accounts/:id/refresh', takesKey: true },
    test: { method: 'POST', path: '/v1/accounts/:id/test' },
    listPages: { method: 'GET', path: '/v1/accounts/:id/pages' },
    selectPage: { method: 'POST', path: '/v1/accounts/:id/select-page', input: 'body', takesKey: true },
    listPlaylists: { method: 'GET', path: '/v1/accounts/:id/:platform/playlists' },
    searchAudio: { method: 'GET', path: '/v1/:platform/audio/search', input: 'query' },
    getBackfill: { method: 'GET', path: '/v1/accounts/:id/backfill' },
    startBackfill: { method: 'POST', path: '/v1/accounts/:id/backfill', takesKey: true },
    getOptimalTimes: { method: 'GET', path: '/v1/accounts/:id/optimal-times', input: 'query' },
  },
  analytics: {
    listOptimalTimes: { method: 'GET', path: '/v1/analytics/optimal-times', input: 'query' },
    getPost: { method: 'GET', path: '/v1/analytics/posts/:postId', input: 'query' },
    refreshPost: { method: 'POST', path: '/v1/analytics/posts/:postId/refresh', takesKey: true },
    getAccount: { method: 'GET', path: '/v1/analytics/accounts/:accountId', input: 'query' },
    refreshAccount: { method: 'POST', path: '/v1/analytics/accounts/:accountId/refresh', takesKey: true },
    getAggregate: { method: 'GET', path: '/v1/analytics/aggregate', input: 'query' },
    getOverview: { method: 'GET', path: '/v1/analytics/overview', input: 'query' },
  },
  media: {
    upload: { method: 'POST', path: '/v1/media/upload', input: 'body', takesKey: true },
    register: { method: 'POST', path: '/v1/media/register', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/media', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/media/:id' },
    update: { method: 'PATCH', path: '/v1/media/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/media/:id', takesKey: true },
    refreshPresign: { method: 'POST', path: '/v1/media/:id/refresh-presign', takesKey: true },
  },
  webhooks: {
    create: { method: 'POST', path: '/v1/webhooks', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/webhooks', input: 'query', isList: true },
    test: { method: 'POST', path: '/v1/webhooks/test', input: 'body', takesKey: true },
    openTunnel: { method: 'GET', path: '/v1/webhooks/tunnel' },
    get: { method: 'GET', path: '/v1/webhooks/:id' },
    update: { method: 'PATCH', path: '/v1/webhooks/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/webhooks/:id', takesKey: true },
    rotateSecret: { method: 'POST', path: '/v1/webhooks/:id/rotate-secret', takesKey: true },
    listDeliveries: { method: 'GET', path: '/v1/webhooks/:id/deliveries', input: 'query', isList: true },
    replayDelivery: {
      method: 'POST',
      path: '/v1/webhooks/:id/deliveries/:deliveryId/replay',
      takesKey: true,
    },
    replayRange: { method: 'POST', path: '/v1/webhooks/:id/replay', input: 'body', takesKey: true },
    listEvents: { method: 'GET', path: '/v1/events', input: 'query', isList: true },
    openStream: { method: 'GET', path: '/v1/stream', input: 'query' },
  },
  batch: {
    run: { method: 'POST', path: '/v1/batch', input: 'body', takesKey: true },
    createPosts: { method: 'POST', path: '/v1/batch/posts', input: 'body', takesKey: true },
    deletePosts: { method: 'DELETE', path: '/v1/batch/posts', input: 'body', takesKey: true },
  },
  hashtagSets: {
    list: { method: 'GET', path: '/v1/hashtag-sets', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/hashtag-sets/:id' },
    create: { method: 'POST', path: '/v1/hashtag-sets', input: 'body', takesKey: true },
    update: { method: 'PATCH', path: '/v1/hashtag-sets/:id', input: 'body', takesKey: true },
    replace: { method: 'PUT', path: '/v1/hashtag-sets/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/hashtag-sets/:id', takesKey: true },
  },
  personas: {
    list: { method: 'GET', path: '/v1/personas' },
    create: { method: 'POST', path: '/v1/personas', input: 'body', takesKey: true },
    createByWizard: { method: 'POST', path: '/v1/personas/wizard', input: 'body', takesKey: true },
    get: { method: 'GET', path: '/v1/personas/:id' },
    update: { method: 'PATCH', path: '/v1/personas/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/personas/:id', takesKey: true },
    listVersions: { method: 'GET', path: '/v1/personas/:id/versions' },
    createVersion: { method: 'POST', path: '/v1/personas/:id/versions', input: 'body', takesKey: true },
    activateVersion: {
      method: 'POST',
      path: '/v1/personas/:id/versions/:versionId/activate',
      takesKey: true,
    },
    assemble: { method: 'POST', path: '/v1/personas/:id/runtime/assemble', input: 'body' },
  },
  queueSlots: {
    list: { method: 'GET', path: '/v1/queue-slots' },
    listQueuePlaces: { method: 'GET', path: '/v1/queue-slots/upcoming', input: 'query' },
    add: { method: 'POST', path: '/v1/queue-slots', input: 'body', takesKey: true },
    replace: { method: 'PUT', path: '/v1/queue-slots', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/queue-slots/:id', takesKey: true },
  },
  recurrences: {
    list: { method: 'GET', path: '/v1/recurrences', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/recurrences/:id' },
    create: { method: 'POST', path: '/v1/recurrences', input: 'body', takesKey: true },
    update: { method: 'PATCH', path: '/v1/recurrences/:id', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/recurrences/:id', takesKey: true },
  },
  imports: {
    create: { method: 'POST', path: '/v1/imports', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/imports', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/imports/:id' },
    listRows: { method: 'GET', path: '/v1/imports/:id/rows', input: 'query', isList: true },
    cancel: { method: 'POST', path: '/v1/imports/:id/cancel', takesKey: true },
  },
  exports: {
    create: { method: 'POST', path: '/v1/exports', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/exports', input: 'query', isList: true },
    get: { method: 'GET', path: '/v1/exports/:id' },
    delete: { method: 'DELETE', path: '/v1/exports/:id', takesKey: true },
  },
  workspaces: {
    list: { method: 'GET', path: '/v1/workspaces' },
    create: { method: 'POST', path: '/v1/workspaces', input: 'body', takesKey: true },
    get: { method: 'GET', path: '/v1/workspaces/:id' },
    update: { method: 'PATCH', path: '/v1/workspaces/:id', input: 'body', takesKey: true },
  },
  members: {
    setGa4ClientId: { method: 'POST', path: '/v1/users/me/ga4-client-id', input: 'body', takesKey: true },
    list: { method: 'GET', path: '/v1/members' },
    add: { method: 'POST', path: '/v1/members', input: 'body', takesKey: true },
    change: { method: 'PATCH', path: '/v1/members/:id', input: 'body', takesKey: true },
    remove: { method: 'DELETE', path: '/v1/members/:id', takesKey: true },
    acceptInvitation: { method: 'POST', path: '/v1/invitations/accept', input: 'body' },
  },
  apiKeys: {
    list: { method: 'GET', path: '/v1/api-keys' },
    create: { method: 'POST', path: '/v1/api-keys', input: 'body', takesKey: true },
    delete: { method: 'DELETE', path: '/v1/api-keys/:id', takesKey: true },
  },
  auditLog: {
    list: { method: 'GET', path: '/v1/audit-log', input: 'query', isList: true },
  },
  signIn: {
    signIn: { method: 'POST', path: '/v1/auth/login', input: 'body' },
    signOut: { method: 'POST', path: '/v1/auth/logout' },
    listWays: { method: 'GET', path: '/v1/auth/methods' },
    switchWorkspace: { method: 'POST', path: '/v1/auth/workspace', input: 'body' },
    listSessions: { method: 'GET', path: '/v1/auth/sessions' },
    endOtherSessions: { method: 'DELETE', path: '/v1/auth/sessions' },
    endSession: { method: 'DELETE', path: '/v1/auth/sessions/:id' },
    changePassword: { method: 'POST', path: '/v1/auth/password', input: 'body' },
    askPasswordReset: { method: 'POST', path: '/v1/auth/password/forgot', input: 'body' },
    resetPassword: { method: 'POST', path: '/v1/auth/password/reset', input: 'body' },
  },
  system: {
    health: { method: 'GET', path: '/v1/health' },
    me: { method: 'GET', path: '/v1/auth/me' },
    updateMe: { method: 'PATCH', path: '/v1/auth/me', input: 'body', takesKey: true },
    listPlatforms: { method: 'GET', path: '/v1/platforms' },
  },
}

/** Every code of an error, and whether sending the same again can help. */
export const retryableCodes = {
  VALIDATION_ERROR: false,
  BAD_REQUEST: false,
  INVALID_DATE: false,
  INVALID_PARAM: false,
  INVALID_PAGE_ID: false,
  PAGE_SELECTION_NOT_SUPPORTED: false,
  ACCOUNT_PAGE_MISMATCH: false,
  DESTINATIONS_NOT_LOADED: true,
  PAGE_NOT_SELECTED: false,
  ACCOUNT_TYPE_NOT_SUPPORTED: false,
  IDEMPOTENCY_INVALID_KEY: false,
  CONTENT_TOO_LONG: false,
  MEDIA_REQUIRED: false,
  CONTENT_TYPE_REQUIRED: false,
  CONTENT_TYPE_NOT_SUPPORTED: false,
  ACCOUNT_NOT_FOUND: false,
  UNAUTHORIZED: false,
  PLAN_LIMIT_EXCEEDED: false,
  LIMIT_EXCEEDED: false,
  PLAN_REQUIRED: false,
  FORBIDDEN: false,
  PLATFORM_RESTRICTED: false,
  NOT_AUTHORIZED: false,
  NOT_FOUND: false,
  METHOD_NOT_ALLOWED: false,
  CONFLICT: false,
  NO_PENDING_STEP: false,
  PERSONA_IN_USE: false,
  ALREADY_IN_APPROVAL: false,
  IDEMPOTENCY_CONFLICT: false,
  IDEMPOTENCY_IN_PROGRESS: true,
  PAYLOAD_TOO_LARGE: false,
  UNSUPPORTED_MEDIA_TYPE: false,
  UNPROCESSABLE_ENTITY: false,
  RATE_LIMITED: true,
  INTERNAL_ERROR: true,
  GRAPH_API_ERROR: true,
  FEATURE_DISABLED: false,
  SERVICE_UNAVAILABLE: true,
} as const
