// Made by `npm run generate` from the contract. Change what it is made from.

export type AcceptInvitationBody = {
  token: string
  password: string
  name?: string | null | undefined
}

export type AcceptInvitationReply = {
  success: true
  email: string
}

export type Account = {
  id: string
  platform: string
  /** Without a leading @ */
  username: string | null
  displayName: string | null
  avatarUrl: string | null
  accountType: ('personal' | 'business' | 'creator') | null
  status: 'active' | 'expired' | 'error' | 'disconnected' | 'suspended'
  error: {
    code: string
    message: string
  } | null
  /** ISO 8601, UTC */
  connectedAt: string
  tokenExpiresAt: string | null
  isSharedAccount: boolean
  /** What the network takes from this account; null: what it takes from all, see /v1/platforms */
  limits: { [name: string]: unknown } | null
  /** Where posts can be put into playlists: true when the person has not allowed us to read them */
  needsPlaylistReauth?: boolean | undefined
  /** How much the network lets the account publish; absent in the replies of connecting */
  quotas?:
    | {
        /** What is counted, e.g. posts in 24 hours */
        name: string
        limit: number
        /** By what we published, or more where the network says so */
        used: number
        remaining: number
        /** What goes out in the window that begins now */
        scheduled: number
        /** null: the window goes with the time, and room comes back bit by bit */
        resetsAt: string | null
      }[]
    | undefined
  [name: string]: unknown | undefined
}

export type AccountAnalytics = {
  accountId: string
  /** In upper case */
  platform: string
  username: string | null
  displayName: string | null
  accountStatus: 'active' | 'expired' | 'error' | 'disconnected' | 'suspended'
  /** Of a disconnected account */
  disconnectedAt?: string | undefined
  /** Of the posts that went out in the period; where posts tell nothing, what the network told of the account’s days. engagementRate is in percent of impressions. */
  metrics: {
    /** How often it was shown; where a network counts views alone, those */
    impressions?: number | undefined
    /** How many people saw it */
    reach?: number | undefined
    /** Likes, comments, shares, clicks and saves together */
    engagements?: number | undefined
    /** Likes and all other reactions */
    likes?: number | undefined
    comments?: number | undefined
    /** Reposts, quotes, shares */
    shares?: number | undefined
    clicks?: number | undefined
    /** Saves, bookmarks */
    saves?: number | undefined
    /** How often the video was played */
    videoViews?: number | undefined
    followers?: number | undefined
    following?: number | undefined
    totalPosts?: number | undefined
    totalImpressions?: number | undefined
    totalReach?: number | undefined
    totalEngagements?: number | undefined
    engagementRate?: number | undefined
  }
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  dataAvailable: boolean
  followers: number
  /** The same as followers */
  totalFollowers: number
  following: number
  totalPosts: number
  avgEngagementRate: number
  /** Over the period, as far as it is known */
  followerGrowth: number
  followerHistory: {
    date: string
    followers: number
    change: number
  }[]
  timeseries: {
    /** YYYY-MM-DD: the first day */
    date: string
    /** ISO 8601, UTC */
    periodStart: string
    /** ISO 8601, UTC */
    periodEnd: string
    /** At the end; null: not told */
    followers: number | null
    following: number | null
    /** That went out in this time */
    posts: number
    /** How often it was shown; where a network counts views alone, those */
    impressions: number
    /** How many people saw it */
    reach: number
    /** Likes, comments, shares, clicks and saves together */
    engagements: number
    /** Likes and all other reactions */
    likes: number
    comments: number
    /** Reposts, quotes, shares */
    shares: number
    clicks: number
    /** Saves, bookmarks */
    saves: number
    /** How often the video was played */
    videoViews?: number | undefined
    /** The metrics that the network tells: the others are not zero but unknown */
    reportedMetrics: (
      | 'impressions'
      | 'reach'
      | 'engagements'
      | 'likes'
      | 'comments'
      | 'shares'
      | 'clicks'
      | 'saves'
      | 'videoViews'
    )[]
  }[]
  collectedAt: string | null
  /** For people */
  period: string
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
  /** DAILY where HOURLY was asked: networks tell of accounts by the day */
  granularity: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY'
}

/** An account was connected, or connected again. */
export type AccountConnectedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'account.connected'
  /** ISO 8601, UTC */
  createdAt: string
  data: AccountEventData
  /** The same as type */
  event: 'account.connected'
  /** The same as createdAt */
  timestamp: string
}

/** An account was disconnected. */
export type AccountDisconnectedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'account.disconnected'
  /** ISO 8601, UTC */
  createdAt: string
  data: AccountEventData
  /** The same as type */
  event: 'account.disconnected'
  /** The same as createdAt */
  timestamp: string
}

/** The network no longer accepts our access to an account. Once per death. */
export type AccountErrorEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'account.error'
  /** ISO 8601, UTC */
  createdAt: string
  data: AccountEventData
  /** The same as type */
  event: 'account.error'
  /** The same as createdAt */
  timestamp: string
}

export type AccountEventData = {
  id: string
  /** The same as id */
  accountId: string
  workspaceId: string
  /** The platform, in upper case */
  platform: string
  username: string | null
  displayName: string | null
  /** The account’s status, in upper case */
  status: string
  /** Why it was disconnected */
  reason?: string | undefined
  /** What the network said */
  error?:
    | {
        code: string
        message: string
        details?: { [name: string]: unknown } | undefined
      }
    | undefined
}

export type ActivatePersonaVersionReply = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  modules: { [name: string]: unknown }
}

export type AddMemberBody = {
  email: string
  name?: string | null | undefined
  /** In any case: owner, admin, editor, approver, viewer */
  role: string
  password?: string | null | undefined
}

export type AddMemberReply = {
  /** The same as userId */
  id: string
  userId: string
  email: string
  name: string | null
  role: 'owner' | 'admin' | 'editor' | 'approver' | 'viewer'
  /** invited: has not signed in yet */
  status: 'active' | 'invited'
  /** ISO 8601, UTC */
  createdAt: string
  inviteUrl: string | null
}

export type AddQueueSlotBody = {
  /** In any case: monday, tuesday, wednesday, thursday, friday, saturday, sunday */
  day: string
  /** HH:mm in the workspace’s time zone */
  time: string
}

export type AggregateAnalytics = {
  /** On networks: a post to three accounts is three */
  totalPosts: number
  totalImpressions: number
  totalEngagements: number
  /** Engagements in percent of impressions, of posts whose network tells both */
  averageEngagementRate: number
  totalReach: number
  totalLikes: number
  totalComments: number
  totalShares: number
  totalClicks: number
  totalSaves: number
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  topPerformingPosts: TopPost[]
  byPlatform: {
    /** In upper case */
    platform: string
    posts: number
    impressions: number
    engagements: number
    engagementRate: number
  }[]
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
}

export type AnalyticsOverview = {
  summary: {
    /** On networks: a post to three accounts is three */
    totalPosts: number
    totalImpressions: number
    totalEngagements: number
    /** Engagements in percent of impressions, of posts whose network tells both */
    averageEngagementRate: number
  }
  /** On networks: a post to three accounts is three */
  totalPosts: number
  totalImpressions: number
  totalEngagements: number
  /** Engagements in percent of impressions, of posts whose network tells both */
  averageEngagementRate: number
  topPosts: TopPost[]
  byPlatform: {
    /** In upper case */
    platform: string
    posts: number
    impressions: number
    engagements: number
    engagementRate: number
  }[]
  /** By the last 90 days of all these accounts, in the workspace’s time zone, e.g. tuesday 09:00 */
  bestPostingTime?: string | undefined
  period: {
    /** ISO 8601, UTC */
    start: string
    /** ISO 8601, UTC */
    end: string
  }
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
}

export type AnalyticsRefresh = {
  accountId: string
  /** In upper case */
  platform: string
  /** queued: it is read within moments. fresh: it was read just now, and is not again before nextAt. resting: the network wants to be left alone until nextAt; it is read then. unavailable: message says why nothing is read. */
  status: 'queued' | 'fresh' | 'resting' | 'unavailable'
  message: string
  /** When it is read, or may be asked for again */
  nextAt: string | null
}

export type ApiKey = {
  id: string
  name: string
  /** How the key begins */
  hint: string
  scopes: string[]
  userId: string
  expiresAt: string | null
  lastUsedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
}

export type Approval = {
  postId: string
  /** The post’s status, in lower case */
  status: string
  /** Of the newest round; WITHDRAWN: the post was changed while it waited. null: there was none. */
  approvalStatus: ('PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN') | null
  /** Whether the post waits for a decision */
  pending: boolean
  workflowId: string | null
  workflowName: string | null
  /** How many rounds there were, this one included */
  round: number
  /** The first step that is open */
  currentStep: {
    order: number
    role: string
    approverIds: string[]
    required: boolean
    /** SKIPPED: an optional step that the post went past */
    status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'SKIPPED'
    /** userId */
    decidedBy: string | null
    decidedByName: string | null
    decidedAt: string | null
    comment: string | null
  } | null
  /** As the workflow had them when the round began */
  steps: {
    order: number
    role: string
    approverIds: string[]
    required: boolean
    /** SKIPPED: an optional step that the post went past */
    status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'SKIPPED'
    /** userId */
    decidedBy: string | null
    decidedByName: string | null
    decidedAt: string | null
    comment: string | null
  }[]
  /** Who has approved so far */
  approvals: {
    step: number
    role: string
    userId: string
    userName: string | null
    comment: string | null
    /** ISO 8601, UTC */
    approvedAt: string
  }[]
  /** Whether the member behind the key may approve or reject now */
  canDecide: boolean
  startedBy: string | null
  startedAt: string | null
  endedAt: string | null
}

export type ApprovalEventData = {
  id: string
  /** The same as id */
  postId: string
  workspaceId: string
  /** Rises with each event of the post: order what arrives by it */
  sequence: number
  /** Counts the times the post was sent on its way */
  run: number
  content: string
  /** The post’s status, in upper case */
  status: string
  scheduledFor: string | null
  publishedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
  metadata: { [name: string]: unknown } | null
  platforms: {
    postPlatformId: string
    /** The same as postPlatformId */
    id: string
    accountId: string
    /** The platform, in upper case */
    platform: string
    /** The target’s status, in upper case */
    status: string
    platformPostId: string | null
    platformPostUrl: string | null
    publishedAt: string | null
    retryCount: number
    error: {
      code: string
      message: string
      details?: { [name: string]: unknown } | undefined
    } | null
    warnings: { [name: string]: unknown }[]
  }[]
  approval: {
    workflowId: string
    workflowName: string
    round: number
    /** The round’s status, in upper case */
    status: string
    /** Who may decide now */
    approverIds: string[]
    steps: {
      order: number
      role: string
      approverIds: string[]
      required: boolean
      /** The step’s status, in upper case */
      status: string
      decidedBy: string | null
      decidedAt: string | null
      comment: string | null
    }[]
  }
}

export type ApprovalWorkflow = {
  id: string
  workspaceId: string
  name: string
  steps: {
    order: number
    role: string
    approverIds: string[]
    required: boolean
  }[]
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
}

export type ApprovePostBody = {
  /** A note to the author */
  comment?: string | null | undefined
  /** The order of the step that is meant; 409 where it is no longer the one to decide. */
  step?: number | null | undefined
  /** The round that was read; 409 where the post was changed since and another round runs. */
  round?: number | null | undefined
}

