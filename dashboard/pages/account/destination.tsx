import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Account } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote, Note } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Card, Stack } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { connecting } from '../accounts/connecting.js'
import { texts } from './account.texts.js'

/** The page, location, board or community that an account posts to, and the choice of another. */
export function Destination({ account }: { account: Account }): ReactNode {
  const t = useTexts(texts)
  // Without access nobody can say what there is to choose: the account is connected again first.
  const may = useMay()(connecting) && account.status === 'active'
  const chosen = chosenIn(account)
  const [isChoosing, setChoosing] = useState(chosen?.isMissing === true)
  const name = chosen === null ? undefined : chosen.name
  return (
    <Card
      title={t('destination')}
      actions={may && !isChoosing && <Button onPress={() => setChoosing(true)}>{t('change')}</Button>}
    >
      {chosen?.isMissing === true ? (
        <Note tone="warning">{t('notChosen')}</Note>
      ) : (
        <p>{name === undefined ? t('onlyPerson') : t('chosen', { name })}</p>
      )}
      {isChoosing && may && <Pages account={account} onChosen={() => setChoosing(false)} />}
    </Card>
  )
}

function Pages({ account, onChosen }: { account: Account; onChosen: () => void }): ReactNode {
  const t = useTexts(texts)
  const pages = useQuery({
    queryKey: ['accounts', account.id, 'pages'],
    queryFn: ({ signal }) => client.accounts.listPages(account.id, { signal }),
  })
  const select = useMutation({
    mutationFn: (page: { id: string; name: string }) =>
      client.accounts.selectPage(account.id, { pageId: page.id, pageName: page.name }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['accounts'] })
      onChosen()
    },
  })
  return (
    <Asked query={pages}>
      {({ pages: found }) => (
        <Stack gap="s">
          {found.length === 0 && <p className="soft">{t('noPages')}</p>}
          {found.map((each) => {
            const page = { id: String(each['id']), name: String(each['name']) }
            return (
              <Button
                key={page.id}
                isPending={select.isPending && select.variables.id === page.id}
                onPress={() => select.mutate(page)}
              >
                {t('choosePage', { name: page.name })}
              </Button>
            )
          })}
          {select.isError && <ErrorNote error={select.error} />}
        </Stack>
      )}
    </Asked>
  )
}

/**
 * What was chosen: a field `page`, `location`, `board` … of the account with an id and a name, by what its network calls
 * it. Such a field that is null waits for a choice; null: none has to be made.
 */
function chosenIn(
  account: Account,
): { name: string; isMissing: false } | { name?: never; isMissing: true } | null {
  const own = Object.entries(account).filter(([field]) => !common.has(field))
  for (const [, value] of own)
    if (typeof value === 'object' && value !== null && 'id' in value && 'name' in value)
      return { name: String(value.name), isMissing: false }
  return own.some(([, value]) => value === null) ? { isMissing: true } : null
}

const common = new Set([
  'id',
  'platform',
  'username',
  'displayName',
  'avatarUrl',
  'accountType',
  'status',
  'error',
  'connectedAt',
  'tokenExpiresAt',
  'isSharedAccount',
  'needsPlaylistReauth',
  'quotas',
])
