import { useMutation, useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { FileTrigger } from 'react-aria-components'
import { importFormats } from '../../../contract/imports.js'
import type { Import } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Checkbox, Select } from '../../components/fields.js'
import { Card, Row, Stack } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useReason } from '../../texts/reasons.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './data.texts.js'
import styles from './settings-page.module.css'

type Format = (typeof importFormats)[number]
const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['imports'] })

/** Posts out of files, and what became of those that were sent before. */
export function Imports(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'posts:write' })
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) => (await client.imports.list({ limit: 20 }, { signal })).data,
  })
  return (
    <Card title={t('import')}>
      <p className="soft">{t('importLead')}</p>
      {may && <NewImport />}
      <Asked query={imports}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">{t('noImports')}</p>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''} aria-label={t('imports')}>
              {all.map((each) => (
                <li key={each.id} className={styles['line'] ?? ''}>
                  <Line made={each} may={may} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}

function NewImport(): ReactNode {
  const t = useTexts(texts)
  const [format, setFormat] = useState<Format>('csv')
  const [dryRun, setDryRun] = useState(true)
  const send = useMutation({
    mutationFn: (data: Blob) => client.imports.createFromFile({ data, format, dryRun }),
    onSuccess: afterwards,
  })
  return (
    <Stack>
      <div className={styles['inline'] ?? ''}>
        <Select
          label={t('format')}
          value={format}
          onChange={setFormat}
          options={importFormats.map((value) => ({ value, label: t(value) }))}
        />
        <FileTrigger
          acceptedFileTypes={['.csv', '.json', '.jsonl', '.zip', '.txt']}
          onSelect={(files) => {
            const [file] = files ?? []
            if (file !== undefined) send.mutate(file)
          }}
        >
          <Button look="primary" icon={<FileUp aria-hidden />} isPending={send.isPending}>
            {t('choose')}
          </Button>
        </FileTrigger>
      </div>
      <Checkbox isSelected={dryRun} onChange={setDryRun}>
        {t('dryRun')}
      </Checkbox>
      {send.isError && <ErrorNote error={send.error} />}
    </Stack>
  )
}

function Line({ made, may }: { made: Import; may: boolean }): ReactNode {
  const t = useTexts(texts)
  const { at } = useMoments()
  const [isOpen, setOpen] = useState(false)
  const stop = useMutation({ mutationFn: () => client.imports.cancel(made.id), onSuccess: afterwards })
  const { format, dryRun, status, rows, error, createdAt } = made
  const isOver = status !== 'running' && status !== 'awaiting_upload'
  return (
    <>
      <div>
        <strong>
          {t(dryRun ? 'check' : 'importOf')}: {t(format)}
        </strong>{' '}
        <span className="soft small">
          {at(createdAt)} · {t(status)}
        </span>
        <p className="small">{t('rows', rows)}</p>
        {error !== null && <p className="small">{error.message}</p>}
        {stop.isError && <ErrorNote error={stop.error} />}
      </div>
      <Row>
        {rows.failed > 0 && <Button onPress={() => setOpen(true)}>{t('faults')}</Button>}
        {may && !isOver && (
          <Button isPending={stop.isPending} onPress={() => stop.mutate()}>
            {t('stop')}
          </Button>
        )}
      </Row>
      {isOpen && <Faults id={made.id} onClose={() => setOpen(false)} />}
    </>
  )
}

function Faults({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const reason = useReason()
  const found = useQuery({
    queryKey: ['imports', id, 'faults'],
    queryFn: async ({ signal }) => ({
      made: await client.imports.get(id, { signal }),
      rows: (await client.imports.listRows(id, { status: 'failed', limit: 100 }, { signal })).data,
    }),
  })
  return (
    <Dialog title={t('faultsTitle')} isOpen onClose={onClose} size="large">
      <Asked query={found}>
        {({ made, rows }) => (
          <Stack>
            {made.missingAccounts.length > 0 && (
              <p>{t('missing', { names: made.missingAccounts.map(({ account }) => account).join(', ') })}</p>
            )}
            <ul role="list" className={styles['lines'] ?? ''}>
              {rows.map(({ number, errors }) => (
                <li key={number} className={styles['line'] ?? ''}>
                  <div>
                    <strong>{t('row', { number })}</strong>
                    {errors.map((each) => (
                      <p key={`${each.field} ${each.code}`}>{reason(each)}</p>
                    ))}
                  </div>
                </li>
              ))}
            </ul>
          </Stack>
        )}
      </Asked>
    </Dialog>
  )
}