export type AskPasswordResetBody = {
  email: string
}

export type AssemblePersonaBody = {
  /** What is to be written */
  task?: string | null | undefined
  platform?: string | null | undefined
  topic?: string | null | undefined
}

export type AssemblePersonaReply = {
  systemPrompt: string
  userPrompt: string
  versionId: string
}

export type AuditEntry = {
  id: string
  /** ISO 8601, UTC */
  createdAt: string
  actor: {
    userId: string
    email: string | null
    name: string | null
  }
  /** The API key; null: signed in */
  key: {
    id: string
    name: string | null
  } | null
  /** The operationId of what was called, e.g. updatePost; or signInFailed: a wrong password for an address of the workspace; signInByProvider: a session that began by way of the identity provider; linkIdentity: the first of them: from then on the provider’s word counts; joinByDomain: a new member, by the domain of the address; changePasswordFailed: a wrong current password */
  action: string
  /** What was made or changed; its prefix says what it is */
  subjectId: string | null
  /** The fields that the request named, never what they said */
  fields: string[]
  /** false: it called a network, and this server ended before the answer was recorded */
  completed: boolean
}

export type Backfill = {
  accountId: string
  /** waiting: the network wants to be left alone, or did not answer; it goes on at nextRunAt. paused: the account is not active, has no page yet, or its network is not read. not_supported: the network tells nothing of what was posted. */
  status: 'not_started' | 'queued' | 'running' | 'waiting' | 'paused' | 'completed' | 'not_supported'
  /** In percent of the time that is to be read */
  progress: number
  postsFound: number
  /** How far back it goes */
  since: string | null
  /** How old the oldest post is that was read so far */
  reachedBackTo: string | null
  startedAt: string | null
  completedAt: string | null
  nextRunAt: string | null
}

export type BatchCreatePostsBody = {
  posts: unknown[]
}

export type BatchCreatePostsReply = {
  results: {
    index: number
    success: boolean
    post?:
      | {
          id: string
          status: string
        }
      | undefined
    error?: string | undefined
    warnings?:
      | {
          code: string
          message: string
          field?: string | undefined
          platform?: string | undefined
          suggestion?: string | undefined
        }[]
      | undefined
  }[]
  summary: {
    total: number
    succeeded: number
    failed: number
  }
}

export type BatchDeletePostsBody = {
  postIds: string[]
}

export type BatchDeletePostsReply = {
  results: {
    id: string
    success: boolean
    error?: string | undefined
  }[]
  summary: {
    total: number
    succeeded: number
    failed: number
  }
}

export type BlueskyOptions = {
  /** Languages of the text, as BCP 47 tags */
  langs?: string[] | undefined
  /** Hashtags beside those in the text, without # */
  tags?: string[] | undefined
  /** Content warnings */
  labels?: ('sexual' | 'nudity' | 'porn' | 'graphic-media')[] | undefined
  /** A link card under the text; an attached image becomes its picture */
  card?:
    | {
        url: string
        title: string
        description?: string | undefined
      }
    | undefined
}

export type BulkCreatePostsBody = {
  posts: unknown[]
  dryRun?: boolean | null | undefined
  /** Another name for dryRun. */
  dry_run?: boolean | null | undefined
}

export type BulkCreatePostsReply = {
  dry_run: boolean
  dryRun: boolean
  total: number
  created: number
  failed: number
  results: {
    index: number
    status: 'created' | 'failed' | 'valid'
    postId?: string | undefined
    post?:
      | {
          id: string
          status: string
        }
      | undefined
    errors?:
      | {
          field: string
          issue: string
          detail: string
        }[]
      | undefined
    warnings?:
      | {
          code: string
          message: string
          field?: string | undefined
          platform?: string | undefined
          suggestion?: string | undefined
        }[]
      | undefined
  }[]
  /** About the request as a whole. */
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
}

export type ChangeMemberBody = {
  /** In any case: owner, admin, editor, approver, viewer */
  role: string
}

export type ChangePasswordBody = {
  currentPassword: string
  newPassword: string
}

export type ConnectAccountBody = {
  /** Where the person comes back to, with code and state. Absent: a page of ours that finishes the connection. */
  callbackUrl?: string | null | undefined
  /** Another name for callbackUrl. */
  redirectUri?: string | null | undefined
  /** Asks for consent again, where the network can. */
  forcePrompt?: boolean | null | undefined
  /** Connects a page rather than a person, where both can post. */
  pageMode?: (boolean | ('personal' | 'page' | 'true' | 'false')) | null | undefined
  /** Answers to what our page would ask (see /v1/platforms), or tokens you hold for the same app: {accessToken, refreshToken?, expiresAt?}. */
  credentials?: { [name: string]: string } | null | undefined
}

export type ConnectAccountByBodyBody = {
  /** Where the person comes back to, with code and state. Absent: a page of ours that finishes the connection. */
  callbackUrl?: string | null | undefined
  /** Another name for callbackUrl. */
  redirectUri?: string | null | undefined
  /** Asks for consent again, where the network can. */
  forcePrompt?: boolean | null | undefined
  /** Connects a page rather than a person, where both can post. */
  pageMode?: (boolean | ('personal' | 'page' | 'true' | 'false')) | null | undefined
  /** Answers to what our page would ask (see /v1/platforms), or tokens you hold for the same app: {accessToken, refreshToken?, expiresAt?}. */
  credentials?: { [name: string]: string } | null | undefined
  platform: string
}

export type ConnectAccountByBodyReply = {
  authorizationUrl?: string | undefined
  /** The same as authorizationUrl. */
  authUrl?: string | undefined
  /** The same as authorizationUrl. */
  url?: string | undefined
  state?: string | undefined
  /** At once, where no page is needed. */
  account?: Account | undefined
  warning?: string | undefined
}

export type ConnectAccountReply = {
  authorizationUrl?: string | undefined
  /** The same as authorizationUrl. */
  authUrl?: string | undefined
  /** The same as authorizationUrl. */
  url?: string | undefined
  state?: string | undefined
  /** At once, where no page is needed. */
  account?: Account | undefined
  warning?: string | undefined
}

export type CountApprovalQueueReply = {
  count: number
  /** The same as count. */
  pendingCount: number
}

export type CreateApiKeyBody = {
  name: string
  scopes: string[]
  expiresAt?: string | null | undefined
  userId?: string | null | undefined
}

export type CreateApiKeyReply = {
  id: string
  name: string
  /** How the key begins */
  hint: string
  scopes: string[]
  userId: string
  expiresAt: string | null
  lastUsedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
  key: string
}

export type CreateApprovalWorkflowBody = {
  name: string
  steps: {
    /** 1, 2, 3 … */
    order: number
    /** A label for people */
    role: string
    /** userId of members; one of them decides the step */
    approverIds: string[]
    /** true when absent. An optional step holds nothing up: those behind it may decide before it. */
    required?: boolean | undefined
  }[]
}

export type CreateExportBody = {
  /** The bytes of files too; true when absent */
  includeMedia?: boolean | null | undefined
}

export type CreateHashtagSetBody = {
  name: string
  /** With or without #; kept without it, in lower case, each once */
  tags: string[]
}

export type CreateHashtagSetReply = {
  data: HashtagSet
}

export type CreateImportBody = {
  /** In any case: csv, json, jsonl, voxburst, postiz, mixpost */
  format: string
  /** The text of a file */
  data?: string | null | undefined
  /** Posts as POST /v1/posts takes them, with externalId, timezone, accounts by name, and media by address or file name */
  rows?: unknown[] | null | undefined
  /** Of a zip with the posts and their files */
  sizeBytes?: number | null | undefined
  /** Checks every row and makes nothing */
  dryRun?: boolean | null | undefined
  /** Of times that carry no zone; the workspace’s when absent */
  timezone?: string | null | undefined
  /** How 3/4/2027 is read: dmy is the 3rd of April, mdy the 4th of March. ISO dates need none */
  dateFormat?: string | null | undefined
  /** What becomes of a row whose time is over: an error, or a draft. Files of other systems: draft, else refuse */
  past?: string | null | undefined
  /** Account ids by what rows call them, where names differ here */
  accounts?: { [name: string]: string } | null | undefined
}

export type CreatePersonaBody = {
  name: string
  description?: string | null | undefined
  /** x when absent */
  primaryPlatform?: string | null | undefined
  platforms?: string[] | null | undefined
  avatarUrl?: string | null | undefined
  /** Accounts that speak like this */
  linkedAccountIds?: string[] | null | undefined
  /** There is one at most: another ceases to be it */
  isWorkspaceDefault?: boolean | null | undefined
  modules?: { [name: string]: __schema0 } | null | undefined
}

export type CreatePersonaByWizardBody = {
  name: string
  description?: string | null | undefined
  /** x when absent */
  primaryPlatform?: string | null | undefined
  platforms?: string[] | null | undefined
  avatarUrl?: string | null | undefined
  /** Accounts that speak like this */
  linkedAccountIds?: string[] | null | undefined
  /** There is one at most: another ceases to be it */
  isWorkspaceDefault?: boolean | null | undefined
  modules?: { [name: string]: __schema0 } | null | undefined
}

export type CreatePersonaByWizardReply = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  modules: { [name: string]: unknown }
}

export type CreatePersonaReply = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  modules: { [name: string]: unknown }
}

export type CreatePersonaVersionBody = {
  /** voice, pillars, visual_style, audience, … : text, lists or objects */
  modules: { [name: string]: __schema0 }
  note?: string | null | undefined
  /** false when absent: the one that is active stays it */
  activate?: boolean | null | undefined
}

export type CreatePostBody = {
  content: string
  accountIds?: string[] | null | undefined
  /** Without `accountIds`: the active accounts of these platforms. With them: must agree. */
  platforms?: string[] | null | undefined
  /** ISO 8601 with a zone. Absent: a draft. */
  scheduledFor?: string | null | undefined
  /** Another name for `scheduledFor`; a time without a zone is UTC. */
  scheduledAt?: string | null | undefined
  contentType?: string | null | undefined
  saveAsDraft?: boolean | null | undefined
  media?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
      )[]
    | null
    | undefined
  /** Another name for `media`. */
  mediaIds?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
      )[]
    | null
    | undefined
  platformOverrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  /** Another name for `platformOverrides`. */
  overrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  platformMetadata?: PlatformMetadata | null | undefined
  tags?: string[] | null | undefined
  threadPosts?:
    | {
        sequence?: number | null | undefined
        content: string
        media?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
        /** Another name for `media`. */
        mediaIds?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
      }[]
    | null
    | undefined
  firstComment?: string | null | undefined
  /** Seconds. */
  firstCommentDelay?: number | null | undefined
  metadata?: { [name: string]: unknown } | null | undefined
  /** Goes out at the next free slot of the workspace; `scheduledFor` stays out then. */
  queue?: boolean | null | undefined
  /** A persona of the workspace; null: none */
  personaId?: string | null | undefined
}

export type CreateRecurrenceBody = {
  name: string
  /** As POST /v1/posts takes it, without scheduledFor, queue and saveAsDraft */
  post: { [name: string]: unknown }
  rule:
    | {
        frequency: 'daily'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
      }
    | {
        frequency: 'weekly'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
        days: string[]
      }
    | {
        frequency: 'monthly'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
        /** In a shorter month its last day */
        dayOfMonth: number
      }
  /** The first day, in the workspace’s time zone; today when absent */
  startsOn?: string | undefined
  /** The last day */
  endsOn?: string | null | undefined
}

