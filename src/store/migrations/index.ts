import { foundation } from './0001-foundation.js'
import { whatWasSent } from './0002-what-was-sent.js'
import { mediaOfThreadParts } from './0003-media-of-thread-parts.js'
import { whatIsKnownOfThePast } from './0004-what-is-known-of-the-past.js'
import { whatWasPutBack } from './0005-what-was-put-back.js'
import { measuring } from './0006-measuring.js'
import { recipients } from './0007-recipients.js'
import { quotaCounts } from './0008-quota-counts.js'
import { told } from './0009-told.js'
import { pageOfTarget } from './0010-page-of-target.js'
import { analytics } from './0011-analytics.js'
import { hashtagSets } from './0012-hashtag-sets.js'
import { approvals } from './0013-approvals.js'
import { queueSlots } from './0014-queue-slots.js'
import { recurrences } from './0015-recurrences.js'
import { auditLog } from './0016-audit-log.js'
import { imports } from './0017-imports.js'
import { sessions } from './0018-sessions.js'
import { personas } from './0019-personas.js'
import { ga4ClientId } from './0020-ga4-client-id.js'
import { ga4Feeds } from './0021-ga4-feeds.js'
import { dueTables } from './0022-due-tables.js'
import { failuresOfTargets } from './0023-failures-of-targets.js'
import { whatApproversSaw } from './0024-what-approvers-saw.js'
import { repliesAsSent } from './0025-replies-as-sent.js'
import { findingMedia } from './0026-finding-media.js'
import { deletedWorkflows } from './0027-deleted-workflows.js'

/** Forward only, in order, never edited after a release. */
export const migrations = [
  foundation,
  whatWasSent,
  mediaOfThreadParts,
  whatIsKnownOfThePast,
  whatWasPutBack,
  measuring,
  recipients,
  quotaCounts,
  told,
  pageOfTarget,
  analytics,
  hashtagSets,
  approvals,
  queueSlots,
  recurrences,
  auditLog,
  imports,
  sessions,
  personas,
  ga4ClientId,
  ga4Feeds,
  dueTables,
  failuresOfTargets,
  whatApproversSaw,
  repliesAsSent,
  findingMedia,
  deletedWorkflows,
] as const
