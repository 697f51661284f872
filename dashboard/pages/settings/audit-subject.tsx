import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { accountName } from '../../components/account.js'
import { accountsQuery } from '../../queries.js'
import { useMe } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { deeds } from './audit-deeds.js'
import { memberName, membersQuery, workflowsQuery } from './workflows.js'

/** What an entry of the audit log is about, by the name that people know it by. */
export function Subject({ id }: { id: string }): ReactNode {
  switch (id.slice(0, id.indexOf('_'))) {
    case 'post':
      return <PostName id={id} />
    case 'acc':
      return <AccountName id={id} />
    case 'wh':
      return <WebhookName id={id} />
    case 'usr':
      return <MemberName id={id} />
    case 'key':
      return <KeyName id={id} />
    case 'wf':
      return <WorkflowName id={id} />
    default:
      return null
  }
}

function PostName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const posts = useQuery({
    queryKey: ['posts', 'named'],
    queryFn: async ({ signal }) => await client.posts.list({ status: 'all', limit: 100 }, { signal }),
  }).data?.data
  const text = posts?.find((post) => post.id === id)?.content ?? ''
  const name = text === '' ? t('somePost') : `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`
  return (
    <Link to="/posts/$postId" params={{ postId: id }}>
      {name}
    </Link>
  )
}

function AccountName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const account = useQuery(accountsQuery).data?.find((each) => each.id === id)
  return (
    <Link to="/accounts/$accountId" params={{ accountId: id }}>
      {account === undefined ? t('someAccount') : accountName(account)}
    </Link>
  )
}

function WebhookName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: async ({ signal }) => await client.webhooks.list({ limit: 100 }, { signal }),
  }).data?.data
  const webhook = webhooks?.find((each) => each.id === id)
  if (webhook === undefined) return t('someWebhook')
  return (
    <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
      {new URL(webhook.url).host}
    </Link>
  )
}

function MemberName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const member = useQuery(membersQuery).data?.data.find(({ userId }) => userId === id)
  return member === undefined ? t('someMember') : memberName(member)
}

function KeyName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => client.apiKeys.list({ signal }) })
  return keys.data?.data.find((each) => each.id === id)?.name ?? t('someThing')
}

function WorkflowName({ id }: { id: string }): ReactNode {
  const t = useTexts(deeds)
  const { workspaceId } = useMe()
  const workflows = useQuery(workflowsQuery(workspaceId)).data?.data
  return workflows?.find((each) => each.id === id)?.name ?? t('someThing')
}