export type CreateWebhookBody = {
  url: string
  events: string[]
  enabled?: boolean | undefined
  /** Another name for enabled. */
  active?: boolean | undefined
}

export type CreateWebhookReply = {
  id: string
  url: string
  events: string[]
  enabled: boolean
  /** The same as enabled. */
  active: boolean
  disabledReason: string | null
  lastDeliveryAt: string | null
  /** Failed requests since the last success. */
  failureCount: number
  /** ISO 8601, UTC */
  createdAt: string
  /** Shown now and never again. */
  secret: string
}

export type CreateWorkspaceBody = {
  name: string
}

export type CreateWorkspaceReply = {
  id: string
  name: string
  plan: string
  role: string
  settings: { [name: string]: unknown }
  /** ISO 8601, UTC */
  createdAt: string
  apiKey: string
}

export type Delivery = {
  id: string
  webhookId: string
  eventId: string
  eventType: string
  url: string
  status: 'pending' | 'succeeded' | 'failed'
  success: boolean
  statusCode: number | null
  latencyMs: number | null
  responseBody: string | null
  error: string | null
  retryCount: number
  nextRetryAt: string | null
  attempts: {
    /** ISO 8601, UTC */
    at: string
    url: string
    statusCode: number | null
    latencyMs: number | null
    error: string | null
  }[]
  request: {
    headers: { [name: string]: string }
    body: unknown
  } | null
  /** ISO 8601, UTC */
  createdAt: string
  deliveredAt: string | null
}

export type EndOtherSessionsReply = {
  success: true
  ended: number
}

export type ErrorReply = {
  error: {
    code:
      | 'VALIDATION_ERROR'
      | 'BAD_REQUEST'
      | 'INVALID_DATE'
      | 'INVALID_PARAM'
      | 'INVALID_PAGE_ID'
      | 'PAGE_SELECTION_NOT_SUPPORTED'
      | 'ACCOUNT_PAGE_MISMATCH'
      | 'DESTINATIONS_NOT_LOADED'
      | 'PAGE_NOT_SELECTED'
      | 'ACCOUNT_TYPE_NOT_SUPPORTED'
      | 'IDEMPOTENCY_INVALID_KEY'
      | 'CONTENT_TOO_LONG'
      | 'MEDIA_REQUIRED'
      | 'CONTENT_TYPE_REQUIRED'
      | 'CONTENT_TYPE_NOT_SUPPORTED'
      | 'ACCOUNT_NOT_FOUND'
      | 'UNAUTHORIZED'
      | 'PLAN_LIMIT_EXCEEDED'
      | 'LIMIT_EXCEEDED'
      | 'PLAN_REQUIRED'
      | 'FORBIDDEN'
      | 'PLATFORM_RESTRICTED'
      | 'NOT_AUTHORIZED'
      | 'NOT_FOUND'
      | 'METHOD_NOT_ALLOWED'
      | 'CONFLICT'
      | 'NO_PENDING_STEP'
      | 'PERSONA_IN_USE'
      | 'ALREADY_IN_APPROVAL'
      | 'IDEMPOTENCY_CONFLICT'
      | 'IDEMPOTENCY_IN_PROGRESS'
      | 'PAYLOAD_TOO_LARGE'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'UNPROCESSABLE_ENTITY'
      | 'RATE_LIMITED'
      | 'INTERNAL_ERROR'
      | 'GRAPH_API_ERROR'
      | 'FEATURE_DISABLED'
      | 'SERVICE_UNAVAILABLE'
    /** For people: what is wrong and what to do */
    message: string
    /** `field` names the field at fault */
    details?: { [name: string]: unknown } | undefined
  }
}

export type Export = {
  id: string
  status: 'running' | 'completed' | 'failed' | 'expired'
  includeMedia: boolean
  /** Lines and files that are in the archive already, by entry */
  counts: { [name: string]: number }
  sizeBytes: number | null
  /** A zip; the address needs no key and holds for an hour. Read the export again for a new one */
  downloadUrl: string | null
  error: {
    code: string
    message: string
  } | null
  /** ISO 8601, UTC */
  createdAt: string
  finishedAt: string | null
  /** When the archive is deleted: 7 days after it was made */
  expiresAt: string | null
}

export type FacebookOptions = {
  /** Address shown as a card under a post without files */
  link?: string | undefined
  /** Title of a video or a reel; its description is the post’s text */
  title?: string | undefined
  /** Id of the page of the place that a post or a reel is about */
  place?: string | undefined
  /** Id of a coloured background (text_format_preset_id), for a text of at most 130 characters */
  background?: string | undefined
}

export type FinishConnectBody = {
  code: string
  state: string
  /** Older clients send it; it is not needed. */
  redirectUri?: unknown | undefined
}

export type FinishConnectReply = {
  account: Account
  warning?: string | undefined
}

export type FixPostPlatformBody = {
  mediaId?: string | null | undefined
  mediaUrl?: string | null | undefined
  content?: string | null | undefined
  refreshMedia?: boolean | null | undefined
} | null

export type FixPostPlatformReply = {
  success: true
  platformId: string
  status: 'publishing'
}

export type GetApprovalHistoryReply = {
  postId: string
  data: PostHistoryEntry[]
  /** The same as data. */
  history: PostHistoryEntry[]
}

export type GetHashtagSetReply = {
  data: HashtagSet
}

export type GetPersonaReply = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  modules: { [name: string]: unknown }
}

export type GetRecurrenceReply = {
  id: string
  name: string
  post: { [name: string]: unknown }
  rule: { [name: string]: unknown }
  startsOn: string
  endsOn: string | null
  paused: boolean
  /** When its next post goes out; null when there is none */
  nextAt: string | null
  /** The post that is to go out then */
  nextPostId: string | null
  /** Why its newest post could not be made; that time was passed over */
  lastError: {
    /** ISO 8601, UTC */
    at: string
    code: string
    message: string
  } | null
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  /** The next ten times */
  upcoming: string[]
}

export type GoogleBusinessProfileOptions = {
  /** Absent: OFFER where there is an offer, EVENT where there is an event, else STANDARD */
  topicType?: 'STANDARD' | 'EVENT' | 'OFFER' | undefined
  /** Language of the post */
  languageCode?: string | undefined
  /** What it announces and when; an offer has one too, for as long as it is valid */
  event?:
    | {
        title: string
        /** By the location’s clock, without a zone: 2026-12-24T18:00 */
        start: string
        /** By the location’s clock, without a zone: 2026-12-24T22:00 */
        end: string
      }
    | undefined
  /** What one gets */
  offer?:
    | {
        couponCode?: string | undefined
        redeemOnlineUrl?: string | undefined
        termsConditions?: string | undefined
      }
    | undefined
  /** A button under the post; offers have none */
  callToAction?:
    | {
        actionType: 'BOOK' | 'ORDER' | 'SHOP' | 'LEARN_MORE' | 'SIGN_UP' | 'CALL'
        /** Where the button leads; CALL has none: it calls the location */
        url?: string | undefined
      }
    | undefined
}

export type HashtagSet = {
  id: string
  name: string
  tags: string[]
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
}

export type HealthReply = {
  status: 'ok'
  version: string
  time: string
}

export type Icon = {
  /** SVG path data in a box of 24 × 24 */
  path: string
  /** Of the ground it stands on, #rrggbb; black or white is read on it */
  color: string
}

export type Import = {
  id: string
  format: 'csv' | 'json' | 'jsonl' | 'voxburst' | 'postiz' | 'mixpost'
  dryRun: boolean
  status: 'awaiting_upload' | 'running' | 'completed' | 'failed' | 'cancelled'
  /** What it is at: every row is checked first, then files are fetched, then posts are made */
  phase: 'reading' | 'checking' | 'files' | 'making'
  /** How many rows are in each state */
  rows: {
    total: number
    waiting: number
    /** Checked; in a dry run, what would be created */
    valid: number
    created: number
    /** Imported before, or published where they come from */
    skipped: number
    failed: number
  }
  /** What rows call accounts that are not connected here; only where one import is read */
  missingAccounts: {
    account: string
    rows: number
  }[]
  /** Why the import as a whole failed */
  error: {
    code: string
    message: string
  } | null
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
  /** Where the archive is to be PUT, without Authorization, while its upload is awaited */
  upload: {
    url: string
    headers: { [name: string]: string }
    /** ISO 8601, UTC */
    expiresAt: string
  } | null
  /** ISO 8601, UTC */
  createdAt: string
  finishedAt: string | null
}

export type ImportRow = {
  /** As a spreadsheet counts, where headings are row 1; from 1 where there are none */
  number: number
  status: 'waiting' | 'valid' | 'created' | 'skipped' | 'failed'
  externalId: string | null
  /** The post that was made of it, now or by an earlier import */
  postId: string | null
  errors: {
    /** As POST /v1/posts calls it */
    field: string
    /** The heading under which it came, in CSV */
    column?: string | undefined
    code: string
    /** What is wrong and how to mend it */
    message: string
  }[]
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
  /** As it was read, in the form that `rows` takes: mended, it can be sent again */
  row: { [name: string]: unknown }
}

export type InstagramOptions = {
  /** Usernames of up to three accounts that are invited to share the post as theirs */
  collaborators?: string[] | undefined
  /** Accounts that are tagged on files; in a story, mentioned */
  userTags?:
    | {
        username: string
        /** From the left edge, 0 to 1; needed on pictures */
        x?: number | undefined
        /** From the top, 0 to 1; needed on pictures */
        y?: number | undefined
        /** Which file of a carousel, from 0; the first when absent */
        media?: number | undefined
      }[]
    | undefined
  /** Id of a Facebook page that has a place */
  locationId?: string | undefined
  /** A reel is shown among the posts, too; as Instagram likes when absent */
  shareToFeed?: boolean | undefined
  /** Address of the JPEG that becomes the cover of a reel; wins over thumbOffsetMs */
  coverUrl?: string | undefined
  /** Milliseconds into a reel whose frame becomes its cover; the first when absent */
  thumbOffsetMs?: number | undefined
  /** Name of a reel’s own sound; it can be given once */
  audioName?: string | undefined
  /** Music or a sound under a reel; for accounts connected by Facebook login */
  audio?:
    | {
        /** Id of a track, as `/v1/instagram/audio/search` tells it */
        id: string
        /** Of the sound, 0 to 100 */
        volume?: number | undefined
        /** Of the reel’s own sound, 0 to 100 */
        videoVolume?: number | undefined
      }
    | undefined
  /** Shows a reel to people who do not follow first; it is shared with all by hand, or where it does well. Not for every account */
  trial?: 'MANUAL' | 'SS_PERFORMANCE' | undefined
  /** Labels the post as made with artificial intelligence */
  aiGenerated?: boolean | undefined
  /** Labels the post as a paid partnership; for accounts connected by Facebook login */
  paidPartnership?: boolean | undefined
  /** Ids of up to two accounts that pay for it; for accounts connected by Facebook login */
  sponsors?: string[] | undefined
}

