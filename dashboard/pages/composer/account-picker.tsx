import { useQuery } from '@tanstack/react-query'
import { Check, Users } from 'lucide-react'
import { memo, useState, type ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'
import { accountName, Avatar, PlatformIcon, usePlatforms } from '../../components/account.js'
import { Asked } from '../../components/asked.js'
import { ButtonLink } from '../../components/button.js'
import { SearchField } from '../../components/fields.js'
import { Empty } from '../../components/page.js'
import { useStatusName } from '../../components/status.js'
import { accountsQuery } from '../../queries.js'
import { useTexts } from '../../texts/texts.js'
import type { Account } from '../../../sdk/index.js'
import styles from './account-picker.module.css'
import { texts } from './composer.texts.js'

type Props = { picked: readonly string[]; onChange: (ids: string[]) => void }

/** Where a post goes: accounts one by one, or all of a network; with a search where there are many. */
export const AccountPicker = memo(function AccountPicker({ picked, onChange }: Props): ReactNode {
  return (
    <Asked query={useQuery(accountsQuery)}>
      {(accounts) => <Choice accounts={accounts} picked={picked} onChange={onChange} />}
    </Asked>
  )
})

function Choice({ accounts, picked, onChange }: Props & { accounts: readonly Account[] }): ReactNode {
  const t = useTexts(texts)
  const { all, find } = usePlatforms()
  const [search, setSearch] = useState('')
  if (accounts.length === 0)
    return (
      <Empty
        icon={<Users />}
        title={t('noAccounts')}
        action={
          <ButtonLink to="/accounts" look="primary">
            {t('connect')}
          </ButtonLink>
        }
      >
        {t('noAccountsLead')}
      </Empty>
    )
  const wanted = search.trim().toLowerCase()
  const fits = (account: Account): boolean =>
    [account.displayName, account.username, find(account.platform)?.name].some(
      (each) => each?.toLowerCase().includes(wanted) === true,
    )
  const shown = accounts.filter((account) => wanted === '' || fits(account))
  const groups = all.flatMap(({ slug, name }) => {
    const members = shown.filter(({ platform }) => platform === slug)
    return members.length === 0 ? [] : [{ slug, name, members }]
  })
  const usable = shown.filter(isUsable)
  const set = (ids: readonly string[], isOn: boolean): void =>
    onChange([...picked.filter((id) => !ids.includes(id)), ...(isOn ? ids : [])])
  return (
    <div className={styles['picker'] ?? ''}>
      <div className={styles['head'] ?? ''}>
        <span className="soft small" aria-live="polite">
          {t('picked', { picked: picked.length, all: accounts.length })}
        </span>
        {accounts.length > 6 && (
          <SearchField label={t('searchAccounts')} value={search} onChange={setSearch} />
        )}
      </div>
      <div className={styles['groups'] ?? ''}>
        {usable.length > 2 && (
          <GroupBox
            label={wanted === '' ? t('allAccounts') : t('allFound')}
            members={usable}
            picked={picked}
            onChange={set}
          />
        )}
        {groups.map(({ slug, name, members }) => (
          <div key={slug} role="group" aria-label={name} className={styles['group'] ?? ''}>
            {members.filter(isUsable).length > 1 && (
              <GroupBox
                label={t('allOf', { name, count: members.filter(isUsable).length })}
                icon={<PlatformIcon platform={slug} isNamed />}
                members={members.filter(isUsable)}
                picked={picked}
                onChange={set}
              />
            )}
            {members.map((account) => (
              <AccountBox
                key={account.id}
                account={account}
                isPicked={picked.includes(account.id)}
                onChange={(isOn) => set([account.id], isOn)}
              />
            ))}
          </div>
        ))}
        {groups.length === 0 && <p className="soft">{t('noneFound')}</p>}
      </div>
    </div>
  )
}

type GroupProps = {
  label: string
  icon?: ReactNode
  members: readonly Account[]
  picked: readonly string[]
  onChange: (ids: readonly string[], isOn: boolean) => void
}

function GroupBox({ label, icon, members, picked, onChange }: GroupProps): ReactNode {
  const ids = members.map(({ id }) => id)
  const count = ids.filter((id) => picked.includes(id)).length
  return (
    <Checkbox
      className={`${styles['chip'] ?? ''} ${styles['all'] ?? ''}`}
      isSelected={count === ids.length}
      isIndeterminate={count > 0 && count < ids.length}
      onChange={(isOn) => onChange(ids, isOn)}
    >
      {icon}
      {label}
      <Check aria-hidden className={styles['check'] ?? ''} />
    </Checkbox>
  )
}

type BoxProps = { account: Account; isPicked: boolean; onChange: (isOn: boolean) => void }

function AccountBox({ account, isPicked, onChange }: BoxProps): ReactNode {
  const nameOf = useStatusName()
  const { username, status } = account
  return (
    <Checkbox
      className={styles['chip'] ?? ''}
      isSelected={isPicked}
      // One that is picked can be put back, whatever became of it.
      isDisabled={!isUsable(account) && !isPicked}
      onChange={onChange}
    >
      <Avatar account={account} size={28} />
      <span className={styles['names'] ?? ''}>
        <strong>{accountName(account)}</strong>
        <span className="soft small">
          {isUsable(account) ? (username === null ? '' : `@${username}`) : nameOf(status)}
        </span>
      </span>
      <Check aria-hidden className={styles['check'] ?? ''} />
    </Checkbox>
  )
}

function isUsable({ status }: Account): boolean {
  return status === 'active'
}
