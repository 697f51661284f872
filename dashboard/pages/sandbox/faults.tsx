import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import {
  faultKinds,
  faultOperations,
  type FaultKind,
  type FaultOperation,
} from '../../../contract/sandbox.js'
import { queryClient } from '../../api.js'
import { accountName, usePlatforms } from '../../components/account.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Select, TextField } from '../../components/fields.js'
import { Card, Row } from '../../components/page.js'
import { accountsQuery } from '../../queries.js'
import { sandbox } from '../../sandbox.js'
import { useTexts } from '../../texts/texts.js'
import styles from './sandbox.module.css'
import { texts } from './sandbox.texts.js'

const queryKey = ['sandbox', 'faults']
const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey })

/** What is to go wrong, and what waits to. */
export function Faults(): ReactNode {
  const t = useTexts(texts)
  return (
    <Card title={t('faults')}>
      <p className="soft small">{t('faultsLead')}</p>
      <NewFault />
      <Waiting />
    </Card>
  )
}

function NewFault(): ReactNode {
  const t = useTexts(texts)
  const { all } = usePlatforms()
  const accounts = useQuery(accountsQuery).data ?? []
  const [chosen, setPlatform] = useState<string | null>(null)
  const [accountId, setAccountId] = useState('')
  const [operation, setOperation] = useState<FaultOperation>('publish')
  const [fault, setFault] = useState<FaultKind>('server_error')
  const [times, setTimes] = useState('1')
  // Networks that the workspace posts to come first: faults elsewhere would meet nothing.
  const used = new Set(accounts.map(({ platform }) => platform))
  const platforms = all.toSorted((one, other) => Number(used.has(other.slug)) - Number(used.has(one.slug)))
  const platform = chosen ?? platforms[0]?.slug ?? ''
  const add = useMutation({
    mutationFn: () =>
      sandbox.addFault({
        platform,
        accountId: accountId === '' ? null : accountId,
        operation,
        fault,
        times: Number(times),
      }),
    onSuccess: afterwards,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      <Select
        label={t('network')}
        options={platforms.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={platform}
        onChange={(next) => {
          setPlatform(next)
          setAccountId('')
        }}
      />
      <Select
        label={t('account')}
        options={[
          { value: '', label: t('anyAccount') },
          ...accounts
            .filter((account) => account.platform === platform)
            .map((account) => ({ value: account.id, label: accountName(account) })),
        ]}
        value={accountId}
        onChange={setAccountId}
      />
      <Select
        label={t('operation')}
        options={faultOperations.map((value) => ({ value, label: t(value) }))}
        value={operation}
        onChange={setOperation}
      />
      <Select
        label={t('fault')}
        options={faultKinds.map((value) => ({ value, label: t(value) }))}
        value={fault}
        onChange={setFault}
      />
      <TextField label={t('times')} type="number" value={times} onChange={setTimes} isRequired />
      {add.isError && <ErrorNote error={add.error} />}
      <Button type="submit" look="primary" isPending={add.isPending}>
        {t('add')}
      </Button>
    </form>
  )
}

function Waiting(): ReactNode {
  const t = useTexts(texts)
  const { find } = usePlatforms()
  // Faults are used up by what connectors do: no event tells of it.
  const faults = useQuery({ queryKey, queryFn: () => sandbox.listFaults(), refetchInterval: 5_000 })
  const clear = useMutation({ mutationFn: () => sandbox.clearFaults(), onSuccess: afterwards })
  return (
    <Asked query={faults}>
      {({ data }) =>
        data.length === 0 ? (
          <p className="soft small">{t('noFaults')}</p>
        ) : (
          <>
            <ul role="list" className={styles['faults'] ?? ''}>
              {data.map(({ id, platform, fault, operation, times }) => (
                <li key={id}>
                  {t('waits', {
                    fault: t(fault),
                    network: find(platform)?.name ?? platform,
                    operation: t(operation),
                    times,
                  })}
                </li>
              ))}
            </ul>
            {clear.isError && <ErrorNote error={clear.error} />}
            <Row>
              <Button look="danger" isPending={clear.isPending} onPress={() => clear.mutate()}>
                {t('clear')}
              </Button>
            </Row>
          </>
        )
      }
    </Asked>
  )
}