export type LinkedInOptions = {
  /** Who sees it; absent: everybody. What a page posts is always public */
  visibility?: 'PUBLIC' | 'CONNECTIONS' | 'LOGGED_IN' | undefined
  /** Nobody can repost it */
  disableReshare?: boolean | undefined
  /** Of the attached video or document; absent: a document’s file name */
  title?: string | undefined
  /** A card that leads to a web page. LinkedIn does not read the page; an attached image is its picture */
  article?:
    | {
        url: string
        title: string
        description?: string | undefined
      }
    | undefined
  /** A poll beside the text, which has no files then */
  poll?:
    | {
        question: string
        options: string[]
        /** How long it can be answered */
        duration?: 'ONE_DAY' | 'THREE_DAYS' | 'SEVEN_DAYS' | 'FOURTEEN_DAYS' | undefined
      }
    | undefined
  /** URN of the post that this one reposts; as `platformPostId` tells it */
  reshareOf?: string | undefined
}

export type ListAccountsReply = {
  data: Account[]
  /** The same as data. */
  accounts: Account[]
  pagination: Pagination
}

export type ListApiKeysReply = {
  data: ApiKey[]
}

export type ListApprovalQueueReply = {
  data: PostInApproval[]
  /** The same as data. */
  items: PostInApproval[]
  pagination: Pagination
}

export type ListApprovalWorkflowsReply = {
  data: ApprovalWorkflow[]
  /** The same as data. */
  workflows: ApprovalWorkflow[]
}

export type ListAuditLogReply = {
  data: AuditEntry[]
  pagination: Pagination
}

export type ListDeliveriesReply = {
  data: Delivery[]
  pagination: Pagination
}

export type ListEventsReply = {
  data: {
    id: string
    type: string
    /** ISO 8601, UTC */
    createdAt: string
    data: { [name: string]: unknown }
    /** The same as type. */
    event: string
    /** The same as createdAt. */
    timestamp: string
  }[]
  pagination: Pagination
}

export type ListExportsReply = {
  data: Export[]
  pagination: Pagination
}

export type ListHashtagSetsReply = {
  data: HashtagSet[]
  pagination: Pagination
}

export type ListImportRowsReply = {
  data: ImportRow[]
  pagination: Pagination
}

export type ListImportsReply = {
  data: Import[]
  pagination: Pagination
}

export type ListMediaReply = {
  data: Media[]
  /** The same as data. */
  media: Media[]
  pagination: Pagination
}

export type ListMembersReply = {
  data: Member[]
  /** The same as data. */
  members: Member[]
}

export type ListOptimalTimesReply = {
  /** In the order in which accounts were connected */
  data: OptimalTimes[]
}

export type ListPagesReply = {
  pages: { [name: string]: unknown }[]
}

export type ListPersonaVersionsReply = {
  data: PersonaVersion[]
}

export type ListPersonasReply = {
  personas: Persona[]
  /** The same as personas. */
  data: Persona[]
}

export type ListPlatformsReply = {
  data: {
    slug: string
    constant: string
    aliases: string[]
    name: string
    limits: { [name: string]: unknown }
    connect: {
      kind: 'oauth' | 'form' | 'form-then-oauth'
      fields: { [name: string]: unknown }[]
    }
    options: { [name: string]: unknown }
    capabilities: string[]
    /** null: its first letter stands for it */
    icon: Icon | null
    /** null: nobody has looked yet */
    preview: Preview | null
  }[]
}

export type ListPlaylistsReply = {
  playlists: {
    id: string
    title: string
  }[]
  requiresReauth?: true | undefined
}

export type ListPostsReply = {
  data: Post[]
  /** The same as data. */
  posts: Post[]
  pagination: Pagination
}

export type ListQueuePlacesReply = {
  data: {
    /** ISO 8601, UTC */
    scheduledFor: string
    slotId: string
    postId: string | null
    isFree: boolean
  }[]
  timezone: string
}

export type ListQueueSlotsReply = {
  data: QueueSlot[]
  /** The workspace’s: PATCH /v1/workspaces/:id changes it. */
  timezone: string
}

export type ListQuotasReply = {
  data: {
    accountId: string
    platform: string
    username: string | null
    displayName: string | null
    isSharedAccount: boolean
    quotas: {
      /** What is counted, e.g. posts in 24 hours */
      name: string
      limit: number
      /** By what we published, or more where the network says so */
      used: number
      remaining: number
      /** What goes out in the window that begins now */
      scheduled: number
      /** null: the window goes with the time, and room comes back bit by bit */
      resetsAt: string | null
    }[]
  }[]
  pagination: Pagination
}

export type ListRecurrencesReply = {
  data: Recurrence[]
  pagination: Pagination
}

export type ListSessionsReply = {
  data: Session[]
  /** The same as data. */
  sessions: Session[]
}

export type ListSignInWaysReply = {
  password: true
  /** Whether the server sends mails */
  passwordReset: boolean
  oidc: {
    name: string
    url: string
  } | null
}

export type ListWebhooksReply = {
  data: Webhook[]
  /** The same as data. */
  webhooks: Webhook[]
  pagination: Pagination
}

export type ListWorkspacesReply = {
  data: Workspace[]
}

export type MastodonOptions = {
  /** Id, on the account’s instance, of the post that this one answers */
  inReplyTo?: string | undefined
  /** Who sees it; absent: the account’s own setting */
  visibility?: 'public' | 'unlisted' | 'private' | 'direct' | undefined
  /** Content warning */
  spoilerText?: string | undefined
  /** Hides the media behind a warning */
  sensitive?: boolean | undefined
  /** ISO 639 code */
  language?: string | undefined
  /** A poll under the text, which has no files then */
  poll?:
    | {
        /** As the instance takes them; usually 4 of 50 characters */
        options: string[]
        /** As the instance takes them; usually 300 to 2,629,746 */
        expiresInSeconds: number
        /** More than one answer can be chosen */
        multiple?: boolean | undefined
        /** Votes are shown when the poll is over */
        hideTotals?: boolean | undefined
      }
    | undefined
}

export type MeReply = {
  workspaceId: string
  workspaceName: string
  plan: string
  userId: string
  email: string
  name: string | null
  role: string
  scopes: string[]
  /** Whether the networks are simulated */
  mode: 'sandbox' | 'live'
  /** What time it is for all that is scheduled; in the sandbox it can be moved ahead */
  time: string
}

export type Media = {
  id: string
  /** The same as id. */
  mediaId: string
  filename: string
  contentType: string
  type: 'image' | 'gif' | 'video' | 'document' | 'captions'
  sizeBytes: number | null
  status: 'PENDING' | 'PROCESSING' | 'READY' | 'FAILED'
  url: string | null
  publicUrl: string | null
  /** Addresses of the file and of what was made of it: original, thumbnail. */
  variants: { [name: string]: string }
  dimensions: {
    width: number
    height: number
  } | null
  durationMs: number | null
  /** avc (H.264), hevc, vp9, av1, mpeg4 … */
  videoCodec: string | null
  thumbnailUrl: string | null
  altText: string | null
  validationResults: {
    code: string
    message: string
  }[]
  metadata: { [name: string]: unknown }
  /** ISO 8601, UTC */
  createdAt: string
}

export type MediaEventData = {
  id: string
  /** The same as id */
  mediaId: string
  workspaceId: string
  filename: string | null
  contentType: string
  sizeBytes: number
  /** The file’s status, in upper case */
  status: string
}

/** A file passed validation. */
export type MediaUploadedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'media.uploaded'
  /** ISO 8601, UTC */
  createdAt: string
  data: MediaEventData
  /** The same as type */
  event: 'media.uploaded'
  /** The same as createdAt */
  timestamp: string
}

export type Member = {
  /** The same as userId */
  id: string
  userId: string
  email: string
  name: string | null
  role: 'owner' | 'admin' | 'editor' | 'approver' | 'viewer'
  /** invited: has not signed in yet */
  status: 'active' | 'invited'
  /** ISO 8601, UTC */
  createdAt: string
}

/** A metric that the network does not tell is 0 here and missing in reportedMetrics; videoViews is left out. */
export type Metrics = {
  /** How often it was shown; where a network counts views alone, those */
  impressions?: number | undefined
  /** How many people saw it */
  reach?: number | undefined
  /** Likes, comments, shares, clicks and saves together */
  engagements?: number | undefined
  /** Likes and all other reactions */
  likes?: number | undefined
  comments?: number | undefined
  /** Reposts, quotes, shares */
  shares?: number | undefined
  clicks?: number | undefined
  /** Saves, bookmarks */
  saves?: number | undefined
  /** How often the video was played */
  videoViews?: number | undefined
}

export type OpenStreamReply = {
  /** The last event before now; null where there is none yet. */
  lastEventId: string | null
}

export type OpenTunnelReply = {
  url: string
}

export type OptimalTimes = {
  accountId: string
  timezone: string
  basis: 'account' | 'general'
  message: string
  /** What was compared: impressions where the network tells nothing else; null: nothing */
  metric: ('engagements' | 'impressions') | null
  postsAnalyzed: number
  /** The best first */
  optimalTimes: {
    /** 0 is Sunday */
    dayOfWeek: number
    day: 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'
    /** In the time zone */
    hour: number
    /** HH:mm in the time zone */
    time: string
    /** When it comes next, by the clocks that hold in the time zone then */
    nextAt: string
    /** What a post can expect in percent of the best time; null in general advice */
    score: number | null
    /** The account’s posts in this hour that it is drawn from */
    posts: number
  }[]
  /** The same as optimalTimes */
  data: {
    /** 0 is Sunday */
    dayOfWeek: number
    day: 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday'
    /** In the time zone */
    hour: number
    /** HH:mm in the time zone */
    time: string
    /** When it comes next, by the clocks that hold in the time zone then */
    nextAt: string
    /** What a post can expect in percent of the best time; null in general advice */
    score: number | null
    /** The account’s posts in this hour that it is drawn from */
    posts: number
  }[]
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
}

export type OwnWorkspace = {
  id: string
  name: string
  plan: string
  role: 'owner' | 'admin' | 'editor' | 'approver' | 'viewer'
}

/** Every spelling that known clients read; next_cursor is the one to use. */
export type Pagination = {
  has_more: boolean
  next_cursor: string | null
  limit: number
  hasMore: boolean
  nextCursor: string | null
  cursor: string | null
}

export type Persona = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
}

export type PersonaVersion = {
  id: string
  number: number
  modules: { [name: string]: unknown }
  note: string | null
  isActive: boolean
  /** ISO 8601, UTC */
  createdAt: string
}

export type PinterestOptions = {
  /** Title of the pin; its description is the post’s text */
  title?: string | undefined
  /** Where the pin leads */
  link?: string | undefined
  /** Board of this pin; absent: the one that was selected for the account, as `/pages` lists them */
  boardId?: string | undefined
  /** Section of the board */
  boardSectionId?: string | undefined
  /** Shown until the picture is there */
  dominantColor?: string | undefined
  /** What the images of a carousel say of themselves, in their order */
  carousel?:
    | {
        title?: string | undefined
        description?: string | undefined
        link?: string | undefined
      }[]
    | undefined
  /** A public address of a video’s cover */
  coverImageUrl?: string | undefined
  /** Second of a video that becomes its cover; 1 where nothing else is said */
  coverKeyFrameSeconds?: number | undefined
}

