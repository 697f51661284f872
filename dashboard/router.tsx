import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { Broken, NotFound } from './pages/not-found/not-found-page.js'
import { requireSession } from './session.js'
import { Shell } from './shell/shell.js'

const keep =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [name in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => (search[name] === undefined ? [] : [[name, String(search[name])]])),
    ) as { [name in Name]?: string }

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: keep('next', 'error'),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.js'), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: keep('token'),
  component: lazyRouteComponent(
    () => import('./pages/password-link/password-link-page.js'),
    'InvitationPage',
  ),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: keep('token'),
  component: lazyRouteComponent(
    () => import('./pages/password-link/password-link-page.js'),
    'ResetPasswordPage',
  ),
})

/** Everything for people who are signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    await requireSession(location.href)
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/home-page.js'), 'HomePage'),
})

const calendar = createRoute({
  getParentRoute: () => inside,
  path: '/calendar',
  validateSearch: keep('view', 'day', 'account', 'platform', 'status', 'tag'),
  component: lazyRouteComponent(() => import('./pages/calendar/calendar-page.js'), 'CalendarPage'),
})

const newPost = createRoute({
  getParentRoute: () => inside,
  path: '/posts/new',
  validateSearch: keep('at', 'account', 'text', 'media'),
  component: lazyRouteComponent(() => import('./pages/composer/new-post-page.js'), 'NewPostPage'),
})

const editPost = createRoute({
  getParentRoute: () => inside,
  path: '/posts/$postId/edit',
  component: lazyRouteComponent(() => import('./pages/composer/edit-post-page.js'), 'EditPostPage'),
})

const post = createRoute({
  getParentRoute: () => inside,
  path: '/posts/$postId',
  component: lazyRouteComponent(() => import('./pages/post/post-page.js'), 'PostPage'),
})

const approvals = createRoute({
  getParentRoute: () => inside,
  path: '/approvals',
  validateSearch: keep('show'),
  component: lazyRouteComponent(() => import('./pages/approvals/approvals-page.js'), 'ApprovalsPage'),
})

const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: keep('connected', 'warning', 'error', 'platform'),
  component: lazyRouteComponent(() => import('./pages/accounts/accounts-page.js'), 'AccountsPage'),
})

const account = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$accountId',
  component: lazyRouteComponent(() => import('./pages/account/account-page.js'), 'AccountPage'),
})

const media = createRoute({
  getParentRoute: () => inside,
  path: '/media',
  validateSearch: keep('type', 'sort', 'search'),
  component: lazyRouteComponent(() => import('./pages/media/media-page.js'), 'MediaPage'),
})

const analytics = createRoute({
  getParentRoute: () => inside,
  path: '/analytics',
  validateSearch: keep('period', 'account', 'platform'),
  component: lazyRouteComponent(() => import('./pages/analytics/analytics-page.js'), 'AnalyticsPage'),
})

const webhooks = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.js'), 'WebhooksPage'),
})

const webhook = createRoute({
  getParentRoute: () => inside,
  path: '/webhooks/$webhookId',
  component: lazyRouteComponent(() => import('./pages/webhooks/webhook-page.js'), 'WebhookPage'),
})

const sandboxPanel = createRoute({
  getParentRoute: () => inside,
  path: '/sandbox-panel',
  validateSearch: keep('platform'),
  component: lazyRouteComponent(() => import('./pages/sandbox/sandbox-page.js'), 'SandboxPage'),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.js'), 'SettingsPage'),
})

const general = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings/general-page.js'), 'GeneralPage'),
})

const profile = createRoute({
  getParentRoute: () => settings,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/settings/profile-page.js'), 'ProfilePage'),
})

const members = createRoute({
  getParentRoute: () => settings,
  path: '/members',
  component: lazyRouteComponent(() => import('./pages/settings/members-page.js'), 'MembersPage'),
})

const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./pages/settings/api-keys-page.js'), 'ApiKeysPage'),
})

const workflows = createRoute({
  getParentRoute: () => settings,
  path: '/workflows',
  component: lazyRouteComponent(() => import('./pages/settings/workflows-page.js'), 'WorkflowsPage'),
})

const queue = createRoute({
  getParentRoute: () => settings,
  path: '/queue',
  component: lazyRouteComponent(() => import('./pages/settings/queue-page.js'), 'QueuePage'),
})

const hashtagSets = createRoute({
  getParentRoute: () => settings,
  path: '/hashtag-sets',
  component: lazyRouteComponent(() => import('./pages/settings/hashtag-sets-page.js'), 'HashtagSetsPage'),
})

const recurrences = createRoute({
  getParentRoute: () => settings,
  path: '/repeating',
  component: lazyRouteComponent(() => import('./pages/settings/recurrences-page.js'), 'RecurrencesPage'),
})

const data = createRoute({
  getParentRoute: () => settings,
  path: '/data',
  component: lazyRouteComponent(() => import('./pages/settings/data-page.js'), 'DataPage'),
})

const auditLog = createRoute({
  getParentRoute: () => settings,
  path: '/audit-log',
  component: lazyRouteComponent(() => import('./pages/settings/audit-log-page.js'), 'AuditLogPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    invitation,
    resetPassword,
    inside.addChildren([
      home,
      calendar,
      newPost,
      editPost,
      post,
      approvals,
      accounts,
      account,
      media,
      analytics,
      webhooks,
      webhook,
      sandboxPanel,
      settings.addChildren([
        general,
        profile,
        members,
        apiKeys,
        workflows,
        queue,
        recurrences,
        hashtagSets,
        data,
        auditLog,
      ]),
    ]),
  ]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
