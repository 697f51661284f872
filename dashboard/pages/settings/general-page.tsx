import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { administrators } from '../../../contract/roles.js'
import type { Workspace } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { usePlatforms } from '../../components/account.js'
import { ErrorNote, Note, Waiting } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { ComboBox } from '../../components/combo-box.js'
import { Checkbox, Select, TextArea, TextField } from '../../components/fields.js'
import { Card, Row } from '../../components/page.js'
import { say } from '../../components/toasts.js'
import { useMay, useMe, useWorkspace } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './general.texts.js'
import styles from './settings-page.module.css'
import { workflowsQuery } from './workflows.js'

export function GeneralPage(): ReactNode {
  const t = useTexts(texts)
  const workspace = useWorkspace()
  return (
    <Card title={t('title')}>
      {workspace === undefined ? <Waiting /> : <Form key={workspace.id} workspace={workspace} />}
    </Card>
  )
}

/** What the API calls by these names; a setting that was never changed has its usual value. */
type Settings = {
  timezone: string
  autoRetry: boolean
  missedAfterMinutes: number
  approvalWorkflowId: string | null
  allowedPlatforms: string[] | null
  callbackDomains: string[]
}
const zones = Intl.supportedValuesOf('timeZone')
const zoneOptions = (zones.includes('UTC') ? zones : ['UTC', ...zones]).map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}))

function Form({ workspace }: { workspace: Workspace }): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'any', roles: administrators })
  const isOwner = useMe().role === 'owner'
  const [name, setName] = useState(workspace.name)
  const [settings, setSettings] = useState(workspace.settings as Settings)
  const set = (more: Partial<Settings>): void => setSettings({ ...settings, ...more })
  const [domains, setDomains] = useState(settings.callbackDomains.join('\n'))
  const workflows = useQuery(workflowsQuery(workspace.id)).data?.data ?? []
  const save = useMutation({
    mutationFn: () => {
      const { allowedPlatforms, ...others } = settings
      const callbackDomains = domains.split(/\s+/).filter((each) => each !== '')
      return client.workspaces.update(workspace.id, {
        name,
        settings: { ...others, callbackDomains, ...(isOwner ? { allowedPlatforms } : {}) },
      })
    },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['workspaces'] })
      await queryClient.invalidateQueries({ queryKey: ['me'] })
      say(t('saved'))
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className={styles['form'] ?? ''}>
      {!may && <Note tone="info">{t('onlyAdmins')}</Note>}
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        isRequired
        isDisabled={!may}
        maxLength={200}
      />
      <ComboBox
        label={t('timezone')}
        hint={t('timezoneHint')}
        options={zoneOptions}
        value={settings.timezone}
        onChange={(timezone) => set({ timezone })}
        isDisabled={!may}
      />
      <Select
        label={t('workflow')}
        hint={t('workflowHint')}
        options={[
          { value: '', label: t('noWorkflow') },
          ...workflows.map(({ id, name: label }) => ({ value: id, label })),
        ]}
        value={settings.approvalWorkflowId ?? ''}
        onChange={(id) => set({ approvalWorkflowId: id === '' ? null : id })}
        isDisabled={!may}
      />
      <Checkbox
        isSelected={settings.autoRetry}
        onChange={(autoRetry) => set({ autoRetry })}
        hint={t('autoRetryHint')}
        isDisabled={!may}
      >
        {t('autoRetry')}
      </Checkbox>
      <TextField
        label={t('missed')}
        hint={t('missedHint')}
        type="number"
        value={String(settings.missedAfterMinutes)}
        onChange={(text) => set({ missedAfterMinutes: Number(text) })}
        isDisabled={!may}
      />
      <Networks
        chosen={settings.allowedPlatforms}
        onChange={(allowedPlatforms) => set({ allowedPlatforms })}
        isDisabled={!isOwner}
      />
      <TextArea
        label={t('callback')}
        hint={t('callbackHint')}
        value={domains}
        onChange={setDomains}
        isDisabled={!may}
        spellCheck="false"
      />
      {save.isError && <ErrorNote error={save.error} />}
      {may && (
        <Row>
          <Button type="submit" look="primary" isPending={save.isPending}>
            {t('save')}
          </Button>
        </Row>
      )}
    </form>
  )
}

type NetworksProps = {
  chosen: string[] | null
  onChange: (chosen: string[] | null) => void
  isDisabled: boolean
}

function Networks({ chosen, onChange, isDisabled }: NetworksProps): ReactNode {
  const t = useTexts(texts)
  const { all, find } = usePlatforms()
  const allowed = chosen?.map((each) => find(each)?.slug ?? each)
  return (
    <fieldset className={styles['choices'] ?? ''}>
      <legend>{t('networks')}</legend>
      <p className="soft small">{t('networksHint')}</p>
      <Checkbox
        isSelected={allowed === undefined}
        onChange={(isAll) => onChange(isAll ? null : all.map(({ slug }) => slug))}
        isDisabled={isDisabled}
      >
        {t('allNetworks')}
      </Checkbox>
      {allowed !== undefined && (
        <div className={styles['many'] ?? ''}>
          {all.map(({ slug, name }) => (
            <Checkbox
              key={slug}
              isSelected={allowed.includes(slug)}
              onChange={(isIn) =>
                onChange(isIn ? [...allowed, slug] : allowed.filter((each) => each !== slug))
              }
              isDisabled={isDisabled}
            >
              {name}
            </Checkbox>
          ))}
        </div>
      )}
    </fieldset>
  )
}