/** Options of one network, by platform in any case. */
export type PlatformMetadata = {
  BLUESKY?: BlueskyOptions | undefined
  FACEBOOK?: FacebookOptions | undefined
  GOOGLEBUSINESS?: GoogleBusinessProfileOptions | undefined
  INSTAGRAM?: InstagramOptions | undefined
  LINKEDIN?: LinkedInOptions | undefined
  MASTODON?: MastodonOptions | undefined
  PINTEREST?: PinterestOptions | undefined
  REDDIT?: RedditOptions | undefined
  SNAPCHAT?: SnapchatOptions | undefined
  TELEGRAM?: TelegramOptions | undefined
  THREADS?: ThreadsOptions | undefined
  TIKTOK?: TikTokOptions | undefined
  TWITTER?: XOptions | undefined
  WHATSAPP?: WhatsAppOptions | undefined
  YOUTUBE?: YouTubeOptions | undefined
  [name: string]: { [name: string]: unknown } | null | undefined
}

export type Post = {
  id: string
  workspaceId: string
  content: string
  contentType: ('TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL' | 'THREAD' | 'STORY' | 'REEL') | null
  /** Lower case; see the guide for the eleven statuses. */
  status: string
  scheduledFor: string | null
  /** The same as scheduledFor. */
  scheduledAt: string | null
  publishedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  saveAsDraft: boolean
  platforms: PostPlatform[]
  accountIds: string[]
  media: {
    id: string
    url: string | null
    type: string
    contentType: string | null
    altText: string | null
    thumbnailUrl: string | null
  }[]
  mediaIds: string[]
  platformOverrides: { [name: string]: unknown }
  /** The same as platformOverrides. */
  overrides: { [name: string]: unknown }
  platformMetadata: { [name: string]: unknown }
  threadPosts: {
    sequence: number
    content: string
    media: {
      id: string
      altText?: string | undefined
    }[]
    mediaIds: string[]
  }[]
  firstComment: string | null
  firstCommentDelay: number
  tags: string[]
  metadata: { [name: string]: unknown } | null
  personaId: string | null
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
}

export type PostAnalytics = {
  postId: string
  /** null: it is out on several, or none */
  platform: string | null
  platformPostUrl: string | null
  data: PostAnalyticsRow[]
  /** As last told until the end of the period, all platforms together */
  metrics: Metrics
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  dataAvailable: boolean
  collectedAt: string | null
  /** For people */
  period: string
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
  granularity: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY'
}

export type PostAnalyticsRow = {
  postId: string
  postPlatformId: string
  accountId: string
  /** In upper case */
  platform: string
  platformPostId: string | null
  platformPostUrl: string | null
  /** How often it was shown; where a network counts views alone, those */
  impressions?: number | undefined
  /** How many people saw it */
  reach?: number | undefined
  /** Likes, comments, shares, clicks and saves together */
  engagements?: number | undefined
  /** Likes and all other reactions */
  likes?: number | undefined
  comments?: number | undefined
  /** Reposts, quotes, shares */
  shares?: number | undefined
  clicks?: number | undefined
  /** Saves, bookmarks */
  saves?: number | undefined
  /** How often the video was played */
  videoViews?: number | undefined
  metrics: Metrics
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  /** What else the network tells, by its own names */
  more: { [name: string]: number }
  dataAvailable: boolean
  /** The network has the post no more */
  removedFromPlatform: boolean
  /** When the network told these numbers; null: not yet */
  collectedAt: string | null
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
  granularity: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY'
}

/** A post waits for approval: a round began, or its next step. approval says whose turn it is. */
export type PostApprovalRequestedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.approval.requested'
  /** ISO 8601, UTC */
  createdAt: string
  data: ApprovalEventData
  /** The same as type */
  event: 'post.approval.requested'
  /** The same as createdAt */
  timestamp: string
}

/** A post was created, as a draft or scheduled. */
export type PostCreatedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.created'
  /** ISO 8601, UTC */
  createdAt: string
  data: PostEventData
  /** The same as type */
  event: 'post.created'
  /** The same as createdAt */
  timestamp: string
}

/** The last approval step was approved. */
export type PostDraftApprovedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.draft.approved'
  /** ISO 8601, UTC */
  createdAt: string
  data: ApprovalEventData
  /** The same as type */
  event: 'post.draft.approved'
  /** The same as createdAt */
  timestamp: string
}

export type PostEventData = {
  id: string
  /** The same as id */
  postId: string
  workspaceId: string
  /** Rises with each event of the post: order what arrives by it */
  sequence: number
  /** Counts the times the post was sent on its way */
  run: number
  content: string
  /** The post’s status, in upper case */
  status: string
  scheduledFor: string | null
  publishedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
  metadata: { [name: string]: unknown } | null
  platforms: {
    postPlatformId: string
    /** The same as postPlatformId */
    id: string
    accountId: string
    /** The platform, in upper case */
    platform: string
    /** The target’s status, in upper case */
    status: string
    platformPostId: string | null
    platformPostUrl: string | null
    publishedAt: string | null
    retryCount: number
    error: {
      code: string
      message: string
      details?: { [name: string]: unknown } | undefined
    } | null
    warnings: { [name: string]: unknown }[]
  }[]
}

/** Publishing ended and no target is out. */
export type PostFailedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.failed'
  /** ISO 8601, UTC */
  createdAt: string
  data: PostEventData
  /** The same as type */
  event: 'post.failed'
  /** The same as createdAt */
  timestamp: string
}

export type PostHistoryEntry =
  | {
      type: 'created'
      /** ISO 8601, UTC */
      at: string
      /** null: the server by itself */
      userId: string | null
      userName: string | null
      status: string
    }
  | {
      type: 'status_changed'
      /** ISO 8601, UTC */
      at: string
      /** null: the server by itself */
      userId: string | null
      userName: string | null
      from: string
      to: string
    }
  | {
      type: 'approval_started'
      /** ISO 8601, UTC */
      at: string
      /** null: the server by itself */
      userId: string | null
      userName: string | null
      round: number
      workflowId: string
      workflowName: string
      /** What the post said when the round began; null, or a field absent: it was not kept yet */
      shown: {
        content: string
        threadPosts: string[]
        /** Text by platform, in upper case */
        overrides: { [name: string]: string }
        firstComment: string | null
        mediaIds: string[]
        /** Of each part of the thread */
        threadMediaIds?: string[][] | undefined
        /** By platform, in upper case */
        overrideMediaIds?: { [name: string]: string[] } | undefined
        /** What the post says of its files, by their ids */
        altTexts?: { [name: string]: string } | undefined
        accountIds?: string[] | undefined
        scheduledFor?: string | null | undefined
      } | null
    }
  | {
      type: 'step_approved' | 'step_rejected'
      /** ISO 8601, UTC */
      at: string
      /** null: the server by itself */
      userId: string | null
      userName: string | null
      round: number
      workflowId: string
      workflowName: string
      step: number
      role: string
      comment: string | null
    }
  | {
      type: 'publish_attempt'
      /** ISO 8601, UTC */
      at: string
      postPlatformId: string
      platform: string
      accountId: string
      number: number
      /** published, processing, halfway, refused, unknown; null: open */
      outcome: string | null
      error: {
        code: string
        message: string
        details?: { [name: string]: unknown } | undefined
      } | null
    }
  | {
      type: 'publish_result'
      /** ISO 8601, UTC */
      at: string
      postPlatformId: string
      platform: string
      accountId: string
      status: 'published' | 'failed' | 'skipped'
      platformPostId: string | null
      platformPostUrl: string | null
      error: {
        code: string
        message: string
        details?: { [name: string]: unknown } | undefined
      } | null
    }

export type PostInApproval = {
  id: string
  workspaceId: string
  content: string
  contentType: ('TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL' | 'THREAD' | 'STORY' | 'REEL') | null
  /** Lower case; see the guide for the eleven statuses. */
  status: string
  scheduledFor: string | null
  /** The same as scheduledFor. */
  scheduledAt: string | null
  publishedAt: string | null
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  saveAsDraft: boolean
  platforms: PostPlatform[]
  accountIds: string[]
  media: {
    id: string
    url: string | null
    type: string
    contentType: string | null
    altText: string | null
    thumbnailUrl: string | null
  }[]
  mediaIds: string[]
  platformOverrides: { [name: string]: unknown }
  /** The same as platformOverrides. */
  overrides: { [name: string]: unknown }
  platformMetadata: { [name: string]: unknown }
  threadPosts: {
    sequence: number
    content: string
    media: {
      id: string
      altText?: string | undefined
    }[]
    mediaIds: string[]
  }[]
  firstComment: string | null
  firstCommentDelay: number
  tags: string[]
  metadata: { [name: string]: unknown } | null
  personaId: string | null
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
  approval: Approval
}

/** A post on one account */
export type PostPlatform = {
  postPlatformId: string
  /** The same as postPlatformId. */
  id: string
  platform: string
  accountId: string
  accountName: string | null
  accountAvatarUrl: string | null
  accountStatus: string
  status: 'pending' | 'publishing' | 'published' | 'failed' | 'skipped'
  platformPostId: string | null
  platformPostUrl: string | null
  publishedAt: string | null
  error: {
    code: string
    message: string
    details?: { [name: string]: unknown } | undefined
  } | null
  retryCount: number
  nextRetryAt: string | null
  warnings: { [name: string]: unknown }[]
  attempts: {
    number: number
    /** ISO 8601, UTC */
    startedAt: string
    endedAt: string | null
    outcome: string | null
    error: {
      code: string
      message: string
      details?: { [name: string]: unknown } | undefined
    } | null
    networkCode: string | null
    networkMessage: string | null
    httpStatus: number | null
  }[]
}

/** Publishing ended with at least one success; data.status is PUBLISHED or PARTIAL. */
export type PostPublishedEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.published'
  /** ISO 8601, UTC */
  createdAt: string
  data: PostEventData
  /** The same as type */
  event: 'post.published'
  /** The same as createdAt */
  timestamp: string
}

/** A post was given a time. */
export type PostScheduledEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'post.scheduled'
  /** ISO 8601, UTC */
  createdAt: string
  data: PostEventData
  /** The same as type */
  event: 'post.scheduled'
  /** The same as createdAt */
  timestamp: string
}

export type Preflight = {
  accountId: string
  /** In upper case */
  platform: string
  /** That of the worst signal */
  tier: 'GREEN' | 'YELLOW' | 'RED'
  /** Optimal, Caution or High risk */
  tierLabel: string
  /** What to do, the gravest first; empty where all is well */
  guidance: string[]
  /** The network answered for the account within 30 days */
  isVerified: boolean
  /** guidance for programs */
  signals: {
    /** See the table of signals in the reference */
    code: string
    tier: 'GREEN' | 'YELLOW' | 'RED'
    message: string
  }[]
}

export type PreflightPostsReply = {
  results: Preflight[]
}

export type Preview = {
  /** What stands where; `video` and `story` are upright and fill the screen, `watch` has the text below, `update` the picture above the text */
  layout:
    | 'microblog'
    | 'feed'
    | 'update'
    | 'forum'
    | 'photo'
    | 'video'
    | 'story'
    | 'watch'
    | 'channel'
    | 'message'
    | 'pin'
  /** Where the text is cut until somebody asks for the rest; null: it is shown in full */
  fold: {
    characters: number | null
    lines: number | null
    /** How many lines are left of a text with more than `lines`; as many when absent */
    linesKept?: number | undefined
  } | null
  /** How several files share the place. Of three, `grid` has the first upright at the left, `banner` across the top; `collage` is a banner whose fifth tells how many more; `strip` has them beside each other, as high as each other */
  media: 'grid' | 'banner' | 'collage' | 'strip' | 'carousel' | 'first'
  /** Width by height: what is beyond is cropped when shown */
  mediaRatios: {
    min: number
    max: number
  } | null
  /** Shapes that suit the network, the best first, e.g. 4:5 */
  cropRatios: string[]
  avatar: 'round' | 'square'
  /** Where the username stands to the name; `instead`: the name is not shown */
  handle: 'below' | 'beside' | 'instead' | 'none'
  /** What stands with the name: the time, with a globe, under the number of followers */
  byline: 'time' | 'public' | 'followers'
  /** The first address of a text without files becomes a card */
  linkCard: boolean
  /** Of links and buttons, #rrggbb */
  color: string
  /** Behind the post, #rrggbb, where that is not the page’s own */
  ground: {
    light: string
    dark: string
  } | null
  /** What the network writes where it cuts a text */
  more: string
  /** What stands under a post, in its order, with the network’s words where it has some */
  signs: {
    sign:
      | 'reply'
      | 'repost'
      | 'like'
      | 'thumb'
      | 'star'
      | 'up'
      | 'down'
      | 'views'
      | 'save'
      | 'share'
      | 'send'
      | 'forward'
      | 'more'
    words: string | null
  }[]
  /** What one may choose to make of the same files by contentType; empty: nothing */
  kinds: {
    /** null: none is named, the files decide */
    contentType: ('TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL' | 'THREAD' | 'STORY' | 'REEL') | null
    /** What the network calls it */
    name: string
    /** A post becomes one by itself where this is its only file */
    impliedBy?: 'video' | 'upright video' | undefined
    /** What is drawn in another way */
    look: {
      /** What stands where; `video` and `story` are upright and fill the screen, `watch` has the text below, `update` the picture above the text */
      layout?:
        | 'microblog'
        | 'feed'
        | 'update'
        | 'forum'
        | 'photo'
        | 'video'
        | 'story'
        | 'watch'
        | 'channel'
        | 'message'
        | 'pin'
        | undefined
      /** Where the text is cut until somebody asks for the rest; null: it is shown in full */
      fold?:
        | {
            characters: number | null
            lines: number | null
            /** How many lines are left of a text with more than `lines`; as many when absent */
            linesKept?: number | undefined
          }
        | null
        | undefined
      /** How several files share the place. Of three, `grid` has the first upright at the left, `banner` across the top; `collage` is a banner whose fifth tells how many more; `strip` has them beside each other, as high as each other */
      media?: 'grid' | 'banner' | 'collage' | 'strip' | 'carousel' | 'first' | undefined
      /** Width by height: what is beyond is cropped when shown */
      mediaRatios?:
        | {
            min: number
            max: number
          }
        | null
        | undefined
      /** Shapes that suit the network, the best first, e.g. 4:5 */
      cropRatios?: string[] | undefined
    }
  }[]
}

export type QueueSlot = {
  id: string
  day: string
  time: string
  /** ISO 8601, UTC */
  createdAt: string
}

export type Recurrence = {
  id: string
  name: string
  post: { [name: string]: unknown }
  rule: { [name: string]: unknown }
  startsOn: string
  endsOn: string | null
  paused: boolean
  /** When its next post goes out; null when there is none */
  nextAt: string | null
  /** The post that is to go out then */
  nextPostId: string | null
  /** Why its newest post could not be made; that time was passed over */
  lastError: {
    /** ISO 8601, UTC */
    at: string
    code: string
    message: string
  } | null
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
}

export type RedditOptions = {
  /** Where the post goes; absent: the page that was selected for the account, else its own profile */
  subreddit?: string | undefined
  /** Title of the post; absent: the first line of the text, and the rest is its body */
  title?: string | undefined
  /** Makes a link post that leads here; the text is its body */
  url?: string | undefined
  /** Full id of the post that is crossposted */
  crosspostOf?: string | undefined
  /** A poll under the title, for some days */
  poll?:
    | {
        options: string[]
        durationDays: number
      }
    | undefined
  /** Id of a flair of the subreddit; those of the selected page are in `/pages` */
  flairId?: string | undefined
  /** Text of a flair that can be edited */
  flairText?: string | undefined
  /** Marks the post as not safe for work */
  nsfw?: boolean | undefined
  /** Marks the post as a spoiler: its picture is hidden until it is touched */
  spoiler?: boolean | undefined
  /** Whether answers come to the account’s inbox; absent: they do */
  sendReplies?: boolean | undefined
  /** False: a link that is in the subreddit already is refused; absent: it is posted again */
  resubmit?: boolean | undefined
  /** Shows the video as a loop without sound */
  videoGif?: boolean | undefined
  /** What the images of a gallery say and where they lead, in their order */
  gallery?:
    | {
        caption?: string | undefined
        url?: string | undefined
      }[]
    | undefined
}

export type RefreshAccountAnalyticsReply = {
  accountId: string
  /** In upper case */
  platform: string
  username: string | null
  displayName: string | null
  accountStatus: 'active' | 'expired' | 'error' | 'disconnected' | 'suspended'
  /** Of a disconnected account */
  disconnectedAt?: string | undefined
  /** Of the posts that went out in the period; where posts tell nothing, what the network told of the account’s days. engagementRate is in percent of impressions. */
  metrics: {
    /** How often it was shown; where a network counts views alone, those */
    impressions?: number | undefined
    /** How many people saw it */
    reach?: number | undefined
    /** Likes, comments, shares, clicks and saves together */
    engagements?: number | undefined
    /** Likes and all other reactions */
    likes?: number | undefined
    comments?: number | undefined
    /** Reposts, quotes, shares */
    shares?: number | undefined
    clicks?: number | undefined
    /** Saves, bookmarks */
    saves?: number | undefined
    /** How often the video was played */
    videoViews?: number | undefined
    followers?: number | undefined
    following?: number | undefined
    totalPosts?: number | undefined
    totalImpressions?: number | undefined
    totalReach?: number | undefined
    totalEngagements?: number | undefined
    engagementRate?: number | undefined
  }
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  dataAvailable: boolean
  followers: number
  /** The same as followers */
  totalFollowers: number
  following: number
  totalPosts: number
  avgEngagementRate: number
  /** Over the period, as far as it is known */
  followerGrowth: number
  followerHistory: {
    date: string
    followers: number
    change: number
  }[]
  timeseries: {
    /** YYYY-MM-DD: the first day */
    date: string
    /** ISO 8601, UTC */
    periodStart: string
    /** ISO 8601, UTC */
    periodEnd: string
    /** At the end; null: not told */
    followers: number | null
    following: number | null
    /** That went out in this time */
    posts: number
    /** How often it was shown; where a network counts views alone, those */
    impressions: number
    /** How many people saw it */
    reach: number
    /** Likes, comments, shares, clicks and saves together */
    engagements: number
    /** Likes and all other reactions */
    likes: number
    comments: number
    /** Reposts, quotes, shares */
    shares: number
    clicks: number
    /** Saves, bookmarks */
    saves: number
    /** How often the video was played */
    videoViews?: number | undefined
    /** The metrics that the network tells: the others are not zero but unknown */
    reportedMetrics: (
      | 'impressions'
      | 'reach'
      | 'engagements'
      | 'likes'
      | 'comments'
      | 'shares'
      | 'clicks'
      | 'saves'
      | 'videoViews'
    )[]
  }[]
  collectedAt: string | null
  /** For people */
  period: string
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
  /** DAILY where HOURLY was asked: networks tell of accounts by the day */
  granularity: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY'
  refresh: AnalyticsRefresh
}

export type RefreshPostAnalyticsReply = {
  postId: string
  /** null: it is out on several, or none */
  platform: string | null
  platformPostUrl: string | null
  data: PostAnalyticsRow[]
  /** As last told until the end of the period, all platforms together */
  metrics: Metrics
  /** The metrics that the network tells: the others are not zero but unknown */
  reportedMetrics: (
    | 'impressions'
    | 'reach'
    | 'engagements'
    | 'likes'
    | 'comments'
    | 'shares'
    | 'clicks'
    | 'saves'
    | 'videoViews'
  )[]
  dataAvailable: boolean
  collectedAt: string | null
  /** For people */
  period: string
  /** ISO 8601, UTC */
  periodStart: string
  /** ISO 8601, UTC */
  periodEnd: string
  granularity: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY'
  refresh: AnalyticsRefresh[]
}

export type RefreshPresignReply = {
  id: string
  mediaId: string
  uploadUrl: string
  /** Send these with the PUT, exactly. */
  uploadHeaders: { [name: string]: string }
  /** ISO 8601, UTC */
  expiresAt: string
}

export type RegisterMediaBody = {
  url: string
  /** Told by the ending of the address when absent. */
  contentType?: string | null | undefined
  filename?: string | null | undefined
  altText?: string | null | undefined
}

export type RejectPostBody = {
  /** What is to be mended */
  comment: string
  /** The order of the step that is meant; 409 where it is no longer the one to decide. */
  step?: number | null | undefined
  /** The round that was read; 409 where the post was changed since and another round runs. */
  round?: number | null | undefined
}

export type ReplaceApprovalWorkflowBody = {
  name: string
  steps: {
    /** 1, 2, 3 … */
    order: number
    /** A label for people */
    role: string
    /** userId of members; one of them decides the step */
    approverIds: string[]
    /** true when absent. An optional step holds nothing up: those behind it may decide before it. */
    required?: boolean | undefined
  }[]
}

export type ReplaceHashtagSetBody = {
  name: string
  /** With or without #; kept without it, in lower case, each once */
  tags: string[]
}

export type ReplaceHashtagSetReply = {
  data: HashtagSet
}

export type ReplaceQueueSlotsBody = {
  slots: {
    /** In any case: monday, tuesday, wednesday, thursday, friday, saturday, sunday */
    day: string
    /** HH:mm in the workspace’s time zone */
    time: string
  }[]
}

export type ReplaceQueueSlotsReply = {
  data: QueueSlot[]
  /** The workspace’s: PATCH /v1/workspaces/:id changes it. */
  timezone: string
}

export type ReplayDeliveryReply = {
  data: Delivery
}

export type ReplayRangeBody = {
  from: string
  to: string
}

export type ReplayRangeReply = {
  replayed: number
}

export type ResetPasswordBody = {
  token: string
  password: string
}

export type ResetPasswordReply = {
  success: true
  email: string
}

export type RetryPostReply = {
  id: string
  status: string
  retriedPlatforms: {
    platform: string
    accountId: string
    postPlatformId: string
    retryCount: number
    /** ISO 8601, UTC */
    nextRetryAt: string
  }[]
  skippedPlatforms: {
    platform: string
    accountId: string
    postPlatformId: string
    retryCount: number
    reason: string
  }[]
}

export type RotateSecretReply = {
  id: string
  url: string
  events: string[]
  enabled: boolean
  /** The same as enabled. */
  active: boolean
  disabledReason: string | null
  lastDeliveryAt: string | null
  /** Failed requests since the last success. */
  failureCount: number
  /** ISO 8601, UTC */
  createdAt: string
  /** Shown now and never again. */
  secret: string
}

export type RunBatchBody = {
  operations: {
    /** Comes back with the result; each of a batch is another. */
    id: string
    /** In any case: POST, PATCH, DELETE */
    method: string
    path: string
    /** 100 KB at most */
    body?: { [name: string]: unknown } | null | undefined
    /** Only Idempotency-Key is read. Without one, an operation has that of the batch and its place. */
    headers?: { [name: string]: string } | null | undefined
  }[]
  /** true when absent */
  continueOnError?: boolean | null | undefined
  /** Run at the same time; one after the other when absent */
  parallel?: boolean | null | undefined
}

export type RunBatchReply = {
  results: {
    id: string
    /** As if sent alone; 424 where it was skipped */
    status: number
    body: { [name: string]: unknown } | null
    error?:
      | {
          code: string
          message: string
          details?: { [name: string]: unknown } | undefined
        }
      | undefined
  }[]
  summary: {
    total: number
    succeeded: number
    failed: number
    skipped: number
  }
}

export type SearchAudioReply = {
  tracks: {
    /** What names the track in the options of a post */
    id: string
    title: string
    artistName?: string | undefined
    audioUrl?: string | undefined
    coverImageUri?: string | undefined
    durationMs?: number | undefined
  }[]
}

export type SelectPageBody = {
  pageId: string
  pageName?: string | null | undefined
}

export type Session = {
  id: string
  isCurrent: boolean
  workspaceId: string
  userAgent: string | null
  address: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  lastUsedAt: string
  /** ISO 8601, UTC */
  expiresAt: string
}

export type SetGa4ClientIdBody = {
  /** As in the _ga cookie, without what is before it */
  clientId: string
}

export type SetGa4ClientIdReply = {
  ok: true
}

export type SignInBody = {
  email: string
  password: string
  /** Where to act; absent: the workspace you joined first */
  workspaceId?: string | null | undefined
  cookie?: boolean | null | undefined
}

export type SignedIn = {
  /** Works as an API key does; null where the session is in a cookie. */
  accessToken: string | null
  tokenType: 'Bearer'
  /** When the session ends unless it is used: each use moves it, for 90 days at most. */
  expiresAt: string
  sessionId: string
  user: {
    id: string
    email: string
    name: string | null
  }
  /** Where the session acts */
  workspaceId: string
  /** All that you are a member of */
  workspaces: OwnWorkspace[]
}

export type SnapchatOptions = {
  /** What it becomes: a Story (gone after 24 hours), a Spotlight (video), or a Saved Story on the Public Profile. Absent: a picture and contentType STORY become a Story, another video a Spotlight */
  type?: 'STORY' | 'SPOTLIGHT' | 'SAVED_STORY' | undefined
  /** Title of a Saved Story; the post’s text when absent */
  title?: string | undefined
  /** Language and country of a Spotlight; en_US when absent */
  locale?: string | undefined
  /** A Spotlight is not kept on the Public Profile; it is when absent */
  skipSaveToProfile?: boolean | undefined
}

export type StartApprovalBody = {
  workflowId: string
}

export type StartBackfillReply = {
  accountId: string
  /** waiting: the network wants to be left alone, or did not answer; it goes on at nextRunAt. paused: the account is not active, has no page yet, or its network is not read. not_supported: the network tells nothing of what was posted. */
  status: 'not_started' | 'queued' | 'running' | 'waiting' | 'paused' | 'completed' | 'not_supported'
  /** In percent of the time that is to be read */
  progress: number
  postsFound: number
  /** How far back it goes */
  since: string | null
  /** How old the oldest post is that was read so far */
  reachedBackTo: string | null
  startedAt: string | null
  completedAt: string | null
  nextRunAt: string | null
  started: boolean
}

export type Success = {
  success: true
}

export type SwitchWorkspaceBody = {
  /** An id as a reply gave it */
  workspaceId: string
}

export type SwitchWorkspaceReply = {
  workspaceId: string
  workspaceName: string
  plan: string
  role: 'owner' | 'admin' | 'editor' | 'approver' | 'viewer'
}

export type TelegramOptions = {
  /** How the text is marked up; absent: it is shown as it is */
  parseMode?: 'HTML' | 'MarkdownV2' | undefined
  /** No sound at the receivers */
  silent?: boolean | undefined
  /** Cannot be forwarded or saved */
  protectContent?: boolean | undefined
  /** The preview of an address in a text without media */
  linkPreview?:
    | {
        /** Shows none */
        disabled?: boolean | undefined
        /** Instead of the first address of the text */
        url?: string | undefined
        /** Of its picture; absent: as Telegram likes */
        size?: 'small' | 'large' | undefined
        /** Above the text instead of below */
        aboveText?: boolean | undefined
      }
    | undefined
  /** The text above photos and videos instead of below */
  captionAboveMedia?: boolean | undefined
  /** Photos and videos are hidden until they are touched */
  spoiler?: boolean | undefined
  /** Media as documents, untouched by Telegram */
  asFiles?: boolean | undefined
  /** Number, in the chat, of the message that this one answers; as `platformPostId` tells it */
  inReplyTo?: string | undefined
  /** Topic of a forum */
  topicId?: number | undefined
  /** A poll whose question is the text */
  poll?:
    | {
        options: string[]
        /** More than one answer can be chosen */
        multiple?: boolean | undefined
        /** false only in groups: polls of channels are anonymous */
        anonymous?: boolean | undefined
        /** When it closes by itself; absent: never */
        openForSeconds?: number | undefined
      }
    | undefined
}

export type TestAccountReply = {
  success: boolean
  message: string
  details?:
    | {
        platformUserId: string
        username: string | null
        displayName: string | null
      }
    | undefined
}

export type TestWebhookBody = {
  /** An id as a reply gave it */
  webhookId: string
}

export type TestWebhookReply = {
  data: Delivery
}

export type ThreadsOptions = {
  /** Id of the post that this one answers */
  inReplyTo?: string | undefined
  /** Id of the post that this one quotes */
  quote?: string | undefined
  /** Who may reply; absent: everyone */
  replyControl?:
    | 'everyone'
    | 'accounts_you_follow'
    | 'mentioned_only'
    | 'parent_post_author_only'
    | 'followers_only'
    | undefined
  /** Replies are shown once the account has approved them */
  replyApprovals?: boolean | undefined
  /** Topic of the post; absent: the first # of the text */
  topic?: string | undefined
  /** Address shown as a card; absent: the first of the text */
  link?: string | undefined
  /** Open for a day; the text is the question */
  poll?:
    | {
        options: string[]
      }
    | undefined
  /** A GIF of a library, under a text without media */
  gif?:
    | {
        id: string
        provider: 'GIPHY' | 'TENOR'
      }
    | undefined
  /** A longer text that the post opens */
  longText?:
    | {
        text: string
        link?: string | undefined
      }
    | undefined
  /** Parts of the text that are hidden until they are touched */
  spoilers?:
    | {
        offset: number
        length: number
      }[]
    | undefined
  /** Media are hidden until they are touched */
  spoilerMedia?: boolean | undefined
  /** Archived by Threads after 24 hours */
  ghost?: boolean | undefined
  /** ISO 3166 codes of the only countries in which it is shown; not for every account */
  countries?: string[] | undefined
}

export type TikTokOptions = {
  /** Who sees it, as the person who posts has chosen; absent: as many as the account allows. A private account offers FOLLOWER_OF_CREATOR instead of PUBLIC_TO_EVERYONE */
  privacyLevel?:
    'PUBLIC_TO_EVERYONE' | 'FOLLOWER_OF_CREATOR' | 'MUTUAL_FOLLOW_FRIENDS' | 'SELF_ONLY' | undefined
  /** Others may comment; not when absent */
  allowComment?: boolean | undefined
  /** Others may make duets of a video; not when absent */
  allowDuet?: boolean | undefined
  /** Others may use parts of a video; not when absent */
  allowStitch?: boolean | undefined
  /** Paid partnership: it promotes somebody else’s business */
  brandContent?: boolean | undefined
  /** It promotes the account’s own business */
  brandOrganic?: boolean | undefined
  /** Made with artificial intelligence */
  isAigc?: boolean | undefined
  /** Milliseconds into a video whose frame becomes its cover; the first when absent */
  coverTimestampMs?: number | undefined
  /** Title of photos, in UTF-16 units; the post’s text is their description */
  title?: string | undefined
  /** Which photo is the cover, from 0; the first when absent */
  photoCoverIndex?: number | undefined
  /** TikTok puts music under photos; not when absent */
  autoAddMusic?: boolean | undefined
  /** Sends it to the inbox of the person’s TikTok app, who finishes and posts it there */
  draft?: boolean | undefined
}

export type TopPost = {
  /** null: it went out past us */
  postId: string | null
  postPlatformId: string | null
  accountId: string
  /** In upper case */
  platform: string
  platformPostId: string
  platformPostUrl: string | null
  content: string | null
  /** ISO 8601, UTC */
  publishedAt: string
  engagements: number
  impressions: number
}

export type UpdateHashtagSetBody = {
  name?: string | undefined
  /** With or without #; kept without it, in lower case, each once */
  tags?: string[] | undefined
}

export type UpdateHashtagSetReply = {
  data: HashtagSet
}

export type UpdateMeBody = {
  /** null: people see the e-mail address instead */
  name?: string | null | undefined
}

export type UpdateMeReply = {
  workspaceId: string
  workspaceName: string
  plan: string
  userId: string
  email: string
  name: string | null
  role: string
  scopes: string[]
  /** Whether the networks are simulated */
  mode: 'sandbox' | 'live'
  /** What time it is for all that is scheduled; in the sandbox it can be moved ahead */
  time: string
}

export type UpdateMediaBody = {
  altText?: string | null | undefined
}

export type UpdatePersonaBody = {
  name?: string | undefined
  description?: string | null | undefined
  /** x when absent */
  primaryPlatform?: string | null | undefined
  platforms?: string[] | null | undefined
  avatarUrl?: string | null | undefined
  /** Accounts that speak like this */
  linkedAccountIds?: string[] | null | undefined
  /** There is one at most: another ceases to be it */
  isWorkspaceDefault?: boolean | null | undefined
}

export type UpdatePersonaReply = {
  id: string
  name: string
  description: string | null
  primaryPlatform: string
  platforms: string[]
  avatarUrl: string | null
  linkedAccountIds: string[]
  isWorkspaceDefault: boolean
  activeVersionId: string
  /** ISO 8601, UTC */
  createdAt: string
  /** ISO 8601, UTC */
  updatedAt: string
  modules: { [name: string]: unknown }
}

export type UpdatePostBody = {
  content?: string | undefined
  accountIds?: string[] | null | undefined
  /** Without `accountIds`: the active accounts of these platforms. With them: must agree. */
  platforms?: string[] | null | undefined
  /** ISO 8601 with a zone. Absent: a draft. */
  scheduledFor?: string | null | undefined
  /** Another name for `scheduledFor`; a time without a zone is UTC. */
  scheduledAt?: string | null | undefined
  contentType?: string | null | undefined
  saveAsDraft?: boolean | null | undefined
  media?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
      )[]
    | null
    | undefined
  /** Another name for `media`. */
  mediaIds?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
      )[]
    | null
    | undefined
  platformOverrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  /** Another name for `platformOverrides`. */
  overrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  platformMetadata?: PlatformMetadata | null | undefined
  tags?: string[] | null | undefined
  threadPosts?:
    | {
        sequence?: number | null | undefined
        content: string
        media?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
        /** Another name for `media`. */
        mediaIds?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
      }[]
    | null
    | undefined
  firstComment?: string | null | undefined
  /** Seconds. */
  firstCommentDelay?: number | null | undefined
  metadata?: { [name: string]: unknown } | null | undefined
  /** Goes out at the next free slot of the workspace; `scheduledFor` stays out then. */
  queue?: boolean | null | undefined
  /** A persona of the workspace; null: none */
  personaId?: string | null | undefined
  status?: string | undefined
}

export type UpdateRecurrenceBody = {
  name?: string | undefined
  /** As POST /v1/posts takes it, without scheduledFor, queue and saveAsDraft */
  post?: { [name: string]: unknown } | undefined
  rule?:
    | {
        frequency: 'daily'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
      }
    | {
        frequency: 'weekly'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
        days: string[]
      }
    | {
        frequency: 'monthly'
        /** Every so many days, weeks or months */
        interval?: number | undefined
        /** HH:mm in the workspace’s time zone */
        time: string
        /** In a shorter month its last day */
        dayOfMonth: number
      }
    | undefined
  /** The first day, in the workspace’s time zone; today when absent */
  startsOn?: string | undefined
  /** The last day */
  endsOn?: string | null | undefined
  paused?: boolean | undefined
}

export type UpdateWebhookBody = {
  url?: string | undefined
  events?: string[] | undefined
  enabled?: boolean | undefined
  active?: boolean | undefined
}

export type UpdateWorkspaceBody = {
  name?: string | undefined
  /** In any case: FREE, STARTER, PRO, AGENCY */
  plan?: string | undefined
  /** What is not given stays. */
  settings?:
    | {
        /** IANA name, e.g. Europe/Berlin */
        timezone?: string | undefined
        /** The server retries failed targets by itself, as a caller would. */
        autoRetry?: boolean | undefined
        /** What is later than this when the server comes back is missed (360). */
        missedAfterMinutes?: number | undefined
        /** What members who are neither owner nor admin schedule or publish goes through this approval workflow first; null: nothing does. */
        approvalWorkflowId?: string | null | undefined
        /** Platforms that accounts may be connected of; null: all. */
        allowedPlatforms?: string[] | null | undefined
        /** Hosts that OAuth callbacks may go to. */
        callbackDomains?: string[] | undefined
      }
    | undefined
}

export type UploadMediaBody = {
  filename: string
  contentType: string
  sizeBytes: number
  altText?: string | null | undefined
}

export type UploadMediaReply = {
  id: string
  mediaId: string
  uploadUrl: string
  /** Send these with the PUT, exactly. */
  uploadHeaders: { [name: string]: string }
  /** ISO 8601, UTC */
  expiresAt: string
}

export type ValidatePostBody = {
  content: string
  accountIds?: string[] | null | undefined
  /** Without `accountIds`: the active accounts of these platforms. With them: must agree. */
  platforms?: string[] | null | undefined
  /** ISO 8601 with a zone. Absent: a draft. */
  scheduledFor?: string | null | undefined
  /** Another name for `scheduledFor`; a time without a zone is UTC. */
  scheduledAt?: string | null | undefined
  contentType?: string | null | undefined
  saveAsDraft?: boolean | null | undefined
  platformOverrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  /** Another name for `platformOverrides`. */
  overrides?:
    | {
        [name: string]: {
          content?: string | null | undefined
          media?: string[] | null | undefined
          mediaIds?: string[] | null | undefined
          contentType?: string | null | undefined
        } | null
      }
    | null
    | undefined
  platformMetadata?: PlatformMetadata | null | undefined
  tags?: string[] | null | undefined
  threadPosts?:
    | {
        sequence?: number | null | undefined
        content: string
        media?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
        /** Another name for `media`. */
        mediaIds?:
          | (
              | string
              | {
                  id: string
                  altText?: string | null | undefined
                }
            )[]
          | null
          | undefined
      }[]
    | null
    | undefined
  firstComment?: string | null | undefined
  /** Seconds. */
  firstCommentDelay?: number | null | undefined
  metadata?: { [name: string]: unknown } | null | undefined
  /** Goes out at the next free slot of the workspace; `scheduledFor` stays out then. */
  queue?: boolean | null | undefined
  /** A persona of the workspace; null: none */
  personaId?: string | null | undefined
  media?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
        | {
            type: string
            url?: string | null | undefined
            mimeType?: string | null | undefined
            sizeBytes?: number | null | undefined
            durationMs?: number | null | undefined
            width?: number | null | undefined
            height?: number | null | undefined
          }
      )[]
    | null
    | undefined
  mediaIds?:
    | (
        | string
        | {
            id: string
            altText?: string | null | undefined
          }
        | {
            type: string
            url?: string | null | undefined
            mimeType?: string | null | undefined
            sizeBytes?: number | null | undefined
            durationMs?: number | null | undefined
            width?: number | null | undefined
            height?: number | null | undefined
          }
      )[]
    | null
    | undefined
}

export type ValidatePostReply = {
  valid: boolean
  platforms: {
    [name: string]: {
      valid: boolean
      errors: {
        code: string
        message: string
        field?: string | undefined
        suggestion?: string | undefined
        details?: { [name: string]: unknown } | undefined
      }[]
      warnings: {
        code: string
        message: string
        field?: string | undefined
        suggestion?: string | undefined
        details?: { [name: string]: unknown } | undefined
      }[]
    }
  }
  /** Those of every platform, each with its platform. */
  errors: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
  /** Likewise; and names in the body that nobody reads, without a platform. */
  warnings: {
    code: string
    message: string
    field?: string | undefined
    platform?: string | undefined
    suggestion?: string | undefined
  }[]
}

export type Webhook = {
  id: string
  url: string
  events: string[]
  enabled: boolean
  /** The same as enabled. */
  active: boolean
  disabledReason: string | null
  lastDeliveryAt: string | null
  /** Failed requests since the last success. */
  failureCount: number
  /** ISO 8601, UTC */
  createdAt: string
}

export type WebhookDisabledData = {
  id: string
  /** The same as id */
  webhookId: string
  workspaceId: string
  url: string
  reason: string
}

/** A webhook was switched off after failing for days. */
export type WebhookDisabledEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'webhook.disabled'
  /** ISO 8601, UTC */
  createdAt: string
  data: WebhookDisabledData
  /** The same as type */
  event: 'webhook.disabled'
  /** The same as createdAt */
  timestamp: string
}

export type WebhookTestData = {
  workspaceId: string
  webhookId: string
  message: string
}

/** Sent by the test endpoint. */
export type WebhookTestEvent = {
  /** The event’s id, the same in every delivery of it */
  id: string
  type: 'webhook.test'
  /** ISO 8601, UTC */
  createdAt: string
  data: WebhookTestData
  /** The same as type */
  event: 'webhook.test'
  /** The same as createdAt */
  timestamp: string
}

export type WhatsAppOptions = {
  /** Who it is sent to: people who agreed to it, by their numbers; each is sent a message of his own */
  to?: string[] | undefined
  /** The group that it is sent to instead */
  group?: string | undefined
  /** Name of an approved template; absent: a free message, which reaches who wrote in the last 24 hours */
  template?: string | undefined
  /** Language of the template; absent: en_US */
  language?: string | undefined
  /** What stands in the places of the template’s body: a list for {{1}}, {{2}} …, or by name; absent: the text of the post, in its one place */
  parameters?: string[] | { [name: string]: string } | undefined
  /** What stands in the place of the template’s header */
  headerText?: string | undefined
  /** What goes into the template’s buttons */
  buttons?:
    | {
        /** Which button of the template, from 0 */
        index: number
        /** What its address ends with */
        url?: string | undefined
        /** What a quick reply sends back */
        payload?: string | undefined
      }[]
    | undefined
  /** As a marketing message, whose delivery Meta optimises */
  marketing?:
    | {
        policy?: 'CLOUD_API_FALLBACK' | 'STRICT' | undefined
        activitySharing?: boolean | undefined
      }
    | undefined
  /** Shows a preview of the first address of a free text */
  linkPreview?: boolean | undefined
  /** Buttons under a free text, each of which answers with its words */
  choices?: string[] | undefined
  /** A place, sent instead of the text */
  location?:
    | {
        latitude: number
        longitude: number
        name?: string | undefined
        address?: string | undefined
      }
    | undefined
  /** Id of the message that this one answers */
  inReplyTo?: string | undefined
}

export type Workspace = {
  id: string
  name: string
  plan: string
  role: string
  settings: { [name: string]: unknown }
  /** ISO 8601, UTC */
  createdAt: string
}

export type XOptions = {
  /** Id of the post that this one answers */
  inReplyTo?: string | undefined
  /** Who may reply; absent: everyone */
  replySettings?: 'following' | 'mentionedUsers' | 'subscribers' | 'verified' | undefined
  /** Labels the post */
  madeWithAi?: boolean | undefined
  /** Labels the post */
  paidPartnership?: boolean | undefined
  /** A poll under the text, which has no files then */
  poll?:
    | {
        options: string[]
        durationMinutes: number
      }
    | undefined
}

export type YouTubeOptions = {
  /** Title of the video; the first line of the post’s text when absent. The text is its description */
  title?: string | undefined
  /** Words to find it by, 500 characters in all */
  tags?: string[] | undefined
  /** Category; 22 (People & Blogs) when absent */
  categoryId?: string | undefined
  /** Who can see it; public when absent */
  privacyStatus?: 'public' | 'unlisted' | 'private' | undefined
  /** Made for kids, as the law makes you declare; absent: as the channel is set */
  madeForKids?: boolean | undefined
  /** Realistic, and altered or made with artificial intelligence */
  containsSyntheticMedia?: boolean | undefined
  /** Tells subscribers; so it is when absent */
  notifySubscribers?: boolean | undefined
  /** Other sites may show it */
  embeddable?: boolean | undefined
  /** Everybody sees its numbers */
  publicStatsViewable?: boolean | undefined
  /** youtube when absent */
  license?: 'youtube' | 'creativeCommon' | undefined
  /** Of title and description */
  language?: string | undefined
  /** Playlist of the channel to put it into, as `/v1/accounts/{id}/{platform}/playlists` lists them */
  playlistId?: string | undefined
  /** Playlist by its title; made, as visible as the video, where the channel has none of this title */
  playlistTitle?: string | undefined
  /** Of the captions that are attached; as `language`, or en, when absent */
  captionsLanguage?: string | undefined
  /** What viewers choose the captions by */
  captionsName?: string | undefined
}

export type __schema0 = string | number | boolean | null | __schema0[] | { [name: string]: __schema0 }

/** What a webhook is sent; `type` tells which. */
export type WebhookEvent =
  | PostCreatedEvent
  | PostScheduledEvent
  | PostPublishedEvent
  | PostFailedEvent
  | PostApprovalRequestedEvent
  | PostDraftApprovedEvent
  | AccountConnectedEvent
  | AccountDisconnectedEvent
  | AccountErrorEvent
  | MediaUploadedEvent
  | WebhookDisabledEvent
  | WebhookTestEvent

export type ErrorCode = ErrorReply['error']['code']
